import {
  addRequester,
  followFields,
  followKey,
  jobKey,
  type Follow,
} from "../../core/follow/follow.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { Service } from "../../core/ports/service.ts";
import { createRetried, settleAsUnknown } from "../../core/follow/retry-intent.ts";
import { DueQueue } from "../runtime/due-queue.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { StatusUpdater } from "../status/status-updater.ts";

/** Waits before each search for a job that may have been started, in milliseconds. After the last one, the channel is told. */
const SEARCHES_AFTER_MS = [2_000, 10_000, 30_000];
/** Running jobs that one search polls at most. An account runs fewer. */
const MAX_CANDIDATES = 30;
/** How far the API's clock may be behind ours, in milliseconds. */
const CLOCK_DIFFERENCE_MS = 60_000;
/** Wait after a store failure. */
const BACK_OFF = { baseMs: 1_000, maxMs: 60_000 };
/** How long inconclusive searches go on, in milliseconds. The API is often down for a while when it loses an answer. */
const UNSURE_FOR_MS = 600_000;
/** Wait after an inconclusive search. */
const UNSURE_BACK_OFF = { baseMs: 2_000, maxMs: 30_000 };

/** Options of {@link RetryIntents}. */
export interface RetryIntentsOptions {
  readonly registry: FollowRegistry;
  /** Searched for the new job; never asked to run a job. */
  readonly sources: Pick<JobSources, "get" | "toPublicId">;
  /** Gets the jobs that are found, to be polled next. */
  readonly queue: Pick<PollQueue, "add">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  /** Posts the status message of a new job whose command has already been answered. */
  readonly statusUpdater: Pick<StatusUpdater, "update">;
}

/** The searches for the new job of one intent so far. */
interface Searches {
  /** Conclusive searches that found no job. */
  readonly sure: number;
  /** Inconclusive ones: the API did not answer, or another retry of the job was in flight. */
  readonly unsure: number;
  /** When the first one ended, on the monotonic clock. */
  readonly sinceMs: number;
}

/** What a retry has led to: the id of the new job, or no job. */
type Answer = { readonly startedAs: string } | "nothing";

/**
 * Completes every retry that was begun: follows the new job, removes the intent if no job was started, or tells the channel
 * that the result is unknown. Never asks the API to run a job.
 */
export class RetryIntents implements Service {
  readonly #options: RetryIntentsOptions;
  readonly #queue: DueQueue;
  /** The API's answers, by intent id. */
  readonly #answers = new Map<string, Answer>();
  /** Attempts to complete an intent that failed, by its follow key. */
  readonly #attempts = new Map<string, number>();
  /** By intent id. */
  readonly #searches = new Map<string, Searches>();
  /** Ids of intents whose request is over without an answer: their job is searched for. Others wait for the answer. */
  readonly #unanswered = new Set<string>();

  constructor(options: RetryIntentsOptions) {
    this.#options = options;
    const { clock, log } = options;
    const run = (key: string, signal: AbortSignal) => this.#run(key, signal);
    // One intent at a time, so that two retries of the same job never claim the same new job.
    this.#queue = new DueQueue({ clock, log, concurrency: 1, run });
  }

  async start(): Promise<void> {
    this.#queue.start();
  }

  /** Continues a pending intent of an earlier process, whose answer is lost. */
  resume(intent: IndexedFollow): void {
    this.#unanswered.add(intent.id);
    this.#queue.add(followKey(intent), 0);
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
  }

  /**
   * The API has started the job `startedAs`: replaces the intent with its follow and resolves with that, as it is stored.
   * Rejects with a StoreError; then this service tries again until it works.
   */
  async follow(intent: Follow, startedAs: string): Promise<Follow> {
    this.#answers.set(intent.id, { startedAs });
    return this.#orLater(intent, async () => this.#replace(intent, startedAs));
  }

  /** The API has started no job: removes the intent, now or once the store is back. Never rejects. */
  async drop(intent: Follow): Promise<void> {
    this.#answers.set(intent.id, "nothing");
    await this.#orLater(intent, async () => this.#remove(intent)).catch(() => undefined);
  }

  /** The API did not say whether it has started a job: searches the account's list for one, in the background. */
  search(intent: Follow): void {
    this.#unanswered.add(intent.id);
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
    let intent: Follow | undefined;
    try {
      intent = await registry.get(key);
      return intent?.state === "pending" ? await this.#complete(intent, signal) : undefined;
    } catch (error) {
      const attempt = (this.#attempts.get(key) ?? 0) + 1;
      this.#attempts.set(key, attempt);
      log.error({ ...(intent ? followFields(intent) : { key }), err: error }, "retry.not_stored");
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

  /** Counts a search. Returns the milliseconds until the next one, or `undefined` if it was the last. */
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
   * Resolves with its id, if there is one. `isSure`: whether the search was conclusive.
   */
  async #find(
    intent: Follow,
    signal: AbortSignal,
  ): Promise<{ readonly startedAs?: string; readonly isSure: boolean }> {
    const { registry } = this.#options;
    const source = this.#options.sources.get(intent.source);
    // A listed job may be the one that another channel's retry has just started and has not claimed yet.
    for await (const { id, jobId, state } of registry.retries()) {
      const isOther = jobId === intent.jobId && id !== intent.id;
      if (isOther && state === "pending" && !this.#unanswered.has(id)) return { isSure: false };
    }
    const list = await source?.listJobs(signal);
    if (!source || list?.kind !== "jobs") return { isSure: false };
    let isSure = true;
    for (const jobId of list.jobIds.slice(0, MAX_CANDIDATES)) {
      const known = await registry.ofJob(jobKey({ source: intent.source, jobId }));
      if (known.some(({ givenAt }) => givenAt !== undefined)) continue;
      const pollResult = await source.pollJob(jobId, signal);
      if (pollResult.kind !== "job") isSure = false;
      if (pollResult.kind !== "job" || pollResult.job.parentJobId !== intent.jobId) continue;
      const { createdAt = Number.POSITIVE_INFINITY } = pollResult.job.facts;
      if (createdAt >= intent.createdAt - CLOCK_DIFFERENCE_MS) return { startedAs: jobId, isSure };
    }
    return { isSure };
  }

  /** Stores the answer, then the follow, and removes the intent last, so that after a crash the next process can continue. */
  async #replace(intent: Follow, startedAs: string): Promise<Follow> {
    const { registry, sources, clock, log } = this.#options;
    const answered = await registry.updateOf(intent, (current) => ({ ...current, startedAs }));
    const publicId = sources.toPublicId({ ...intent, jobId: startedAs });
    const made = createRetried(answered ?? intent, { jobId: startedAs, publicId }, clock.now());
    const key = followKey(made);
    const there = await registry.ofKey(key);
    const isThere = there !== undefined && (there.id === made.id || there.state === "delivered");
    if (!isThere && !(await registry.insert(made)))
      await registry.update(key, ({ givenAt = made.givenAt, ...current }) => ({
        ...made.requesters.reduce(addRequester, current),
        givenAt,
      }));
    await this.#remove(intent);
    log.info(followFields(made), "retry.followed");
    return (await registry.get(key)) ?? made;
  }

  async #remove(intent: Follow): Promise<void> {
    const { registry } = this.#options;
    // A person who joins during the removal keeps the intent, so remove it again. Their command tells them the result.
    for (let times = 0; times < 3; times += 1) {
      const follow = await registry.get(followKey(intent));
      if (follow?.id === intent.id) await registry.withdraw({ follow, before: undefined }, "");
    }
    this.#forget(intent);
  }

  #forget(intent: Follow): void {
    const { id } = intent;
    this.#attempts.delete(followKey(intent));
    this.#answers.delete(id);
    this.#searches.delete(id);
    this.#unanswered.delete(id);
  }
}
