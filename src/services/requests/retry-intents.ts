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
import {
  CLOCK_DIFFERENCE_MS,
  createRetried,
  endIntent,
  settleAsUnknown,
} from "../../core/follow/retry-intent.ts";
import { findStarted } from "./find-started.ts";
import { DueQueue } from "../runtime/due-queue.ts";
import { MAX_PERSON_WAIT_MS } from "../runtime/sources/guarded-job-source.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { StatusUpdater } from "../status/status-updater.ts";

/** Waits before each search for a job that may have been started, in milliseconds. After the last one, the channel is told. */
const SEARCHES_AFTER_MS = [2_000, 10_000, 30_000];
/**
 * Longest time for which another process may wait for the API's answer, in milliseconds: the wait for its turn, the time limit
 * of a request (15 s), and as long again for the platform and the store before it.
 */
const ASKED_FOR_MS = MAX_PERSON_WAIT_MS + 2 * 15_000;
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
  /** Whether other processes use the store, too. Default: this is the only one. */
  readonly isShared?: boolean;
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

  /**
   * Continues a pending intent of another process: once that must have died, so that its answer is lost. Does nothing for one
   * that is being continued.
   */
  resume(intent: IndexedFollow): void {
    if (!this.#options.isShared) this.#unanswered.add(intent.id);
    if (this.#attempts.has(followKey(intent))) return;
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
    const livesForMs = answer ? 0 : this.#livesForMs(intent);
    if (livesForMs > 0) return livesForMs;
    const known = answer?.startedAs ?? intent.startedAs;
    const { startedAs = known, isSure = true } =
      known === undefined
        ? await findStarted(intent, { ...this.#options, unanswered: this.#unanswered }, signal)
        : {};
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

  /** Milliseconds for which the process that has begun an intent may still wait for the API's answer. */
  #livesForMs({ id, createdAt }: Follow): number {
    const { isShared = false, clock } = this.#options;
    if (!isShared || this.#unanswered.has(id)) return 0;
    const longestMs = ASKED_FOR_MS + CLOCK_DIFFERENCE_MS;
    const leftMs = createdAt + longestMs - clock.now();
    if (leftMs <= 0) this.#unanswered.add(id);
    return Math.min(leftMs, longestMs);
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

  /** Stores the answer, then the follow, and removes the intent last, so that after a crash the next process can continue. */
  async #replace(intent: Follow, startedAs: string): Promise<Follow> {
    const { registry, sources, clock, log, isShared } = this.#options;
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
    // Another process that is asked for the same retry finds the record.
    await this.#remove(intent, isShared ? endIntent(intent, startedAs, clock.now()) : undefined);
    log.info(followFields(made), "retry.followed");
    return (await registry.get(key)) ?? made;
  }

  async #remove(intent: Follow, ended?: Follow): Promise<void> {
    const { registry } = this.#options;
    // A person who joins during the removal keeps the intent, so remove it again. Their command tells them the result.
    for (let times = 0; times < 3; times += 1) {
      const follow = await registry.get(followKey(intent));
      if (follow?.id === intent.id) await registry.withdraw({ follow, before: ended }, "");
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
