import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { settingsKey } from "../../core/channel/channel-settings.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { Deliverer } from "../../services/delivery/deliverer.ts";
import { DeliveryAttempts } from "../../services/delivery/delivery-attempts.ts";
import { DeliveryProgress } from "../../services/delivery/delivery-progress.ts";
import { DirectMessageFallback } from "../../services/delivery/direct-message-fallback.ts";
import { LostChannelNotices } from "../../services/delivery/lost-channel-notices.ts";
import { ResultSender } from "../../services/delivery/result-sender.ts";
import { OutageMessages } from "../../services/status/outage-messages.ts";
import { StatusPace } from "../../services/status/status-pace.ts";
import { StatusUpdater } from "../../services/status/status-updater.ts";
import type { AppOptions } from "../app-options.ts";
import type { Following } from "../create-following.ts";
import { measureDeliveries } from "../monitoring/measure-deliveries.ts";
import type { Platforms } from "../platforms.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Polling } from "./create-polling.ts";

/** The services that write into the channels of a partition: status messages, results, notices about outages and lost channels. */
export interface Delivery {
  readonly statusUpdater: StatusUpdater;
  readonly outageMessages: OutageMessages;
  readonly progress: DeliveryProgress;
  readonly deliverer: Deliverer;
  readonly notices: LostChannelNotices;
}

/** Options of {@link createDelivery}. */
export type DeliveryOptions = Pick<
  AppOptions,
  "poll" | "unsafe" | "digest" | "metrics" | "clock" | "log" | "random"
>;

/** Creates the services of `src/services/status` and `src/services/delivery`. */
export function createDelivery(
  options: DeliveryOptions,
  { following, platforms: { adapters, isAllowed }, media, limits, scope, quarantine }: Surroundings,
  { outages }: Pick<Polling, "outages">,
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
  const { collector } = media;
  const sending = { collector, statusUpdater, nameOf, personalSettings, unsafe, progress, log };
  const sender = new ResultSender(sending);
  const attempts = new DeliveryAttempts({
    registry,
    adapters,
    sender: metrics ? measureDeliveries(sender, { metrics, clock }) : sender,
    statusUpdater,
    progress,
    limits,
    quarantine,
    deliveryOf: (channel) => settings.resultsIn(channel),
    isNotified: (channel) => settings.isNotified(channel),
    isAllowed,
    fallback: new DirectMessageFallback({ registry, adapters, isAllowed, clock, log }),
    clock,
    log,
    random,
  });
  const deliverer = new Deliverer({ attempts, progress, clock, log });
  const isMine = (channel: ChannelRef): boolean => scope.contains(settingsKey(channel));
  const telling = { settings, adapters, clock, log, random };
  const notices = new LostChannelNotices({
    ...telling,
    isAllowed: (channel) => isAllowed(channel) && isMine(channel),
  });
  const outageMessages = createOutageMessages(options, { outages, sources }, adapters);
  return { statusUpdater, outageMessages, progress, deliverer, notices };
}

function createOutageMessages(
  { poll, digest, clock, log, random }: DeliveryOptions,
  { outages, sources }: Pick<Polling, "outages"> & Pick<Following, "sources">,
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
