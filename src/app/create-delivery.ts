import type { Follow } from "../core/follow/follow.ts";
import { Deliverer } from "../services/delivery/deliverer.ts";
import { DeliveryAttempts } from "../services/delivery/delivery-attempts.ts";
import { DeliveryLimits } from "../services/delivery/delivery-limits.ts";
import { DeliveryProgress } from "../services/delivery/delivery-progress.ts";
import { DirectMessageFallback } from "../services/delivery/direct-message-fallback.ts";
import { LostChannelNotices } from "../services/delivery/lost-channel-notices.ts";
import { ResultSender } from "../services/delivery/result-sender.ts";
import { OutageMessages } from "../services/status/outage-messages.ts";
import { StatusPace } from "../services/status/status-pace.ts";
import { StatusUpdater } from "../services/status/status-updater.ts";
import type { AppOptions } from "./app-options.ts";
import type { Following } from "./create-following.ts";
import { measureDeliveries } from "./monitoring/measure-deliveries.ts";
import { createMedia, type Media, type MediaOptions } from "./create-media.ts";
import type { Platforms } from "./platforms.ts";

/** The services that write into channels: they post status messages, results, and notices about outages and lost channels. */
export interface Delivery extends Pick<Media, "kept" | "sharedFiles" | "prefetcher"> {
  readonly statusUpdater: StatusUpdater;
  readonly outageMessages: OutageMessages;
  readonly deliverer: Deliverer;
  readonly notices: LostChannelNotices;
}

type Options = MediaOptions &
  Pick<AppOptions, "poll" | "unsafe" | "digest" | "metrics" | "clock" | "log" | "random">;

/** Creates the services of `src/services/status` and `src/services/delivery`. */
export function createDelivery(
  options: Options,
  following: Following,
  { adapters, isAllowed }: Platforms,
): Delivery {
  const { settings, personalSettings, registry, names, sources } = following;
  const { digest, metrics, clock, log, random, unsafe = "spoiler" } = options;
  const nameOf = (follow: Follow): Promise<string> => names.nameOf(follow);
  const progress = new DeliveryProgress(clock);
  const statusUpdater = new StatusUpdater({
    registry,
    adapters,
    nameOf,
    delayReasonOf: (follow) => progress.of(follow).delayReason,
    mediaKeptMsOf: ({ source }) => sources.get(source)?.limits.mediaKeptMs,
    digest,
    isAllowed,
    clock,
    log,
    random,
  });
  const { kept, sharedFiles, collector, prefetcher } = createMedia(options, following, () =>
    progress.waiting(),
  );
  const sending = { collector, statusUpdater, nameOf, personalSettings, unsafe, log };
  const sender = new ResultSender(sending);
  const limits = new DeliveryLimits();
  const attempts = new DeliveryAttempts({
    registry,
    adapters,
    sender: metrics ? measureDeliveries(sender, { metrics, clock }) : sender,
    statusUpdater,
    progress,
    limits,
    deliveryOf: (channel) => settings.resultsIn(channel),
    isNotified: (channel) => settings.isNotified(channel),
    isAllowed,
    fallback: new DirectMessageFallback({ registry, adapters, isAllowed, clock, log }),
    clock,
    log,
    random,
  });
  const deliverer = new Deliverer({ attempts, progress, limits, clock, log });
  const notices = new LostChannelNotices({ settings, adapters, isAllowed, clock, log, random });
  const outageMessages = createOutageMessages(options, following, adapters);
  return { statusUpdater, outageMessages, deliverer, notices, kept, sharedFiles, prefetcher };
}

function createOutageMessages(
  { poll, digest, clock, log, random }: Options,
  { outages, sources }: Following,
  adapters: Platforms["adapters"],
): OutageMessages {
  return new OutageMessages({
    outages,
    adapters,
    isAnyOut: () => sources.all().some(({ health }) => health === "out"),
    intervals: poll,
    pace: new StatusPace(clock),
    digest,
    clock,
    log,
    random,
  });
}
