import { toRescueReason, type DiscardReason } from "../../core/follow/discard-reason.ts";
import { askedChannel } from "../../core/follow/direct-follow.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { followKey, type Follow } from "../../core/follow/follow.ts";
import { isJobsEnd } from "../../core/job/outcome.ts";
import type { Quarantine } from "../runtime/quarantine.ts";

/** The channel's permissions and settings that decide whether it gets an outcome. */
export interface DeliveryPolicy {
  /** Whether the allow lists contain a channel now. They may have changed since the command. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
  /** Whether channel notifications are switched on in a channel now. */
  readonly isNotified: (channel: ChannelRef) => boolean;
  /** Finds outcomes whose delivery ends the process, by the keys of follows. Default: there is no other process to find out. */
  readonly quarantine?: Pick<Quarantine, "has" | "run"> | undefined;
}

/** Why a settled outcome is discarded without an attempt to post it; `undefined` if it has to be posted. */
export function reasonToDiscard(
  follow: Follow,
  { isAllowed, isNotified, quarantine }: DeliveryPolicy,
): DiscardReason | undefined {
  if (!isAllowed(askedChannel(follow))) return "channel_not_allowed";
  // Sending it as direct messages has begun, so the remaining requesters get it in the same way.
  if (follow.rescue) return toRescueReason(follow.rescue.reason);
  if (quarantine?.has(followKey(follow))) return "quarantined";
  const { outcome, requesters } = follow;
  if (outcome?.kind === "forgotten")
    return requesters.some((userId) => userId !== outcome.by) ? undefined : "forgotten";
  if (follow.origin !== "notification") return undefined;
  // A channel notification reports a job that ended. These outcomes only say that the relay stopped asking.
  if (outcome && !isJobsEnd(outcome)) return "not_ended";
  return isNotified(follow.channel) ? undefined : "notifications_off";
}
