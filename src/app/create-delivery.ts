import { jobKey } from "../core/follow/follow.ts";
import { OutcomeDelivery } from "../services/delivery/deliver-outcome.ts";
import { Deliverer } from "../services/delivery/deliverer.ts";
import { DirectMessageFallback } from "../services/delivery/direct-message-fallback.ts";
import { LostChannelNotices } from "../services/delivery/lost-channel-notices.ts";
import { DiskBudget } from "../services/delivery/media/disk-budget.ts";
import { MediaCollector } from "../services/delivery/media/media-collector.ts";
import { StatusMessages } from "../services/status/status-messages.ts";
import { StatusUpdater } from "../services/status/status-updater.ts";
import type { AppOptions } from "./app-options.ts";
import type { Following } from "./create-following.ts";
import type { Platforms } from "./platforms.ts";

/** What writes into channels by itself: status messages, results, and notices about channels that are lost. */
export interface Delivery {
  readonly status: StatusMessages;
  readonly statusUpdater: StatusUpdater;
  readonly deliverer: Deliverer;
  readonly notices: LostChannelNotices;
}

type Options = Pick<
  AppOptions,
  "media" | "transcoder" | "maxVideoBytes" | "maxDiskBytes" | "digest" | "clock" | "log" | "random"
>;

/** Makes the services of `src/services/status` and `src/services/delivery`. */
export function createDelivery(
  options: Options,
  { settings, registry, names, poller, queue }: Following,
  { adapters, isAllowed }: Platforms,
): Delivery {
  const { digest, clock, log, random } = options;
  const status = new StatusMessages({
    registry,
    adapters,
    nameOf: (follow) => names.nameOf(follow),
    digest,
    isAllowed,
    clock,
    log,
  });
  const statusUpdater = new StatusUpdater({ status, registry, clock, log, random });
  const collector = new MediaCollector({
    media: options.media,
    transcoder: options.transcoder,
    pollJob: (follow) => poller.look(jobKey(follow), queue, { isStale: true }),
    maxBytes: options.maxVideoBytes,
    disk: new DiskBudget(options.maxDiskBytes),
  });
  const deliverer = new Deliverer({
    registry,
    adapters,
    status,
    statusUpdater,
    delivery: new OutcomeDelivery({ registry, collector, status, log }),
    deliveryOf: (channel) => settings.deliveryOf(channel),
    isNotified: (channel) => settings.isNotified(channel),
    isAllowed,
    fallback: new DirectMessageFallback({ registry, adapters, isAllowed, clock, log }),
    clock,
    log,
    random,
  });
  const notices = new LostChannelNotices({ settings, adapters, isAllowed, clock, log, random });
  return { status, statusUpdater, deliverer, notices };
}
