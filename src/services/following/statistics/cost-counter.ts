import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { settingsKey } from "../../../core/channel/channel-settings.ts";
import {
  COSTS_KEPT_FOR_MS,
  countedIn,
  countJobs,
  createMonthlyCost,
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
import type { CostStore } from "../../../core/ports/stores.ts";
import { backOffMs } from "../../../core/time/back-off.ts";
import { DueQueue } from "../../runtime/due-queue.ts";

/** Wait after a store failure. */
const BACK_OFF = { baseMs: 1_000, maxMs: 300_000 };

/** Options of {@link CostCounter}. */
export interface CostCounterOptions {
  readonly store: CostStore;
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
  /** The stored records, by channel key and month. */
  readonly #costs = new Map<string, Map<string, MonthlyCost>>();
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

  /** Reads all records from the store. Call it once, before anything else. Rejects with a StoreError. */
  async load(): Promise<void> {
    for await (const cost of this.#options.store.all()) this.#keep(cost);
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

  /** What a channel's jobs have cost this month, in UTC; `undefined` if nothing is known. A thread has its channel's sums. */
  thisMonth(channel: ChannelRef): Pick<MonthlyCost, "month" | "sums"> | undefined {
    return this.#monthsOf(channel).get(monthOf(this.#options.clock.now()));
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
    let added: readonly EndedJob[] = [];
    const { after } = await store.update(key, (stored) => {
      const before = stored ?? createMonthlyCost(channel, month);
      // Only now, so that jobs that ended while the store read the record are counted, too.
      added = [...jobs.values()];
      const others = [...this.#monthsOf(channel).values()].filter((each) => each.month !== month);
      const elsewhere = countedIn(others);
      const counted = added.filter(({ digest }) => !elsewhere.has(digest));
      const next = countJobs(before, counted);
      return next === before ? stored : next;
    });
    this.#keep(after ?? createMonthlyCost(channel, month));
    for (const { digest } of added) jobs.delete(digest);
    if (jobs.size === 0) this.#uncounted.delete(key);
    else this.#uncounted.set(key, { channel, month, jobs, attempts: 0 });
  }

  #keep(cost: MonthlyCost): void {
    const months = this.#monthsOf(cost.channel);
    const oldest = monthOf(this.#options.clock.now() - COSTS_KEPT_FOR_MS);
    for (const month of months.keys()) if (month < oldest) months.delete(month);
    months.set(cost.month, cost);
    this.#costs.set(settingsKey(cost.channel), months);
  }

  #monthsOf(channel: ChannelRef): Map<string, MonthlyCost> {
    return this.#costs.get(settingsKey(channel)) ?? new Map();
  }
}
