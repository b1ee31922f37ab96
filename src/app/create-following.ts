import { AccountWatcher } from "../services/following/account-watcher.ts";
import { ChannelSettingsRegistry } from "../services/following/channel-settings-registry.ts";
import { FollowArchive } from "../services/following/follow-archive.ts";
import { FollowExpirer } from "../services/following/follow-expirer.ts";
import { FollowRegistry } from "../services/following/follow-registry.ts";
import { JobNames } from "../services/following/job-names.ts";
import { JobPoller } from "../services/following/job-poller.ts";
import { GuardedJobSource } from "../services/runtime/guarded-job-source.ts";
import { Scheduler } from "../services/runtime/scheduler.ts";
import type { AppOptions } from "./app-options.ts";
import type { Platforms } from "./platforms.ts";

/** The follows in memory, and the services that ask the job API about them. */
export interface Following {
  readonly settings: ChannelSettingsRegistry;
  readonly archive: FollowArchive;
  readonly registry: FollowRegistry;
  readonly names: JobNames;
  /** The job API, as every service of the relay uses it. */
  readonly api: GuardedJobSource;
  readonly poller: JobPoller;
  readonly queue: Scheduler;
  readonly expirer: FollowExpirer;
  readonly watcher: AccountWatcher;
}

type Options = Pick<
  AppOptions,
  "store" | "delivery" | "poll" | "quotas" | "retry" | "clock" | "log" | "random" | "newId"
> & { readonly api: AppOptions["api"] };

/** Creates the services of `src/services/following`, with the guarded job API and the scheduler that they need. */
export function createFollowing(options: Options, { adapters, isAllowed }: Platforms): Following {
  const { store, poll, clock, log, random } = options;
  const settings = new ChannelSettingsRegistry(store.settings, { delivery: options.delivery, log });
  const archive = new FollowArchive({ clock });
  const registry = new FollowRegistry(store.follows, {
    archive,
    isAllowed,
    workspaceOf: (platform) => adapters.get(platform)?.workspace,
    log,
  });
  const names = new JobNames({ registry, archive });
  const api = new GuardedJobSource({
    api: options.api,
    maxPerSecond: poll.maxPerSecond,
    offersRetry: options.retry !== "off",
    clock,
    log,
  });
  const poller = new JobPoller({ api, registry, schedule: poll, clock, log, random });
  const queue = new Scheduler({ api, poller, concurrency: poll.concurrency, clock, log });
  const { giveUpAfterMs } = poll;
  const expirer = new FollowExpirer({ registry, giveUpAfterMs, clock, log, random });
  const watcher = new AccountWatcher({
    api,
    registry,
    settings,
    queue,
    quotas: options.quotas,
    schedule: poll,
    serves: (channel) => adapters.has(channel.platform) && isAllowed(channel),
    newId: options.newId,
    clock,
    log,
  });
  return { settings, archive, registry, names, api, poller, queue, expirer, watcher };
}
