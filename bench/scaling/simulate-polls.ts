import { jobIdOfKey, jobKey } from "../../src/core/follow/follow-key.ts";
import type { PollResult } from "../../src/core/job/job.ts";
import { nextPollDelayMs, resumeDelayMs, scheduleOf } from "../../src/core/job/poll-schedule.ts";
import { PARTITIONS, partitionOf } from "../../src/core/partition.ts";
import type { JobSource } from "../../src/core/ports/job-source.ts";
import type { Logger } from "../../src/core/ports/logger.ts";
import { PollSlots } from "../../src/services/runtime/poll-slots.ts";
import { Scheduler } from "../../src/services/runtime/scheduler.ts";
import { GuardedJobSource } from "../../src/services/runtime/sources/guarded-job-source.ts";
import { PollFigures } from "./poll-figures.ts";
import { createRandom } from "./random.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** The relay's defaults: RELAY_POLL_INTERVAL_MS, RELAY_POLL_MAX_INTERVAL_MS, RELAY_POLL_CONCURRENCY, RELAY_LOCK_MS. */
const SCHEDULE = scheduleOf({ intervalMs: 15_000, maxIntervalMs: 60_000 }, 0);
const CONCURRENCY = 1_000;
const LOCK_MS = 30_000;
/** How often BullMQ looks for locks that have expired: see `src/adapters/bullmq/partition-queue.ts`. */
const STALLED_CHECK_MS = LOCK_MS / 10;
/** Polls without a change after which the interval is the longest. */
const SETTLED_QUIET_POLLS = 10;
/** How long the API takes to answer: at least, and by how much more at most. In steps, which keeps the simulation fast. */
const ANSWER_MS = { least: 100, steps: 7, stepMs: 50 };

/** What is simulated. */
export interface Scenario {
  /** Pending jobs. None of them changes. */
  readonly jobs: number;
  readonly workers: number;
  /** Accounts of job APIs, each with the same number of jobs. */
  readonly sources: number;
  /** RELAY_MAX_POLLS_PER_SECOND, for each source, over all workers. */
  readonly maxPerSecond: number;
  /** How long the workers run before one dies, and after that, in milliseconds. */
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly seed: number;
}

/** What happened in one half of a simulation. */
export interface Half {
  readonly pollsPerSecond: number;
  readonly latenessMs: { readonly p50: number; readonly p99: number };
  readonly busiestShare: number;
  readonly longestGapMs: number;
}

/** What happened before and after the death of a worker. */
export interface Outcome {
  readonly before: Half;
  readonly after: Half;
  /** The number of jobs that were never polled. */
  readonly unpolled: number;
  /** The number of polls that began while another of the same job was in flight. */
  readonly overlapping: number;
  /** Memory that scheduling takes for each job, in bytes. */
  readonly bytesPerJob: number;
}

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const RUNNING: PollResult = {
  kind: "job",
  job: {
    jobId: "",
    phase: "running",
    facts: { status: "running" },
    content: undefined,
    attachments: [],
    error: undefined,
    errorDetails: undefined,
  },
};

/** A worker: one scheduler for each source, as in the relay. */
interface Worker {
  isAlive: boolean;
  readonly partitions: Set<number>;
  readonly schedulers: ReadonlyMap<string, Scheduler>;
}

/** Partitions with the real scheduler, in as many workers as the scenario has, on a virtual clock. */
class Simulation {
  readonly #scenario: Scenario;
  readonly #clock = new VirtualClock();
  readonly #random: () => number;
  readonly #figures: PollFigures;
  readonly #apis = new Map<string, GuardedJobSource>();
  /** Job keys, by partition and source. */
  readonly #keys: Map<string, string[]>[];
  readonly #workers: readonly Worker[];
  #hasTakenOver = false;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#random = createRandom(scenario.seed);
    this.#figures = new PollFigures(scenario);
    this.#keys = Array.from({ length: PARTITIONS }, () => new Map<string, string[]>());
    for (let source = 0; source < scenario.sources; source += 1) this.#addApi(`source${source}`);
    for (let job = 0; job < scenario.jobs; job += 1) this.#addJob(job);
    this.#workers = Array.from({ length: scenario.workers }, (_, worker) =>
      this.#createWorker(worker),
    );
  }

  async run(): Promise<Outcome> {
    const { jobs, beforeMs, afterMs } = this.#scenario;
    const emptyBytes = usedBytes();
    for (let partition = 0; partition < PARTITIONS; partition += 1)
      this.#hold(partition, () => this.#random() * SCHEDULE.maxIntervalMs);
    for (const { schedulers } of this.#workers)
      await Promise.all([...schedulers.values()].map((each) => each.start()));
    const bytesPerJob = (usedBytes() - emptyBytes) / jobs;
    await this.#clock.runUntil(beforeMs);
    const before = this.#half(beforeMs);
    this.#figures.reset();
    this.#killWorker();
    await this.#clock.runUntil(beforeMs + afterMs);
    const after = this.#half(afterMs);
    const { unpolled, overlapping } = this.#figures;
    return { before, after, unpolled, overlapping, bytesPerJob };
  }

  #addApi(name: string): void {
    const { maxPerSecond } = this.#scenario;
    const clock = this.#clock;
    const api: JobSource = {
      name,
      displayName: name,
      limits: { minPollIntervalMs: 0 },
      recognise: () => undefined,
      toPublicId: (jobId) => jobId,
      pollJob: (jobId) => this.#answer(jobId),
      close: async () => {},
    };
    const options = {
      api,
      schedule: SCHEDULE,
      clock,
      log: SILENT,
      maxPerSecond,
      offersRetry: false,
    };
    // All workers share it, as they share the limit.
    this.#apis.set(name, new GuardedJobSource(options));
  }

  #addJob(job: number): void {
    const source = `source${job % this.#scenario.sources}`;
    const key = jobKey({ source, jobId: String(job) });
    const keys = this.#keys[partitionOf(key)];
    const known = keys?.get(source);
    if (known) known.push(key);
    else keys?.set(source, [key]);
  }

  /** The answer of the API. */
  #answer(jobId: string): Promise<PollResult> {
    const { least, steps, stepMs } = ANSWER_MS;
    return new Promise((resolve) => {
      this.#clock.setTimer(least + stepMs * Math.floor(this.#random() * steps), () => {
        this.#figures.ended(Number(jobId));
        resolve(RUNNING);
      });
    });
  }

  /** Gives a partition to the worker that holds the fewest, which starts its work. */
  #hold(partition: number, delayMs: (index: number, count: number) => number): void {
    const workers = this.#workers.filter(({ isAlive }) => isAlive);
    const [worker] = workers.toSorted((a, b) => a.partitions.size - b.partitions.size);
    worker?.partitions.add(partition);
    for (const [source, keys] of this.#keys[partition] ?? [])
      for (const [index, key] of keys.entries())
        worker?.schedulers.get(source)?.add(key, delayMs(index, keys.length));
  }

  #createWorker(worker: number): Worker {
    const quiet = new Map<string, number>();
    const schedulers = [...this.#apis.values()].map((api) => {
      const poll = async (key: string, signal: AbortSignal): Promise<number | undefined> => {
        const job = jobIdOfKey(key);
        const isWanted = async (): Promise<boolean> => {
          this.#figures.began(Number(job), worker, this.#clock.monotonicMs());
          return true;
        };
        await api.pollIfWanted(job, isWanted, signal);
        if (signal.aborted) return undefined;
        // A worker that takes a job over does not know how long nothing has changed.
        const quietPolls = quiet.get(key) ?? (this.#hasTakenOver ? 0 : SETTLED_QUIET_POLLS);
        quiet.set(key, quietPolls + 1);
        return nextPollDelayMs(api.schedule, quietPolls, this.#random());
      };
      const scheduler = new Scheduler({
        api,
        poller: { poll, isToAsk: () => true, lookAgain: () => {}, wasAnswered: () => true },
        slots: new PollSlots({
          api: api.name,
          count: CONCURRENCY,
          clock: this.#clock,
          log: SILENT,
        }),
        onStart: (latenessMs) => this.#figures.wasLate(latenessMs),
        clock: this.#clock,
        log: SILENT,
      });
      return [api.name, scheduler] as const;
    });
    return { isAlive: true, partitions: new Set(), schedulers: new Map(schedulers) };
  }

  /** The first worker dies. Its locks expire, and the next check gives its partitions to others. */
  #killWorker(): void {
    const [victim] = this.#workers;
    if (!victim) return;
    victim.isAlive = false;
    this.#hasTakenOver = true;
    void Promise.all([...victim.schedulers.values()].map((each) => each.stop()));
    for (const partition of victim.partitions)
      this.#clock.setTimer(LOCK_MS + this.#random() * STALLED_CHECK_MS, () =>
        this.#hold(partition, (index, count) => resumeDelayMs(SCHEDULE, index, count)),
      );
  }

  #half(durationMs: number): Half {
    const figures = this.#figures;
    return {
      pollsPerSecond: (figures.polls * 1000) / durationMs,
      latenessMs: { p50: figures.latenessMs(0.5), p99: figures.latenessMs(0.99) },
      busiestShare: figures.busiestShare,
      longestGapMs: figures.longestGapMs,
    };
  }
}

/** Bytes in use, after a collection if the process allows one (`--expose-gc`). */
function usedBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Simulates workers that poll jobs, and the death of one of them. The same for the same seed. */
export const simulatePolls = (scenario: Scenario): Promise<Outcome> =>
  new Simulation(scenario).run();
