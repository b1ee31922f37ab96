import { toRescueReason, type DiscardReason } from "../../core/follow/discard-reason.ts";
import { askedChannel } from "../../core/follow/direct-follow.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Follow } from "../../core/follow/follow.ts";

/** What decides whether a channel gets an outcome. */
export interface DeliveryPolicy {
  /** Whether the relay may post in a channel now: the list may have become shorter since the command. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
  /** Whether a channel wants to be told of every job of the account now. */
  readonly isNotified: (channel: ChannelRef) => boolean;
}

/** Why a settled outcome is discarded before any attempt to post it; `undefined` if it is owed. */
export function reasonToDiscard(
  follow: Follow,
  { isAllowed, isNotified }: DeliveryPolicy,
): DiscardReason | undefined {
  if (!isAllowed(askedChannel(follow))) return "channel_not_allowed";
  // Some have it as a direct message already; the others get it, too.
  if (follow.rescue) return toRescueReason(follow.rescue.reason);
  const { outcome, requesters } = follow;
  if (outcome?.kind === "forgotten")
    return requesters.some((userId) => userId !== outcome.by) ? undefined : "forgotten";
  if (follow.origin !== "notification") return undefined;
  // Channel notifications tell of jobs that ended; that the relay stopped looking is nobody's news.
  if (outcome?.kind === "gave-up" || outcome?.kind === "unknown-job") return "not_ended";
  return isNotified(follow.channel) ? undefined : "notifications_off";
}
