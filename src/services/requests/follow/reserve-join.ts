import type { Quotas } from "../../../core/channel/quotas.ts";
import type { Follow } from "../../../core/follow/follow.ts";
import type { Reservation } from "../../../core/ports/follow-index.ts";
import type { FollowRegistry } from "../../following/follow-registry.ts";

/** Dependencies of {@link reserveJoin}. */
interface ReserveJoinDeps {
  readonly registry: Pick<FollowRegistry, "reserve">;
  readonly quotas: Pick<Quotas, "followsPerUser">;
}

/**
 * Reserves the place that a person needs to join an open follow. The follow has its place in the channel already. Release the
 * reservation once the person is stored as a requester. Rejects with a StoreError.
 */
export async function reserveJoin(
  { registry, quotas: { followsPerUser } }: ReserveJoinDeps,
  follow: Follow,
  userId: string,
): Promise<Reservation> {
  const request = { ...follow, requesters: [userId] };
  return registry.reserve(request, { followsPerUser, followsPerChannel: Infinity });
}
