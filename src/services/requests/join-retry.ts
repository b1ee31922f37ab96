import { StoreError } from "../../core/errors.ts";
import { addRequester, followKey, type Follow } from "../../core/follow/follow.ts";
import type { Quotas } from "../../core/channel/quotas.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { isSleptThrough } from "../../core/time/sleep.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { reserveJoin } from "./follow/reserve-join.ts";

/** How long the answer to a retry in another process is waited for, and how often its record is read, in milliseconds. */
const IN_PROGRESS_MS = 10_000;
const LOOK_EVERY_MS = 250;

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

/** Dependencies of {@link isRetryOver}. */
export interface IsRetryOverDeps {
  readonly registry: Pick<FollowRegistry, "get">;
  readonly clock: Clock;
  /** Aborts at a stop: then nothing is waited for. */
  readonly stopSignal: AbortSignal;
}

/** Resolves with whether the retry of a follow's job that is in progress has ended soon. Rejects with a StoreError. */
export async function isRetryOver(
  { registry, clock, stopSignal }: IsRetryOverDeps,
  follow: Follow,
): Promise<boolean> {
  const key = followKey({ ...follow, origin: "retry" });
  for (let waitedMs = 0; waitedMs < IN_PROGRESS_MS; waitedMs += LOOK_EVERY_MS) {
    if ((await registry.get(key)) === undefined) return true;
    if (!(await isSleptThrough(clock, LOOK_EVERY_MS, stopSignal))) return false;
  }
  return false;
}
