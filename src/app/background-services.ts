import type { AppFrame } from "./app-options.ts";
import { connectEvents } from "./connect-events.ts";
import { jobKey, type Follow } from "../core/follow/follow.ts";
import type { Service } from "../core/ports/service.ts";
import { ChannelSettingsRegistry } from "../services/following/channel-settings-registry.ts";
import { MediaCollector } from "../services/delivery/media/media-collector.ts";
import { OutcomeDelivery } from "../services/delivery/deliver-outcome.ts";
import { DiskBudget } from "../services/delivery/media/disk-budget.ts";
import { Deliverer } from "../services/delivery/deliverer.ts";
import { FollowArchive } from "../services/following/follow-archive.ts";
import { FollowRegistry } from "../services/following/follow-registry.ts";
import { FollowExpirer } from "../services/following/follow-expirer.ts";
import { GuardedJobSource } from "../services/runtime/guarded-job-source.ts";
import { JobNames } from "../services/following/job-names.ts";
import { LostChannelNotices } from "../services/delivery/lost-channel-notices.ts";
import { JobPoller } from "../services/following/job-poller.ts";
import { DirectMessageFallback } from "../services/delivery/direct-message-fallback.ts";
import { RetryIntents } from "../services/requests/retry-intents.ts";
import { Scheduler } from "../services/runtime/scheduler.ts";
import { StatusMessages } from "../services/status/status-messages.ts";
import { StatusUpdater } from "../services/status/status-updater.ts";
import { AccountWatcher } from "../services/following/account-watcher.ts";

/** What goes on by itself, without anybody asking: polling, showing, delivering, watching the account. */
export interface BackgroundServices {
  readonly registry: FollowRegistry;
  readonly archive: FollowArchive;
  readonly settings: ChannelSettingsRegistry;
  readonly names: JobNames;
  readonly status: StatusMessages;
  readonly statusUpdater: StatusUpdater;
  readonly deliverer: Deliverer;
  /** The job API, as everything that asks it has to. */
  readonly api: GuardedJobSource;
  readonly poller: JobPoller;
  readonly queue: Scheduler;
  readonly watch: AccountWatcher;
  readonly intents: RetryIntents;
  /** In start order. `stopByMs`: how long after the beginning of a stop each is aborted. */
  readonly services: readonly {
    readonly name: string;
    readonly service: Service;
    readonly stopByMs: number;
  }[];
}

/** Puts together what goes on by itself. */
export function createBackgroundServices(frame: AppFrame): BackgroundServices {
  const { log, clock, random, poll, delivery, store, adapters, isAllowed } = frame;
  const settings = new ChannelSettingsRegistry(store.settings, { delivery, log });
  const archive = new FollowArchive({ clock });
  const registry = new FollowRegistry(store.follows, {
    archive,
    log,
    isAllowed,
    workspaceOf: (platform) => adapters.get(platform)?.workspace,
  });
  const names = new JobNames({ registry, archive });
  const nameOf = (follow: Follow): string => names.nameOf(follow);
  const status = new StatusMessages({ ...frame, registry, nameOf });
  const statusUpdater = new StatusUpdater({ status, registry, clock, log, random });
  const api = new GuardedJobSource({ ...frame, ...poll, offersRetry: frame.retry !== "off" });
  const poller = new JobPoller({ ...frame, api, registry, schedule: poll });
  const queue = createScheduler(frame, { api, poller });
  const lost = new LostChannelNotices({ ...frame, settings });
  const parts = { registry, status, statusUpdater, settings, poller, queue };
  const deliverer = createDeliverer(frame, parts);
  const giveUp = new FollowExpirer({ ...frame, ...poll, registry });
  const watch = new AccountWatcher({
    ...frame,
    api,
    registry,
    settings,
    queue,
    schedule: poll,
    serves: (channel) => adapters.has(channel.platform) && isAllowed(channel),
  });
  connectEvents({ registry, settings, api }, { deliverer, statusUpdater, notices: lost, watch });
  const intents = new RetryIntents({ ...frame, api, registry, queue, statusUpdater });
  const services = inStartOrder({ statusUpdater, deliverer, giveUp, queue, lost, intents, watch });
  return {
    ...parts,
    archive,
    names,
    deliverer,
    api,
    watch,
    intents,
    services,
  };
}

function inStartOrder(
  parts: Pick<BackgroundServices, "statusUpdater" | "deliverer" | "queue" | "intents" | "watch"> & {
    giveUp: Service;
    lost: Service;
  },
): BackgroundServices["services"] {
  return [
    // Ends last: the status messages tell where the deliverer's last results are.
    { name: "status messages", service: parts.statusUpdater, stopByMs: 7_200 },
    { name: "deliverer", service: parts.deliverer, stopByMs: 5_700 },
    { name: "give-up", service: parts.giveUp, stopByMs: 3_600 },
    { name: "polls", service: parts.queue, stopByMs: 3_400 },
    { name: "lost notifications", service: parts.lost, stopByMs: 3_200 },
    { name: "retries", service: parts.intents, stopByMs: 2_800 },
    { name: "account watch", service: parts.watch, stopByMs: 2_400 },
  ];
}

function createScheduler(
  { poll, clock, log }: AppFrame,
  { api, poller }: Pick<BackgroundServices, "api" | "poller">,
): Scheduler {
  return new Scheduler({
    ...poll,
    clock,
    log,
    api,
    isToAsk: (key) => poller.isToAsk(key),
    wasAnswered: (key) => poller.wasAnswered(key),
    poll: (key, signal) => poller.poll(key, signal),
  });
}

function createDeliverer(
  frame: AppFrame,
  parts: Pick<
    BackgroundServices,
    "registry" | "status" | "statusUpdater" | "settings" | "poller" | "queue"
  >,
): Deliverer {
  const { log, maxVideoBytes: maxBytes } = frame;
  const { registry, status, statusUpdater, settings, poller, queue } = parts;
  const collector = new MediaCollector({
    ...frame,
    maxBytes,
    disk: new DiskBudget(frame.maxDiskBytes),
    pollJob: (follow) => poller.look(jobKey(follow), queue, { isStale: true }),
  });
  return new Deliverer({
    ...frame,
    registry,
    status,
    statusUpdater,
    delivery: new OutcomeDelivery({ registry, collector, status, log }),
    deliveryOf: (channel) => settings.deliveryOf(channel),
    isNotified: (channel) => settings.isNotified(channel),
    fallback: new DirectMessageFallback({ ...frame, registry }),
  });
}
