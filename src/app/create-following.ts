import type { ChannelRef } from "../core/channel/channel-ref.ts";
import type { Follow } from "../core/follow/follow.ts";
import { scheduleOf } from "../core/job/poll-schedule.ts";
import type { PollQueue } from "../core/ports/poll-queue.ts";
import { AccountWatcher } from "../services/following/account-watcher.ts";
import { ChannelOutages } from "../services/status/channel-outages.ts";
import { ChannelSettingsRegistry } from "../services/following/channel-settings-registry.ts";
import { CostCounter } from "../services/following/statistics/cost-counter.ts";
import { DurationHistory } from "../services/following/statistics/duration-history.ts";
import { FollowArchive } from "../services/following/follow-archive.ts";
import { FollowExpirer } from "../services/following/follow-expirer.ts";
import { FollowRegistry } from "../services/following/follow-registry.ts";
import { MemoryFollowIndex } from "../services/following/indexing/memory-follow-index.ts";
import { JobNames } from "../services/following/job-names.ts";
import { JobPoller } from "../services/following/job-poller.ts";
import { PersonalSettingsRegistry } from "../services/following/personal-settings-registry.ts";
import { GuardedJobSource } from "../services/runtime/sources/guarded-job-source.ts";
import { JobSources } from "../services/runtime/sources/job-sources.ts";
import { SourceQueues } from "../services/runtime/sources/source-queues.ts";
import { Scheduler } from "../services/runtime/scheduler.ts";
import type { AppOptions } from "./app-options.ts";
import type { Platforms } from "./platforms.ts";

/** The follows in memory, and the services that ask the job API about them. */
export interface Following {
  readonly settings: ChannelSettingsRegistry;
  readonly personalSettings: PersonalSettingsRegistry;
  readonly archive: FollowArchive;
  readonly costs: CostCounter;
  readonly history: DurationHistory;
  readonly registry: FollowRegistry;
  readonly names: JobNames;
  /** The job APIs, as every service of the relay uses them. */
  readonly sources: JobSources;
  readonly outages: ChannelOutages;
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
  | "metrics"
  | "retry"
  | "clock"
  | "log"
  | "random"
  | "newId"
  | "digest"
>;

/** Creates the services of `src/services/following`, with the guarded job API and the scheduler that they need. */
export function createFollowing(options: Options, { adapters, isAllowed }: Platforms): Following {
  const { store, poll, clock, log, random, metrics } = options;
  const settings = new ChannelSettingsRegistry(store.settings, { delivery: options.delivery, log });
  const personalSettings = new PersonalSettingsRegistry(store.personalSettings, { log });
  const archive = new FollowArchive({ clock });
  const sources = guardSources(options);
  const registry = new FollowRegistry(store.follows, {
    archive,
    index: new MemoryFollowIndex({ clock }),
    isAllowed,
    isServed: ({ channel, source }) =>
      adapters.has(channel.platform) && sources.get(source) !== undefined,
    workspaceOf: (platform) => adapters.get(platform)?.workspace,
    log,
  });
  const costs = new CostCounter({ ...options, store: store.costs });
  const history = new DurationHistory({ store: store.durations, clock, log });
  const names = new JobNames({ registry, archive, digest: options.digest });
  const serves = (channel: ChannelRef): boolean =>
    adapters.has(channel.platform) && isAllowed(channel);
  const parts = { settings, registry, sources, serves };
  const { newId } = options;
  const outages = new ChannelOutages({ ...parts, clock, newId });
  const isCovered = (follow: Follow): Promise<boolean> => outages.covers(follow);
  const asking = { sources, registry, history, isCovered, clock, log, random };
  const poller = new JobPoller(asking);
  const { concurrency } = poll;
  const onStart = (latenessMs: number): void => metrics?.pollBegan(latenessMs);
  const polling = { poller, concurrency, onStart, clock, log };
  const queues = sources
    .all()
    .map((api) => [api.name, new Scheduler({ api, ...polling })] as const);
  const queue = new SourceQueues(new Map(queues));
  const { giveUpAfterMs } = poll;
  const expirer = new FollowExpirer({ registry, giveUpAfterMs, clock, log, random });
  const watchers = createWatchers(options, { ...parts, queue });
  const stored = { settings, personalSettings, archive, costs, history, registry, names };
  return { ...stored, sources, outages, poller, queue, expirer, watchers };
}

const createWatchers = (
  { quotas, newId, clock, log }: Options,
  {
    settings,
    registry,
    sources,
    queue,
    serves,
  }: Pick<Following, "settings" | "registry" | "sources" | "queue"> & {
    readonly serves: (channel: ChannelRef) => boolean;
  },
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
          serves,
          newId,
          clock,
          log,
        }),
    );

const guardSources = (options: Options): JobSources =>
  new JobSources(
    options.sources.map(
      (api) =>
        new GuardedJobSource({
          api,
          schedule: scheduleOf(options.poll, options.poll.minIntervalsMs?.[api.name] ?? 0),
          maxPerSecond: options.poll.maxPerSecond,
          offersRetry: options.retry !== "off",
          clock: options.clock,
          log: options.log,
        }),
    ),
    options.disabledSources,
  );
