import { PARTITIONS } from "../../core/partition.ts";
import { PartitionLease } from "./partition-lease.ts";
import { addJobs, serverTimeMs, type PartitionQueue } from "./partition-queue.ts";

/** A job in one of these is in the queue. */
const QUEUED = ["wait", "active", "delayed", "prioritized"] as const;
/** How often they are looked for. */
const LOOK_EVERY_MS = 60_000;
/** And how soon again if another process may just be adding them. */
const LOOK_AGAIN_AFTER_MS = 1_000;

/** Puts back the jobs that the queue should have and has not. */
export class MissingPartitions {
  readonly #lockMs: number;
  #isSecondLook = false;
  /** In monotonic milliseconds. */
  #lookAt = 0;

  /** `lockMs`: how long a process may hold a partition without the queue's knowledge. */
  constructor(lockMs: number) {
    this.#lockMs = lockMs;
  }

  /** Does nothing if it has looked lately. `mayHold`: how many workers may hold one without the queue's knowledge. */
  async putBack(parts: PartitionQueue, nowMs: number, mayHold: number): Promise<void> {
    if (nowMs < this.#lookAt) return;
    const missing = await findMissing(parts);
    // At the very first start, also of several processes, nobody can hold anything.
    const isFirstStart = mayHold === 0 && missing.length === PARTITIONS;
    const mayBeAdded = mayHold === 0 && missing.length > 0 && !isFirstStart;
    if (missing.length > 0 && (!mayBeAdded || this.#isSecondLook)) {
      const unsureUntil = isFirstStart ? 0 : (await serverTimeMs(parts)) + this.#lockMs;
      await addJobs(parts, missing, { unsureUntil });
    }
    this.#isSecondLook = mayBeAdded && !this.#isSecondLook;
    this.#lookAt = nowMs + (this.#isSecondLook ? LOOK_AGAIN_AFTER_MS : LOOK_EVERY_MS);
  }
}

/** The ids of the jobs that the queue should have and has not. */
async function findMissing({ queue }: PartitionQueue): Promise<string[]> {
  const queued = new Set(await queue.getRanges([...QUEUED], 0, -1));
  return Array.from({ length: PARTITIONS }, (_, partition) =>
    PartitionLease.toJobId(partition),
  ).filter((jobId) => !queued.has(jobId));
}
