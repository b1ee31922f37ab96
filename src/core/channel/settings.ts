import type { Delivery } from "./channel-settings.ts";

/** What applies to one person in one channel. */
export interface Settings {
  /** The channel's. */
  readonly delivery: Delivery;
  /** The channel's: whether a line in it points to each result in a thread. */
  readonly broadcast: boolean;
  /** The person's own, in the whole server or workspace: whether results notify them. */
  readonly ping: boolean;
}
