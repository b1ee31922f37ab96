import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import {
  countedIn,
  countJobs,
  createMonthlyCost,
  keptMonths,
  monthlyCostKey,
  monthOf,
  type EndedJob,
  type MonthlyCost,
} from "../../../core/channel/monthly-cost.ts";
import { AttemptLog } from "../../../core/attempt-log.ts";
import { finalCost } from "../../../core/follow/final-cost.ts";
import { jobKey, type Follow } from "../../../core/follow/follow.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { Service } from "../../../core/ports/service.ts";
import type { RecordStore } from "../../../core/ports/stores.ts";
import { backOffMs } from "../../../core/time/back-off.ts";
import { DueQueue } from "../../runtime/due-queue.ts";

/** Wait after a store failure. */
const BACK_OFF = { baseMs: 1_000, maxMs: 300_000 };

/** Options of {@link CostCounter}. */
export interface CostCounterOptions {
  readonly store: RecordStore<MonthlyCost>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  /** Returns a short hash of a text. */
  readonly digest: (text: string) => string;
}

/** Jobs of one channel and month that are not in the stored sums yet. */
interface Uncounted {
  readonly channel: ChannelRef;
  readonly month: string;
  /** By digest. */
  readonly jobs: Map<string, EndedJob>;
  /** Attempts to store them that failed. */
  readonly attempts: number;
}

/**
 * Sums what the jobs of each channel cost in each month, each job once in a channel: the job and the sum are written as one
 * record. A job that a crash left out is added again from its follow at the next start.
 */
export class CostCounter implements Service {
  readonly #options: CostCounterOptions;
  /** By the key of the record. */
  readonly #uncounted = new Map<string, Uncounted>();
  readonly #queue: DueQueue;
  /** By the key of the record. */
  readonly #failures: AttemptLog;

  constructor(options: CostCounterOptions) {
    this.#options = options;
    this.#failures = new AttemptLog(options);
    const { clock, log } = options;
    // One record at a time, so that a job is never added to two months.
    this.#queue = new DueQueue({ clock, log, concurrency: 1, run: (key) => this.#count(key) });
  }

  async start(): Promise<void> {
    this.#queue.start();
  }

  /** Resolves once no write runs. What is not counted by then is added at the next start. */
  async stop(): Promise<void> {
    await this.#queue.stop();
  }

  /**
   * Counts a follow's job in its channel, in the month of the outcome, if it has ended and its cost is known. Does nothing
   * if it is counted there already, or if the channel only got a result from elsewhere.
   */
  add(follow: Follow): void {
    const job = this.#toEndedJob(follow);
    if (!job) return;
    const { channel } = follow;
    const month = monthOf(job.settledAt);
    const key = monthlyCostKey({ channel, month });
    const uncounted = this.#uncounted.get(key) ?? { channel, month, jobs: new Map(), attempts: 0 };
    uncounted.jobs.set(job.digest, job);
    this.#uncounted.set(key, uncounted);
    this.#queue.add(key, 0);
  }

  /**
   * What a channel's jobs have cost this month, in UTC, no matter which process has counted them. A thread has its channel's
   * sums. Resolves with `undefined` if nothing is known, or if the store fails.
   */
  async thisMonth(channel: ChannelRef): Promise<Pick<MonthlyCost, "month" | "sums"> | undefined> {
    const { store, clock, log } = this.#options;
    try {
      return await store.get(monthlyCostKey({ channel, month: monthOf(clock.now()) }));
    } catch (err) {
      log.warn({ platform: channel.platform, channelId: channel.channel, err }, "cost.not_read");
      return undefined;
    }
  }

  #toEndedJob(follow: Follow): EndedJob | undefined {
    const { source, sourceName, origin, settledAt } = follow;
    const isFromElsewhere = origin === "share" || origin === "direct";
    const cost = finalCost(follow);
    if (isFromElsewhere || !cost || cost.amount === 0 || settledAt === undefined) return undefined;
    return { ...cost, source, sourceName, settledAt, digest: this.#options.digest(jobKey(follow)) };
  }

  async #count(key: string): Promise<number | undefined> {
    const { log, random } = this.#options;
    const uncounted = this.#uncounted.get(key);
    if (!uncounted) return undefined;
    const { channel, month } = uncounted;
    const fields = { platform: channel.platform, channelId: channel.channel, month };
    try {
      await this.#store(key, uncounted);
    } catch (err) {
      const attempts = uncounted.attempts + 1;
      this.#uncounted.set(key, { ...uncounted, attempts });
      const delayMs = backOffMs(attempts, { ...BACK_OFF, random: random() });
      const failure = { ...fields, delayMs, err };
      this.#failures.failed(key, failure, { event: "cost.not_stored", level: "error" });
      return delayMs;
    }
    const overcome = this.#failures.over(key);
    if (overcome.attempts) log.info({ ...fields, ...overcome }, "cost.stored");
    return undefined;
  }

  /** Adds the jobs to the stored record in one step. Rejects with a StoreError. */
  async #store(key: string, { channel, month, jobs }: Uncounted): Promise<void> {
    const { store } = this.#options;
    const elsewhere = countedIn(await this.#otherMonths(channel, month));
    let added: readonly EndedJob[] = [];
    await store.update(key, (stored) => {
      const before = stored ?? createMonthlyCost(channel, month);
      // Only now, so that jobs that ended while the store read the record are counted, too.
      added = [...jobs.values()];
      const next = countJobs(
        before,
        added.filter(({ digest }) => !elsewhere.has(digest)),
      );
      return next === before ? stored : next;
    });
    for (const { digest } of added) jobs.delete(digest);
    if (jobs.size === 0) this.#uncounted.delete(key);
    else this.#uncounted.set(key, { channel, month, jobs, attempts: 0 });
  }

  async #otherMonths(channel: ChannelRef, month: string): Promise<MonthlyCost[]> {
    const { store, clock } = this.#options;
    const months = keptMonths(clock.now()).filter((each) => each !== month);
    const costs = await Promise.all(
      months.map((each) => store.get(monthlyCostKey({ channel, month: each }))),
    );
    return costs.filter((cost) => cost !== undefined);
  }
}
