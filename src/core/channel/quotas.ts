import type { ChannelRef } from "./channel-ref.ts";

/** How much one person or channel may ask of the relay. */
export interface Quotas {
  /** Open follows that one person started or joined. */
  readonly followsPerUser: number;
  /** Open follows of one channel. */
  readonly followsPerChannel: number;
  /** Commands of one person within any minute. */
  readonly commandsPerMinute: number;
}

/** Whose limit was reached. */
export type QuotaOwner = "user" | "channel";

/** The key of one person. The same user id in another server or workspace counts separately. */
export const toUserKey = (
  { platform, workspace }: Pick<ChannelRef, "platform" | "workspace">,
  userId: string,
): string => [platform, workspace, userId].map(encodeURIComponent).join(":");
