import {
  addRequester,
  followFields,
  followKey,
  jobKey,
  type Follow,
} from "../../core/follow/follow.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { Service } from "../../core/ports/service.ts";
import { createRetried, settleAsUnknown } from "../../core/follow/retry-intent.ts";
import { DueQueue } from "../runtime/due-queue.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { StatusUpdater } from "../status/status-updater.ts";

/** When the account's list is searched for a job that may have been made, in milliseconds; after the last search people are told. */
const SEARCHES_AFTER_MS = [2_000, 10_000, 30_000];
/** The most running jobs that are checked one by one: more than an account has. */
const MAX_CANDIDATES = 30;
/** How far the API's clock may be behind ours, in milliseconds. */
const CLOCK_DIFFERENCE_MS = 60_000;
const BACK_OFF = { baseMs: 1_000, maxMs: 60_000 };
/** How long a search is repeated while the API does not answer, in milliseconds: lost answers often come together. */
const UNSURE_FOR_MS = 600_000;
const UNSURE_BACK_OFF = { baseMs: 2_000, maxMs: 30_000 };
/** One after another: of two retries of the same job neither takes the other's. */
const CONCURRENCY = 1;

/** Options of {@link RetryIntents}. */
export interface RetryIntentsOptions {
  readonly registry: FollowRegistry;
  readonly api: JobSource;
  readonly queue: PollQueue;
  readonly clock: Clock;
  readonly log: Logger;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Shows the status message of a new job whose command no longer waits for it. */
  readonly statusUpdater: Pick<StatusUpdater, "update">;
}

/** The searches for the job of one intent so far. */
interface Searches {
  /** Those in which the API told enough. */
  readonly sure: number;
  /** The others. */
  readonly unsure: number;
  /** When the first one ended, monotonic. */
  readonly sinceMs: number;
}

/** What is known to have come of a retry. */
type Answer = { readonly startedAs: string } | "nothing";

/**
 * Completes every retry that was begun: follows the new job, or finds that there is none, or tells the channel that it
 * cannot be found out. Never asks for another job.
 */
export class RetryIntents implements Service {
  readonly #options: RetryIntentsOptions;
  readonly #queue: DueQueue;
  /** The API's answers, by the intents' ids. The job of an intent without an answer is searched for. */
  readonly #answers = new Map<string, Answer>();
  readonly #attempts = new Map<string, number>();
  readonly #searches = new Map<string, Searches>();
  /** Ids of intents for which no answer comes any more. */
  readonly #answered = new Set<string>();

  constructor(options: RetryIntentsOptions) {
    this.#options = options;
    const { clock, log } = options;
    const run = (key: string, signal: AbortSignal) => this.#run(key, signal);
    this.#queue = new DueQueue({ clock, log, concurrency: CONCURRENCY, run });
  }

  /** Takes up what an earlier process left. */
  async start(): Promise<void> {
    for (const intent of this.#options.registry.retries())
      if (intent.state === "pending") {
        this.#answered.add(intent.id);
        this.#queue.add(followKey(intent), 0);
      }
    this.#queue.start();
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
  }

  /**
   * Follows the job that was made, in the place of the intent; resolves with its follow as it is stored. Rejects with a
   * StoreError; then it is tried again in the background until it works.
   */
  async follow(intent: Follow, startedAs: string): Promise<Follow> {
    this.#answers.set(intent.id, { startedAs });
    return this.#orLater(intent, async () => this.#replace(intent, startedAs));
  }

  /** No job was made: removes the intent, at once or when the store is back. Never rejects. */
  async drop(intent: Follow): Promise<void> {
    this.#answers.set(intent.id, "nothing");
    await this.#orLater(intent, async () => this.#remove(intent)).catch(() => undefined);
  }

  /** A job may have been made: searches for it in the account's list. */
  search(intent: Follow): void {
    this.#answered.add(intent.id);
    this.#queue.add(followKey(intent), SEARCHES_AFTER_MS[0] ?? 0);
  }

  async #orLater<T>(intent: Follow, task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      this.#options.log.error({ ...followFields(intent), err: error }, "retry.not_stored");
      this.#queue.add(followKey(intent), BACK_OFF.baseMs);
      throw error;
    }
  }

  async #run(key: string, signal: AbortSignal): Promise<number | undefined> {
    const { registry, log, random } = this.#options;
    const intent = registry.get(key);
    if (intent?.state !== "pending") return undefined;
    const attempt = (this.#attempts.get(intent.id) ?? 0) + 1;
    this.#attempts.set(intent.id, attempt);
    try {
      return await this.#complete(intent, signal);
    } catch (error) {
      log.error({ ...followFields(intent), err: error }, "retry.not_stored");
      return backOffMs(attempt, { ...BACK_OFF, random: random() });
    }
  }

  async #complete(intent: Follow, signal: AbortSignal): Promise<number | undefined> {
    const { queue, statusUpdater, registry, clock, log } = this.#options;
    const answer = this.#answers.get(intent.id);
    if (answer === "nothing") {
      await this.#remove(intent);
      return undefined;
    }
    const known = answer?.startedAs ?? intent.startedAs;
    const { startedAs = known, isSure = true } =
      known === undefined ? await this.#find(intent, signal) : {};
    if (signal.aborted) return undefined;
    if (startedAs !== undefined) {
      const follow = await this.#replace(intent, startedAs);
      queue.add(jobKey(follow), 0, { first: true });
      if (follow.state === "pending") statusUpdater.update(follow);
      return undefined;
    }
    const againMs = this.#nextSearchMs(intent, isSure);
    if (againMs !== undefined) return againMs;
    await registry.updateOf(intent, (current) => settleAsUnknown(current, clock.now()));
    this.#forget(intent);
    log.warn(followFields(intent), "retry.unknown");
    return undefined;
  }

  /** Milliseconds until the next search; `undefined` if nothing can be found out any more. */
  #nextSearchMs({ id }: Follow, isSure: boolean): number | undefined {
    const { clock, random } = this.#options;
    const nowMs = clock.monotonicMs();
    const before = this.#searches.get(id) ?? { sure: 0, unsure: 0, sinceMs: nowMs };
    if (isSure) {
      this.#searches.set(id, { ...before, sure: before.sure + 1 });
      return SEARCHES_AFTER_MS[before.sure + 1];
    }
    const unsure = before.unsure + 1;
    this.#searches.set(id, { ...before, unsure });
    if (nowMs - before.sinceMs >= UNSURE_FOR_MS) return undefined;
    return backOffMs(unsure, { ...UNSURE_BACK_OFF, random: random() });
  }

  /**
   * Searches the running jobs for one that names the intent's job as its parent and that no other retry has claimed.
   * `isSure`: the API has told enough to say that there is none.
   */
  async #find(
    intent: Follow,
    signal: AbortSignal,
  ): Promise<{ readonly startedAs?: string; readonly isSure: boolean }> {
    const { api, registry } = this.#options;
    // What is listed may be another channel's, whose answer is on its way.
    const isAsked = ({ id, jobId, state }: Follow): boolean =>
      state === "pending" && jobId === intent.jobId && id !== intent.id && !this.#answered.has(id);
    if (registry.retries().some(isAsked)) return { isSure: false };
    const list = await api.listJobs(signal);
    if (list.kind !== "jobs") return { isSure: false };
    let isSure = true;
    for (const jobId of list.jobIds.slice(0, MAX_CANDIDATES)) {
      const known = registry.ofJob(jobKey({ api: intent.api, jobId }));
      if (known.some(({ givenAt }) => givenAt !== undefined)) continue;
      const pollResult = await api.pollJob(jobId, signal);
      if (pollResult.kind !== "job") isSure = false;
      if (pollResult.kind !== "job" || pollResult.job.parentJobId !== intent.jobId) continue;
      const { createdAt = Number.POSITIVE_INFINITY } = pollResult.job.facts;
      if (createdAt >= intent.createdAt - CLOCK_DIFFERENCE_MS) return { startedAs: jobId, isSure };
    }
    return { isSure };
  }

  /** Stores the answer, then the follow, and removes the intent last: after a crash the next process goes on from any of them. */
  async #replace(intent: Follow, startedAs: string): Promise<Follow> {
    const { registry, clock, log } = this.#options;
    const answered = await registry.updateOf(intent, (current) => ({ ...current, startedAs }));
    const made = createRetried(answered ?? intent, startedAs, clock.now());
    const key = followKey(made);
    const there = registry.get(key) ?? (await registry.reread(key));
    const isThere = there !== undefined && (there.id === made.id || there.state === "delivered");
    if (!isThere && !(await registry.insert(made)))
      await registry.update(key, ({ givenAt = made.givenAt, ...current }) => ({
        ...made.requesters.reduce(addRequester, current),
        givenAt,
      }));
    await this.#remove(intent);
    log.info(followFields(made), "retry.followed");
    return registry.get(key) ?? made;
  }

  async #remove(intent: Follow): Promise<void> {
    const { registry } = this.#options;
    // A person may join while it is being removed, and is told by the command that lets them join; so it is removed again.
    for (let times = 0; times < 3; times += 1) {
      const follow = registry.get(followKey(intent));
      if (follow?.id === intent.id) await registry.withdraw({ follow, before: undefined }, "");
    }
    this.#forget(intent);
  }

  #forget({ id }: Follow): void {
    this.#answers.delete(id);
    this.#attempts.delete(id);
    this.#searches.delete(id);
    this.#answered.delete(id);
  }
}
