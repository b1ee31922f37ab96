import { followFields, type Follow } from "../../core/follow/follow.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Metrics } from "../../core/ports/metrics.ts";
import type { FollowRegistry } from "../../services/following/follow-registry.ts";

/** Logs and counts each follow that is quarantined in this process. */
export function reportQuarantine(
  { events }: Pick<FollowRegistry, "events">,
  {
    metrics,
    log,
  }: { readonly metrics: Pick<Metrics, "attempted"> | undefined; readonly log: Logger },
): void {
  const report = (follow: Follow, what: "poll" | "delivery"): void => {
    log.error({ ...followFields(follow), what }, "follow.quarantined");
    const { platform } = follow.channel;
    metrics?.attempted({ platform, result: "quarantined", durationMs: 0 });
  };
  events.on("settled", (follow) => {
    if (follow.outcome?.kind === "quarantined") report(follow, "poll");
  });
  events.on("closed", (follow) => {
    if (follow.discardReason === "quarantined") report(follow, "delivery");
  });
}
