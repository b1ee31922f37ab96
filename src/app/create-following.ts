import type { PollQueue } from "../core/ports/poll-queue.ts";
import { AccountWatcher } from "../services/following/account-watcher.ts";
import { ChannelSettingsRegistry } from "../services/following/channel-settings-registry.ts";
import { CostCounter } from "../services/following/cost-counter.ts";
import { FollowArchive } from "../services/following/follow-archive.ts";
import { FollowExpirer } from "../services/following/follow-expirer.ts";
import { FollowRegistry } from "../services/following/follow-registry.ts";
import { JobNames } from "../services/following/job-names.ts";
import { JobPoller } from "../services/following/job-poller.ts";
import { PersonalSettingsRegistry } from "../services/following/personal-settings-registry.ts";
import { GuardedJobSource } from "../services/runtime/guarded-job-source.ts";
import { JobSources } from "../services/runtime/job-sources.ts";
import { SourceQueues } from "../services/runtime/source-queues.ts";
import { Scheduler } from "../services/runtime/scheduler.ts";
import type { AppOptions } from "./app-options.ts";
import type { Platforms } from "./platforms.ts";

/** The follows in memory, and the services that ask the job API about them. */
export interface Following {
  readonly settings: ChannelSettingsRegistry;
  readonly personalSettings: PersonalSettingsRegistry;
  readonly archive: FollowArchive;
  readonly costs: CostCounter;
  readonly registry: FollowRegistry;
  readonly names: JobNames;
  /** The job APIs, as every service of the relay uses them. */
  readonly sources: JobSources;
  readonly poller: JobPoller;
  readonly queue: PollQueue;
  readonly expirer: FollowExpirer;
  /** One for each source that can list its account's jobs. */
  readonly watchers: readonly AccountWatcher[];
}

type Options = Pick<
  AppOptions,
  | "sources"
  | "disabledSources"
  | "store"
  | "delivery"
  | "poll"
  | "quotas"
  | "retry"
  | "clock"
  | "log"
  | "random"
  | "newId"
  | "digest"
>;

/** Creates the services of `src/services/following`, with the guarded job API and the scheduler that they need. */
export function createFollowing(options: Options, { adapters, isAllowed }: Platforms): Following {
  const { store, poll, clock, log, random } = options;
  const settings = new ChannelSettingsRegistry(store.settings, { delivery: options.delivery, log });
  const personalSettings = new PersonalSettingsRegistry(store.personalSettings);
  const archive = new FollowArchive({ clock });
  const registry = new FollowRegistry(store.follows, {
    archive,
    isAllowed,
    workspaceOf: (platform) => adapters.get(platform)?.workspace,
    log,
  });
  const costs = new CostCounter({ ...options, store: store.costs });
  const names = new JobNames({ registry, archive, digest: options.digest });
  const sources = guardSources(options);
  const poller = new JobPoller({ sources, registry, schedule: poll, clock, log, random });
  const { concurrency } = poll;
  const queues = sources
    .all()
    .map((api) => [api.name, new Scheduler({ api, poller, concurrency, clock, log })] as const);
  const queue = new SourceQueues(new Map(queues));
  const { giveUpAfterMs } = poll;
  const expirer = new FollowExpirer({ registry, giveUpAfterMs, clock, log, random });
  const parts = { settings, registry, sources, queue };
  const watchers = createWatchers(options, parts, { adapters, isAllowed });
  return {
    settings,
    personalSettings,
    archive,
    costs,
    registry,
    names,
    sources,
    poller,
    queue,
    expirer,
    watchers,
  };
}

const createWatchers = (
  { quotas, poll: schedule, newId, clock, log }: Options,
  {
    settings,
    registry,
    sources,
    queue,
  }: Pick<Following, "settings" | "registry" | "sources" | "queue">,
  { adapters, isAllowed }: Platforms,
): AccountWatcher[] =>
  sources
    .all()
    .filter(({ canList }) => canList)
    .map(
      (source) =>
        new AccountWatcher({
          source,
          registry,
          settings,
          queue,
          quotas,
          schedule,
          serves: (channel) => adapters.has(channel.platform) && isAllowed(channel),
          newId,
          clock,
          log,
        }),
    );

const guardSources = (
  options: Pick<AppOptions, "sources" | "disabledSources" | "poll" | "retry" | "clock" | "log">,
): JobSources =>
  new JobSources(
    options.sources.map(
      (api) =>
        new GuardedJobSource({
          api,
          maxPerSecond: options.poll.maxPerSecond,
          offersRetry: options.retry !== "off",
          clock: options.clock,
          log: options.log,
        }),
    ),
    options.disabledSources,
  );
