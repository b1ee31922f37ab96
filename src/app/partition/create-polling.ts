import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { settingsKey } from "../../core/channel/channel-settings.ts";
import { jobKey, type Follow } from "../../core/follow/follow.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import { AccountWatcher } from "../../services/following/account-watcher.ts";
import { FollowExpirer } from "../../services/following/follow-expirer.ts";
import { JobPoller } from "../../services/following/job-poller.ts";
import { PollSlots } from "../../services/runtime/poll-slots.ts";
import { Scheduler } from "../../services/runtime/scheduler.ts";
import { SourceQueues } from "../../services/runtime/sources/source-queues.ts";
import { ChannelOutages } from "../../services/status/channel-outages.ts";
import type { AppOptions } from "../app-options.ts";
import type { Following } from "../create-following.ts";
import type { Surroundings } from "./surroundings.ts";

/** The services that ask the job APIs about the jobs of a partition. */
export interface Polling {
  readonly outages: ChannelOutages;
  readonly poller: JobPoller;
  readonly queue: PollQueue;
  readonly expirer: FollowExpirer;
  /** One for each source that can list its account's jobs. */
  readonly watchers: readonly AccountWatcher[];
}

/** Options of {@link createPolling}. */
export type PollingOptions = Pick<
  AppOptions,
  "poll" | "quotas" | "metrics" | "clock" | "log" | "random" | "newId"
>;

/** Creates the services of `src/services/following` that poll. Starts none. */
export function createPolling(options: PollingOptions, around: Surroundings): Polling {
  const { following, scope } = around;
  const { registry, history, settings, sources } = following;
  const { newId, clock, log, random } = options;
  const { adapters, isAllowed } = around.platforms;
  const serves = (channel: ChannelRef): boolean =>
    adapters.has(channel.platform) && isAllowed(channel);
  const writesIn = (channel: ChannelRef): boolean =>
    serves(channel) && scope.contains(settingsKey(channel));
  const { partition } = scope;
  const here = {
    entries: () => registry.entries(partition),
    entriesOf: (channel: ChannelRef) => registry.entriesOf(channel),
    get: (key: string) => registry.get(key),
    update: (key: string, change: (follow: Follow) => Follow) => registry.update(key, change),
  };
  const outages = new ChannelOutages({
    settings,
    sources,
    registry: here,
    serves: writesIn,
    clock,
    newId,
  });
  const isCovered = (follow: Follow): Promise<boolean> => outages.covers(follow);
  const { mayPoll, quarantine } = around;
  const asking = { sources, registry, history, isCovered, mayPoll, quarantine };
  const poller = new JobPoller({ ...asking, clock, log, random });
  const queue = createQueue(options, { poller, registry, sources, slots: around.slots });
  const { giveUpAfterMs } = options.poll;
  const isMine = (entry: IndexedFollow): boolean => scope.contains(jobKey(entry));
  const expirer = new FollowExpirer({ registry: here, isMine, giveUpAfterMs, clock, log, random });
  const watchers = createWatchers(options, around, { serves, queue: around.asks?.queue ?? queue });
  return { outages, poller, queue, expirer, watchers };
}

function createQueue(
  { poll: { concurrency: count }, metrics, clock, log }: PollingOptions,
  {
    poller,
    registry,
    sources,
    slots,
  }: Pick<Polling, "poller"> &
    Pick<Following, "registry" | "sources"> &
    Pick<Surroundings, "slots">,
): PollQueue {
  const onStart = (latenessMs: number): void => metrics?.pollBegan(latenessMs);
  const textOf = (key: string): string => registry.textOf(key);
  const polling = { poller, textOf, onStart, clock, log };
  const queues = sources.all().map((api) => {
    const shared = slots?.get(api.name);
    const own = shared ?? new PollSlots({ api: api.name, count, clock, log });
    return [api.name, new Scheduler({ ...polling, api, slots: own })] as const;
  });
  return new SourceQueues(new Map(queues));
}

const createWatchers = (
  { quotas, newId, clock, log }: PollingOptions,
  { following: { registry, settings, sources }, scope }: Surroundings,
  {
    serves,
    queue,
  }: { readonly serves: (channel: ChannelRef) => boolean; readonly queue: Pick<PollQueue, "add"> },
): AccountWatcher[] =>
  sources
    .all()
    .filter(({ canList, name }) => canList && scope.contains(`account:${name}`))
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
