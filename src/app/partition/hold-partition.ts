import type { Follow } from "../../core/follow/follow.ts";
import type { Holding } from "../../core/ports/processes/partitions.ts";
import type { EndedFollows } from "../../services/processes/ended-follows.ts";
import type { HeldPartition, HeldPartitions } from "../../services/processes/held-partitions.ts";
import { PartitionCheck } from "../../services/processes/partition-check.ts";
import type { Quarantine } from "../../services/runtime/quarantine.ts";
import type { AppOptions } from "../app-options.ts";
import { App } from "../app.ts";
import { createPartition, type Partition } from "./create-partition.ts";
import { actOnRecord, listen } from "./partition-events.ts";
import { partitionSteps } from "./partition-steps.ts";
import { Resumption } from "./resumption.ts";
import { scopeOf } from "./scope.ts";
import type { Requests, Surroundings } from "./surroundings.ts";

/** A partition, and how the rest of the process reaches it. */
export type Held = Partition & HeldPartition & { readonly check: PartitionCheck };

/** What all partitions of a process have in common. */
export interface Holder {
  readonly around: Omit<Surroundings, "scope"> & { readonly asks: Requests };
  readonly held: HeldPartitions<Held>;
  readonly endedFollows: EndedFollows;
  readonly createQuarantine: (partition: number) => Quarantine;
  /** Whether a partition is surely this process's now. */
  readonly isHeld: (partition: number) => boolean;
}

/**
 * Does the work of a partition until it is asked back: creates its services, continues what is open, and stops them. Resolves
 * once nothing of it runs any more. Rejects with a StoreError if its follows cannot be read.
 */
export async function holdPartition(
  options: AppOptions,
  { around, held, endedFollows, isHeld, createQuarantine }: Holder,
  { partition: number, ending, lost }: Holding,
): Promise<void> {
  const { poll, clock, log } = options;
  const { following, platforms, media, asks } = around;
  const { registry } = following;
  const scope = scopeOf(number);
  const quarantine = createQuarantine(number);
  const mayPoll = (): boolean => isHeld(number);
  const partition = createPartition(options, { ...around, scope, quarantine, mayPoll });
  const { queue, progress, intents, poller } = partition;
  const actOn = (follow: Follow): void => actOnRecord(follow, { ...partition, ...media });
  const contains = (key: string): boolean => scope.contains(key);
  const pollAfterMs = poll.intervalMs;
  const checking = { partition: number, contains, registry, queue, intents, progress };
  const { readings } = poller;
  const check = new PartitionCheck({ ...checking, readings, actOn, pollAfterMs, clock, log });
  const stopListening = listen(partition, following);
  const resuming = { partition, registry, media, platforms, asks, poll, log };
  const resumption = new Resumption(resuming);
  const app = new App({
    steps: [
      { name: "quarantine", stopByMs: 7_200, service: quarantine },
      { name: "follows", service: { start: (signal) => resume(resumption, signal) } },
      ...partitionSteps(partition, { stop: async () => stopListening() }),
      { name: "check", service: check },
    ],
    clock,
    log,
  });
  // Before its follows are read: what changes from here on arrives as a message.
  held.add(number, { ...partition, actOn, ending, check });
  try {
    await Promise.race([app.start(), aborted(ending)]);
    endedFollows.wake();
    await aborted(ending);
  } finally {
    held.remove(number);
    poller.stopWaiting();
    await app.stop(lost);
  }
}

async function resume(resumption: Resumption, signal: AbortSignal): Promise<void> {
  await resumption.addAll();
  await resumption.finish(signal);
}

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
};
