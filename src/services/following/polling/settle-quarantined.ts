import { followKey, settle } from "../../../core/follow/follow.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { IndexedFollow } from "../../../core/ports/follow-index.ts";
import type { FollowRegistry } from "../follow-registry.ts";

/** Ends pending follows of a job that is not polled any more because it ends the processes that poll it. Rejects with a StoreError. */
export async function settleQuarantined(
  pending: readonly IndexedFollow[],
  { registry, clock }: { readonly registry: Pick<FollowRegistry, "update">; readonly clock: Clock },
): Promise<void> {
  for (const { id, ...follow } of pending)
    await registry.update(followKey(follow), (current) =>
      current.id === id && current.state === "pending"
        ? settle(current, { kind: "quarantined" }, clock.now())
        : current,
    );
}
