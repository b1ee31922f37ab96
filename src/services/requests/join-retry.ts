import { StoreError } from "../../core/errors.ts";
import { addRequester } from "../../core/follow/follow.ts";
import type { Quotas } from "../../core/channel/quotas.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { reserveJoin } from "./follow/reserve-join.ts";

/** Dependencies of {@link joinRetry}. */
export interface JoinRetryDeps {
  readonly registry: Pick<FollowRegistry, "get" | "reserve" | "update">;
  readonly quotas: Pick<Quotas, "followsPerUser">;
  readonly log: Logger;
}

/**
 * Adds a person to the open follow or intent of a retry, if there is one. Resolves with `false` if their quota is used up. If
 * the store fails, they are not added.
 */
export async function joinRetry(
  deps: JoinRetryDeps,
  key: string,
  userId: string,
): Promise<boolean> {
  const { registry, log } = deps;
  let hasRoom = true;
  try {
    const open = await registry.get(key);
    if (!open) return true;
    const reservation = await reserveJoin(deps, open, userId);
    const joining = registry.update(key, (current) => {
      const joined = addRequester(current, userId);
      hasRoom = joined === current || reservation.full === undefined;
      return hasRoom ? joined : current;
    });
    await joining.finally(() => void reservation.release?.());
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    log.error({ key, err: error }, "follow.not_stored");
  }
  return hasRoom;
}
