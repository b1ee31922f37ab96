import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Delivery } from "../../core/channel/channel-settings.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import type { OutcomeDelivery } from "./deliver-outcome.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { DirectMessageFallback } from "./direct-message-fallback.ts";
import type { StatusMessages } from "../status/status-messages.ts";
import type { StatusUpdater } from "../status/status-updater.ts";

/** Options of a deliverer. `random` gives numbers in [0, 1). */
export interface DelivererOptions {
  readonly registry: FollowRegistry;
  readonly delivery: OutcomeDelivery;
  readonly status: StatusMessages;
  readonly statusUpdater: Pick<StatusUpdater, "add">;
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  /** How results arrive in a channel now. */
  readonly deliveryOf: (channel: ChannelRef) => Delivery;
  /** Whether a channel wants to be told of every job of the account now. */
  readonly isNotified: (channel: ChannelRef) => boolean;
  /** Asked before a follow is discarded: its requesters may get the result instead. */
  readonly fallback: Pick<DirectMessageFallback, "rescue">;
  /** Checked again here: the list may have become shorter since the command. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
}
