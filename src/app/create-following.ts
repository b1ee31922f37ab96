import { scheduleOf } from "../core/job/poll-schedule.ts";
import { ChannelSettingsRegistry } from "../services/following/channel-settings-registry.ts";
import { CostCounter } from "../services/following/statistics/cost-counter.ts";
import { DurationHistory } from "../services/following/statistics/duration-history.ts";
import { FollowArchive } from "../services/following/follow-archive.ts";
import { FollowRegistry } from "../services/following/follow-registry.ts";
import { IndexCheck } from "../services/following/indexing/index-check.ts";
import { MemoryFollowIndex } from "../services/following/indexing/memory-follow-index.ts";
import { JobNames } from "../services/following/job-names.ts";
import { PersonalSettingsRegistry } from "../services/following/personal-settings-registry.ts";
import { GuardedJobSource } from "../services/runtime/sources/guarded-job-source.ts";
import { JobSources } from "../services/runtime/sources/job-sources.ts";
import type { AppOptions } from "./app-options.ts";
import type { Platforms } from "./platforms.ts";

/** How old the durations of a model may be that other processes change, in milliseconds. */
const REFRESH_DURATIONS_EVERY_MS = 60_000;

/** What a process knows of follows, channels and job APIs, whichever partitions it holds. */
export interface Following {
  readonly settings: ChannelSettingsRegistry;
  readonly personalSettings: PersonalSettingsRegistry;
  readonly archive: FollowArchive;
  readonly costs: CostCounter;
  readonly history: DurationHistory;
  readonly registry: FollowRegistry;
  readonly indexCheck: IndexCheck;
  readonly names: JobNames;
  /** The job APIs, as every service of the relay uses them. */
  readonly sources: JobSources;
}

type Options = Pick<
  AppOptions,
  | "sources"
  | "loadDisabledSources"
  | "store"
  | "processes"
  | "delivery"
  | "poll"
  | "retry"
  | "clock"
  | "log"
  | "random"
  | "digest"
>;

/** Creates the services of `src/services/following` that exist once in a process, with the guarded job APIs. */
export function createFollowing(options: Options, { adapters, isAllowed }: Platforms): Following {
  const { store, clock, log } = options;
  const settings = new ChannelSettingsRegistry(store.settings, { delivery: options.delivery, log });
  const personalSettings = new PersonalSettingsRegistry(store.personalSettings, { log });
  const archive = new FollowArchive({ clock });
  const sources = guardSources(options);
  // The only process is faster with an index of its own.
  const sharedIndex = options.processes && store.followIndex;
  const index = sharedIndex ?? new MemoryFollowIndex({ clock });
  const registry = new FollowRegistry(store.follows, {
    archive,
    index,
    isAllowed,
    isServed: ({ channel, source }) =>
      adapters.has(channel.platform) && sources.get(source) !== undefined,
    workspaceOf: (platform) => adapters.get(platform)?.workspace,
    log,
  });
  const { follows, claims } = store;
  const shared = sharedIndex && { index: sharedIndex, follows, claims };
  const indexCheck = new IndexCheck({ registry, shared, clock, log });
  const costs = new CostCounter({ ...options, store: store.costs });
  const history = new DurationHistory({
    store: store.durations,
    // Other processes learn durations, too.
    ...(options.processes && { refreshEveryMs: REFRESH_DURATIONS_EVERY_MS }),
    clock,
    log,
  });
  const names = new JobNames({ registry, archive, digest: options.digest });
  const stored = { settings, personalSettings, archive, costs, history };
  return { ...stored, registry, indexCheck, names, sources };
}

const guardSources = (options: Options): JobSources =>
  new JobSources(
    options.sources.map(
      (api) =>
        new GuardedJobSource({
          api,
          schedule: scheduleOf(options.poll, options.poll.minIntervalsMs?.[api.name] ?? 0),
          maxPerSecond: options.poll.maxPerSecond,
          sharedLimit: options.processes?.sharedLimit,
          offersRetry: options.retry !== "off",
          clock: options.clock,
          log: options.log,
        }),
    ),
    options.loadDisabledSources,
  );
