import { isFinal, jobKey, type Follow } from "../../core/follow/follow.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import { DeliveryLimits } from "../../services/delivery/delivery-limits.ts";
import { FOLLOW_EVENTS } from "../../services/following/follow-events.ts";
import type { AppOptions } from "../app-options.ts";
import type { Step } from "../app.ts";
import type { Following } from "../create-following.ts";
import { createMedia, type Media } from "../create-media.ts";
import { loadFollows } from "../load-follows.ts";
import type { Platforms } from "../platforms.ts";
import { createPartition } from "./create-partition.ts";
import type { Requests } from "./surroundings.ts";
import { actOnEvent, listen } from "./partition-events.ts";
import { partitionSteps } from "./partition-steps.ts";
import { Resumption } from "./resumption.ts";
import { EVERYTHING } from "./scope.ts";

/** What the rest of the app needs of the partitions, with one process or several. */
export interface Partitioning {
  readonly asks: Requests;
  /** Reads what earlier processes have stored, and continues it. Rejects with a StoreError. */
  readonly load: (signal: AbortSignal) => Promise<void>;
  readonly steps: readonly Step[];
  /** The entries of the follows that this process works on. */
  entries(): AsyncIterable<IndexedFollow>;
}

/** What exists once in a process, whatever it holds. */
export interface Shared {
  readonly following: Following;
  readonly platforms: Platforms;
}

/** For the only process: one partition contains everything, and is held from the start to the stop. */
export function createSinglePartition(
  options: AppOptions,
  { following, platforms }: Shared,
): { readonly partitioning: Partitioning; readonly media: Media } {
  const media = createMedia(options, following, {
    pollJob: (follow: Follow) =>
      partition.poller.pollNow(jobKey(follow), partition.queue, { isStale: true }),
    awaiting: () => partition.progress.waiting(),
  });
  const around = { following, platforms, media, limits: new DeliveryLimits(), scope: EVERYTHING };
  const partition = createPartition(options, around);
  const { registry } = following;
  for (const name of FOLLOW_EVENTS)
    registry.events.on(name, (follow) => {
      partition.poller.lookAgain(jobKey(follow));
      actOnEvent(name, follow, { ...partition, ...media });
    });
  const stopListening = listen(partition, following);
  const { poll, log } = options;
  const resuming = { partition, registry, media, platforms, asks: partition, poll, log };
  const load = async (signal: AbortSignal): Promise<void> => {
    const resumption = new Resumption(resuming);
    const onEach = async (follow: Follow): Promise<void> => {
      if (isFinal(follow)) await partition.statusUpdater.resume(follow);
      else await resumption.add(follow);
    };
    await loadFollows({ following, platforms, onEach, log }, signal);
    if (!signal.aborted) await resumption.finish(signal);
  };
  const steps = partitionSteps(partition, { stop: async () => stopListening() });
  return {
    partitioning: { asks: partition, load, steps, entries: () => registry.entries() },
    media,
  };
}
