import type { ChannelRef } from "../core/channel-ref.ts";
import type { Delivery } from "../core/channel-settings.ts";
import { followFields, followKey, type Follow } from "../core/follow.ts";
import type { Logger } from "../core/ports.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import type { StatusMessages } from "./status-message.ts";

/** Stores how the outcome arrives: from then on a change of the channel's settings is for later results. */
export async function fixDelivery(
  registry: FollowRegistry,
  follow: Follow,
  deliveryOf: (channel: ChannelRef) => Delivery,
): Promise<Follow | undefined> {
  if (follow.delivery) return follow;
  // That nothing will come is not what comes in the place of a result.
  const isForgotten = follow.outcome?.kind === "forgotten";
  const delivery = isForgotten ? "post" : deliveryOf(follow.channel);
  return registry.updateOf(follow, (current) => ({ ...current, delivery }));
}

/** Shows the final status first, because the result replies to it. If that fails, the result is posted anyway. */
export async function showFinalStatus(
  { status, log }: { status: StatusMessages; log: Logger },
  follow: Follow,
  signal: AbortSignal,
): Promise<void> {
  // It was written just now; behind the result it is brought up to date in any case.
  if (follow.statusMessage && status.paceLeftMs(follow) > 0) return;
  try {
    await status.sync(followKey(follow), signal);
  } catch (error) {
    log.warn({ ...followFields(follow), err: error }, "status.not_shown");
  }
}
