import { randomUUID } from "node:crypto";
import type { RedisClientType } from "@keyv/redis";
import { RelayError } from "../../core/errors.ts";
import { PARTITIONS } from "../../core/partition.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Partitions, PartitionWork } from "../../core/ports/processes/partitions.ts";
import { isSleptThrough } from "../../core/time/sleep.ts";
import { MissingPartitions } from "./missing-partitions.ts";
import { PartitionLease } from "./partition-lease.ts";
import type { OutageLog } from "./outage-log.ts";
import {
  addJobs,
  countWorkers,
  hasWaiting,
  openPartitionQueue,
  readUnsureMs,
  rename,
  toClientName,
  toNewcomerName,
  type PartitionQueue,
} from "./partition-queue.ts";

/** How long a partition stays here after its work has failed: no storm, and soon over after an outage of Redis or the store. */
const FAILURE_PAUSE_MS = 1_000;
/** Options of {@link BullPartitions}. */
export interface BullPartitionsOptions {
  /** The connection is made like this one's, which is not used itself. */
  readonly client: RedisClientType;
  readonly namespace: string;
  /** How long a process that does not answer keeps its partitions, in milliseconds. */
  readonly lockMs: number;
  readonly work: PartitionWork;
  readonly outages: OutageLog;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Each partition is a job of BullMQ that is active while a process holds it. BullMQ's lock, its check for stalled jobs and
 * the move back to waiting are all the exclusion there is. Jobs are fetched and renewed here and not by BullMQ's worker
 * loop, because how long this process may act counts from when a renewal was sent.
 */
export class BullPartitions implements Partitions {
  readonly #options: BullPartitionsOptions;
  readonly #client: RedisClientType;
  /** Unique, because processes are counted by the names of their connections. */
  readonly #name = randomUUID();
  readonly #prefix: string;
  readonly #missing: MissingPartitions;
  /** Partitions whose work has not settled, lost ones included. */
  readonly #held = new Map<number, PartitionLease>();
  readonly #works = new Set<Promise<unknown>>();
  readonly #stopping = new AbortController();
  readonly #closed = new AbortController();
  #running: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;
  #workers = { all: 1, mayHold: 1 };
  /** Whether this process has said that it may hold partitions. */
  #mayHold = false;
  /** In monotonic milliseconds. */
  #renewAt = 0;
  #countAt = 0;
  #cancelExpiry: (() => void) | undefined;

  constructor(options: BullPartitionsOptions) {
    this.#options = options;
    this.#prefix = `${options.namespace}:queue`;
    this.#missing = new MissingPartitions(options.lockMs);
    // From its first moment on: another process that starts must not take it for one that may hold partitions.
    this.#client = options.client.duplicate({ name: toNewcomerName(this.#prefix, this.#name) });
    options.outages.watch(this.#client);
  }

  async start(): Promise<void> {
    if (this.#stopping.signal.aborted)
      throw new RelayError("stopped", "the partitions have been given back for good");
    this.#running ??= this.#run().catch((err: unknown) => {
      if (!this.#stopping.signal.aborted) this.#options.log.error({ err }, "queue.failed");
    });
  }

  async stop(signal?: AbortSignal): Promise<void> {
    const hurry = (): void => {
      for (const held of this.#held.values()) held.lose();
    };
    signal?.addEventListener("abort", hurry, { once: true });
    this.#stopped ??= this.#giveAllBack();
    if (signal?.aborted) hurry();
    await this.#stopped;
    signal?.removeEventListener("abort", hurry);
  }

  isHeld(partition: number): boolean {
    return this.#held.get(partition)?.isSure(this.#options.clock.monotonicMs()) ?? false;
  }

  mayAct(): boolean {
    const now = this.#options.clock.monotonicMs();
    // Not `every`: each one that is over is told so.
    return [...this.#held.values()].filter((held) => !held.isSure(now)).length === 0;
  }

  async #giveAllBack(): Promise<void> {
    this.#stopping.abort();
    for (const held of this.#held.values()) held.end();
    // No longer counted, so that the others take what is given back, even while some work still ends.
    if (this.#client.isReady)
      void this.#client.clientSetName(`${this.#prefix}:leaving`).catch(() => {});
    while (this.#works.size > 0) await Promise.all(this.#works);
    this.#closed.abort();
    this.#cancelExpiry?.();
    this.#options.outages.close(this.#client);
    await this.#running;
  }

  async #run(): Promise<void> {
    await this.#client.connect();
    const { lockMs, clock, outages } = this.#options;
    const names = { prefix: this.#prefix, workerName: this.#name };
    const queue = openPartitionQueue({ client: this.#client, ...names, lockMs });
    do {
      try {
        if (clock.monotonicMs() >= this.#renewAt) {
          this.#renewAt = clock.monotonicMs() + lockMs / 5;
          await this.#renew(queue);
        }
        if (!this.#stopping.signal.aborted) await this.#share(queue);
        outages.notePartitionsShared();
      } catch (error) {
        // An outage is logged by the connection. Until it is over, the leases run out.
        this.#renewAt = 0;
        outages.notePartitionsFailed(error);
      }
    } while (await isSleptThrough(clock, Math.min(500, lockMs / 10), this.#closed.signal));
    await Promise.allSettled([queue.worker.close(true), queue.queue.close()]);
  }

  async #renew({ worker }: PartitionQueue): Promise<void> {
    const { clock } = this.#options;
    const all = [...this.#held.values()].filter((held) => !held.isLost);
    if (all.length === 0) return;
    const sentAt = clock.monotonicMs();
    const byLock = Map.groupBy(all, (held) => held.beginRenewal(sentAt));
    const renewals = [...byLock].map(async ([forMs, some]) => {
      const failed = await worker.extendJobLocks(
        some.map(({ jobId }) => jobId),
        some.map(({ token }) => token),
        forMs,
      );
      for (const held of some) {
        if (!failed.includes(held.jobId)) held.extend(sentAt, forMs);
        // Else another process may have it, with or without the queue's knowledge.
        else if (held.isSure(clock.monotonicMs())) held.loseJob();
      }
    });
    await Promise.all(renewals);
    this.#scheduleExpiry();
  }

  /** Tells the work in time that its lease is over, whatever the connection does. */
  #scheduleExpiry(): void {
    const { clock } = this.#options;
    this.#cancelExpiry?.();
    const sure = [...this.#held.values()].filter((held) => !held.isLost);
    if (sure.length === 0) return;
    const soonest = Math.min(...sure.map(({ until }) => until));
    this.#cancelExpiry = clock.setTimer(Math.max(soonest - clock.monotonicMs(), 0), () => {
      this.mayAct();
      this.#scheduleExpiry();
    });
  }

  /** One step towards the own share: BullMQ returns what stalled, and this process takes or gives back. */
  async #share(queue: PartitionQueue): Promise<void> {
    const now = this.#options.clock.monotonicMs();
    if (now >= this.#countAt) {
      this.#workers = await countWorkers(queue, this.#options.lockMs);
      this.#countAt = now + 2_000;
    }
    await this.#missing.putBack(queue, now, this.#workers.mayHold);
    // Redis runs it once per `stalledInterval`, for all processes together.
    await queue.worker.getBackend().moveStalledJobsToWait();
    const share = Math.ceil(PARTITIONS / this.#workers.all);
    const kept = [...this.#held.values()].filter((held) => !held.isEnding);
    if (kept.length > share) kept[0]?.end();
    if (!this.#mayHold) await rename(this.#client, toClientName(this.#prefix, this.#name));
    this.#mayHold = true;
    for (let count = kept.length; count < share; count += 1) {
      if (!(await this.#untilSettled(this.#take(queue)))) break;
      // On a slow connection, what is held would be lost before everything is taken.
      if (this.#options.clock.monotonicMs() >= this.#renewAt) break;
    }
    // A process has left, or has gone: its part is to be shared out.
    if (kept.length >= share && (await hasWaiting(queue))) this.#countAt = 0;
  }

  /** Resolves with whether there may be more to take. */
  async #take(queue: PartitionQueue): Promise<boolean> {
    const { lockMs, clock } = this.#options;
    const token = randomUUID();
    const sentAt = clock.monotonicMs();
    const job = await queue.worker.getNextJob(token, { block: false });
    if (!job?.id) return false;
    const held = new PartitionLease({ jobId: job.id, token, lockMs, sentAt });
    // Its work has not settled since the lease ended here, or a stop began meanwhile.
    if (this.#held.has(held.partition) || this.#stopping.signal.aborted) {
      await job.moveToWait(token);
      return false;
    }
    this.#held.set(held.partition, held);
    this.#scheduleExpiry();
    const work = this.#doWork(held, () => readUnsureMs(queue, job.data, lockMs))
      .then(() => job.moveToWait(token))
      // The job is no longer ours, or BullMQ takes it back once the lock has expired.
      .catch(() => {})
      .then(async () => {
        // This process held it, so nobody else did when the queue lost it.
        if (held.hasLostJob) await addJobs(queue, [held.jobId], { unsureUntil: 0 });
      });
    void this.#untilSettled(work);
    return true;
  }

  /** A stop waits for it, and so gives back what is being taken. */
  #untilSettled<T>(work: Promise<T>): Promise<T> {
    const settled = Promise.allSettled([work]);
    this.#works.add(settled);
    void settled.then(() => this.#works.delete(settled));
    return work;
  }

  /** `readUnsure`: for how many milliseconds another process may hold the partition, too. */
  async #doWork(held: PartitionLease, readUnsure: () => Promise<number>): Promise<void> {
    const { work, clock, log } = this.#options;
    const { holding, partition } = held;
    try {
      const unsureMs = await readUnsure();
      if (unsureMs > 0 && !(await isSleptThrough(clock, unsureMs, holding.ending))) return;
      if (held.isSure(clock.monotonicMs())) await work(holding);
    } catch (err) {
      if (!held.isLost) {
        log.error({ partition, err }, "partition.failed");
        await isSleptThrough(clock, FAILURE_PAUSE_MS, holding.ending);
      }
    } finally {
      this.#held.delete(partition);
    }
  }
}
