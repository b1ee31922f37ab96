import type { PlatformErrorCode } from "../errors.ts";

/** What belongs to a discard reason. */
interface DiscardReasonFacts {
  /** Whether people are told that the outcome could not be posted, and may have it posted again. */
  readonly isTold: boolean;
  /** Whether the requesters get the outcome as a direct message instead. */
  readonly isSentPrivately?: boolean;
  /** Whether channel notifications are switched off, because no other one will arrive either. */
  readonly endsNotifications?: boolean;
}

/**
 * Why an outcome never reaches its channel. Stored with the follow and logged. Records of other versions may have other
 * reasons, which are treated as told.
 */
export const DISCARD_REASONS = {
  /** Channel, server or workspace is gone, or the relay has lost access. */
  channel_lost: { isTold: true, isSentPrivately: true, endsNotifications: true },
  /** The thread is gone. */
  message_lost: { isTold: true, isSentPrivately: true },
  /** The relay may not post there. */
  forbidden: { isTold: true, endsNotifications: true },
  /** Moderation refuses even the text without files. */
  text_refused: { isTold: true },
  /** The platform considers the message malformed. */
  rejected: { isTold: true },
  /** Even the smallest version of the message is too large. */
  too_large: { isTold: true },
  /** The allow lists no longer contain the channel. */
  channel_not_allowed: { isTold: true },
  /** Delivery failed for too long. */
  too_late: { isTold: true },
  /** Attempts to deliver it have ended several processes. See `src/services/runtime/quarantine.ts`. */
  quarantined: { isTold: true },
  /** The only requester stopped it: no one is left to tell. */
  forgotten: { isTold: false },
  /** The relay stopped looking, and only channel notifications followed the job. */
  not_ended: { isTold: false },
  /** Only channel notifications followed the job, and they have been switched off since. */
  notifications_off: { isTold: false },
} as const satisfies Readonly<Record<string, DiscardReasonFacts>>;

/** See {@link DISCARD_REASONS}. */
export type DiscardReason = keyof typeof DISCARD_REASONS;

/** The reasons that people are told about. */
export type ToldReason = {
  [Reason in DiscardReason]: (typeof DISCARD_REASONS)[Reason]["isTold"] extends true
    ? Reason
    : never;
}[DiscardReason];

/** What belongs to a stored reason, which may be unknown to this version. */
export const discardReasonFacts = (reason: string): DiscardReasonFacts =>
  isDiscardReason(reason) ? DISCARD_REASONS[reason] : { isTold: true };

const isDiscardReason = (reason: string): reason is DiscardReason =>
  Object.hasOwn(DISCARD_REASONS, reason);

/** The reason that a stored `rescue` has. Only lost channels have one, so an unknown reason counts as `channel_lost`. */
export const toRescueReason = (reason: string): DiscardReason =>
  isDiscardReason(reason) ? reason : "channel_lost";

/** Whether a follow's outcome could not be posted, and people are told so. */
export const isUndelivered = ({
  state,
  discardReason,
}: {
  readonly state: string;
  readonly discardReason?: string | undefined;
}): boolean =>
  state === "discarded" && discardReason !== undefined && discardReasonFacts(discardReason).isTold;

/** The reason to discard a result after a platform refused it with this code; `undefined` if the same post may work later. */
export function toDiscardReason(code: PlatformErrorCode): DiscardReason | undefined {
  switch (code) {
    case "rate_limited":
    case "unavailable":
      return undefined;
    case "file_refused":
      // The files have already been left out, so moderation refuses the text.
      return "text_refused";
    default:
      return code;
  }
}
