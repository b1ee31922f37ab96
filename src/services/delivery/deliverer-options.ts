import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Delivery } from "../../core/channel/channel-settings.ts";
import type { Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import type { OutcomeDelivery } from "./deliver-outcome.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { FallbackResult } from "./direct-message-fallback.ts";
import type { StatusMessages } from "../status/status-messages.ts";

/** Options of a deliverer. `random` gives numbers in [0, 1). */
export interface DelivererOptions {
  readonly registry: FollowRegistry;
  readonly delivery: OutcomeDelivery;
  readonly status: StatusMessages;
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  /** How results arrive in a channel now. */
  readonly deliveryOf: (channel: ChannelRef) => Delivery;
  /** Whether a channel wants to be told of every job of the account now. */
  readonly isNotified: (channel: ChannelRef) => boolean;
  /** Called before a follow is discarded, with the reason: its requesters may get the result instead. See DirectMessageFallback. */
  readonly rescue: (follow: Follow, reason: string, signal: AbortSignal) => Promise<FallbackResult>;
  /** Has a status message brought up to date when its pace allows. */
  readonly showLater: (follow: Follow) => void;
  /** Called with an ended follow, so that its status message says so. */
  readonly onClosed: (follow: Follow) => void;
  /** Checked again here: the list may have become shorter since the command. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
}
