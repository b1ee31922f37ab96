import { StoreError } from "../../core/errors.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { jobIdOfKey } from "../../core/follow/follow-key.ts";
import type { PollResult } from "../../core/job/job.ts";
import { nextPollDelayMs } from "../../core/job/poll-schedule.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { Unexpired } from "../../core/time/expiring-map.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import { isCompleted } from "./polling/apply-poll-result.ts";
import { FollowReadings, isPending } from "./polling/follow-readings.ts";
import { remember, rememberAnswer, rememberChange } from "./polling/job-memory.ts";
import { PollResultApplier } from "./polling/poll-result-applier.ts";
import { PolledJobs } from "./polling/polled-jobs.ts";
import { settleQuarantined } from "./polling/settle-quarantined.ts";
import type { DurationHistory } from "./statistics/duration-history.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import type { Quarantine } from "../runtime/quarantine.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import { PollWaiters } from "../runtime/sources/poll-waiters.ts";
import { RecentPollResults } from "../runtime/sources/recent-poll-results.ts";

/** How long `pollNow` waits for the API, in milliseconds. After that, a command follows the job without an answer. */
export const POLL_NOW_TIMEOUT_MS = 15_000;
/** What `pollNow` resolves with then. */
export const NO_ANSWER_YET: PollResult = { kind: "unavailable", message: "no answer yet" };
/** Wait after a failure of the store or the index, in milliseconds. */
const AFTER_FAILURE_MS = 5_000;
/** How often such failures are logged while they last, in milliseconds. */
const LOG_FAILURES_EVERY_MS = 60_000;

/** Options of {@link JobPoller}. */
export interface JobPollerOptions {
  readonly sources: Pick<JobSources, "ofKey">;
  readonly registry: FollowRegistry;
  /** Resolves with whether the follow's channel is told of the source's problems by one notice for all jobs. */
  readonly isCovered: (follow: Follow) => Promise<boolean>;
  /** Learns how long jobs take, and knows when one usually ends. */
  readonly history: Pick<DurationHistory, "note" | "usualEnd">;
  /** Whether jobs may be polled here now. Asked right before each poll. Default: always. */
  readonly mayPoll?: (() => boolean) | undefined;
  /** Finds jobs whose polls end their process. Default: there is no other process to find out. */
  readonly quarantine?: Pick<Quarantine, "has" | "run"> | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
}

/** Polls each followed job once, however many channels follow it, and applies the result to all of its follows. */
export class JobPoller {
  readonly #options: JobPollerOptions;
  readonly #jobs: PolledJobs;
  /** Which follows the jobs have, as far as it is known. */
  readonly readings: FollowReadings;
  /** Applies poll results to follows. */
  readonly results: PollResultApplier;
  /** Takes the results of polls that others make, too. */
  readonly recent: RecentPollResults;
  /** When a failure of the store or the index was last logged, on the monotonic clock; `undefined` once a poll has worked. */
  #failedAtMs: number | undefined;
  /** The callers of `pollNow`. */
  readonly #waiters = new PollWaiters();
  /** Keys of jobs whose recent poll result is out of date: a caller of `pollNow` waits for a newer one. */
  readonly #stale = new Set<string>();

  constructor(options: JobPollerOptions) {
    this.#options = options;
    const jobs = new PolledJobs((key) => options.registry.textOf(key));
    this.#jobs = jobs;
    this.results = new PollResultApplier({ ...options, jobs });
    this.readings = new FollowReadings({ ...options, jobs, results: this.results });
    this.recent = new RecentPollResults(options);
  }

  /**
   * Polls one job and applies the result to all its follows. Resolves with the milliseconds until the next poll, or with
   * `undefined` if no follow of the job is pending any more. A quarantined job is not polled: its follows settle. A store or an
   * index that fails is logged, and the next poll tries again.
   */
  async poll(key: string, signal: AbortSignal): Promise<number | undefined> {
    const { clock, quarantine } = this.#options;
    try {
      const delayMs = quarantine?.has(key)
        ? await this.#settleQuarantined(key)
        : await (quarantine?.run(key, () => this.#poll(key, signal), signal) ??
            this.#poll(key, signal));
      this.#failedAtMs = undefined;
      return delayMs;
    } catch (err) {
      if (!(err instanceof StoreError)) throw err;
      this.#waiters.answer(key, undefined);
      // One line for all jobs in a minute: while the index is down, every poll fails.
      if (clock.monotonicMs() - (this.#failedAtMs ?? -Infinity) >= LOG_FAILURES_EVERY_MS) {
        this.#failedAtMs = clock.monotonicMs();
        this.#options.log.error({ key, err }, "poll.failed");
      }
      return AFTER_FAILURE_MS;
    }
  }

  async #poll(key: string, signal: AbortSignal): Promise<number | undefined> {
    const { sources, history, mayPoll = () => true, log } = this.#options;
    const source = sources.ofKey(key);
    if (!source) return this.#end(key);
    const recent = this.#recentOf(key);
    if (recent) {
      this.#answer(key, recent.value);
      await this.results.applyToAll(await this.readings.pending(key), recent.value);
      return (await this.readings.pending(key)).length === 0 ? this.#forget(key) : recent.leftMs;
    }
    const jobId = jobIdOfKey(key);
    /** Those that may not show the latest poll result; `undefined` if all do. */
    let follows: readonly IndexedFollow[] | undefined;
    const isReadAsWanted = async (): Promise<boolean> => {
      follows = await this.readings.read(key);
      return this.#isAwaited(key, follows) && mayPoll();
    };
    const isWanted = () => (this.readings.areUpToDate(key) ? mayPoll() : isReadAsWanted());
    const pollResult = await source.pollIfWanted(jobId, isWanted, signal);
    if (signal.aborted) return undefined;
    if (!pollResult) return this.#end(key);
    this.recent.note(key, pollResult);
    log.debug({ jobId, kind: pollResult.kind }, "job.polled");
    const job = this.#jobs.of(key);
    if (job.memory.wasRunning && isCompleted(pollResult))
      history.note(await this.readings.pending(key), pollResult);
    job.memory = remember(job.memory, pollResult);
    this.#answer(key, pollResult);
    const changed = await this.#apply(key, pollResult, follows?.filter(isPending));
    if (changed === undefined) return this.#forget(key);
    job.memory = rememberChange(job.memory, changed);
    const quietBefore = Math.max(job.memory.quiet - 1, 0);
    return nextPollDelayMs(source.schedule, quietBefore, this.#options.random());
  }

  /**
   * Applies a poll result. Resolves with whether a follow has changed, or with `undefined` if none is pending any more. If all
   * that were pending `before` the poll show the result, the index is not read again: the next poll sees what has changed.
   */
  async #apply(
    key: string,
    pollResult: PollResult,
    before: readonly IndexedFollow[] | undefined,
  ): Promise<boolean | undefined> {
    const isShown = before
      ? this.results.isShownByAll(before, pollResult)
      : this.results.isStillShown(key, pollResult);
    if (isShown) {
      this.readings.noteUpToDate(key);
      return false;
    }
    const changed = await this.results.applyToAll(await this.readings.pending(key), pollResult);
    return (await this.readings.pending(key)).length === 0 ? undefined : changed;
  }

  /** Somebody may have stored or ended a follow of the job: the next poll looks which there are. */
  lookAgain(key: string): void {
    this.readings.forget(key);
  }

  /** Whether a poll asks the API, as far as is known without a look at the job's follows: there is no recent poll result. */
  isToAsk(key: string): boolean {
    return this.#recentOf(key) === undefined;
  }

  /** Whether the API has returned the facts of the job, to this process or to an earlier one. */
  wasAnswered(key: string): boolean {
    return this.#jobs.find(key)?.memory.wasAnswered ?? false;
  }

  /** Continues with a pending follow of an earlier process. `key`: its job's. */
  resume(key: string, { job }: Pick<Follow, "job">): void {
    if (!job) return;
    const polled = this.#jobs.of(key);
    polled.memory = rememberAnswer(polled.memory);
  }

  /**
   * Polls a followed job before others in `queue`. Resolves with the poll result, or at once with the recent one if there is
   * one, or with the problem that holds requests back. Resolves with `unavailable` if the API takes too long, and with `undefined` if the
   * relay stops, the job's last follow ends first, or the store fails. Never rejects. `isStale`: the recent result is out of date. Default: false.
   */
  async pollNow(
    key: string,
    queue: Pick<PollQueue, "add">,
    { isStale = false }: { isStale?: boolean } = {},
  ): Promise<PollResult | undefined> {
    const { clock, sources } = this.#options;
    if (this.#waiters.isStopped) return undefined;
    if (isStale) this.#stale.add(key);
    const recent = this.#recentOf(key);
    if (recent) {
      queue.add(key, recent.leftMs);
      return recent.value;
    }
    // Answered at once, but polled as soon as the circuit breaker closes.
    const blocked = sources.ofKey(key)?.blockedBy();
    if (blocked) {
      queue.add(key, 0, { first: true });
      return blocked;
    }
    const { pollResult, end } = this.#waiters.add(key);
    queue.add(key, 0, { first: true });
    return withTimeout(pollResult, {
      clock,
      timeoutMs: POLL_NOW_TIMEOUT_MS,
      fallback: () => NO_ANSWER_YET,
    }).finally(end);
  }

  /** Resolves every {@link pollNow} with `undefined`, now and from now on: the relay is about to stop. */
  stopWaiting(): void {
    this.#waiters.stop();
  }

  /** Whether a pending follow or a caller of {@link pollNow} waits for a poll result of the job. */
  #isAwaited(key: string, follows: readonly IndexedFollow[]): boolean {
    return follows.some(isPending) || (follows.length > 0 && this.#waiters.has(key));
  }

  #answer(key: string, pollResult: PollResult | undefined): void {
    this.#waiters.answer(key, pollResult);
    this.#stale.delete(key);
  }

  /** The job's recent poll result, unless a caller of `pollNow` waits for a newer one. */
  #recentOf(key: string): Unexpired<PollResult> | undefined {
    return this.#stale.has(key) ? undefined : this.recent.of(key);
  }

  async #settleQuarantined(key: string): Promise<undefined> {
    await settleQuarantined(await this.readings.pending(key), this.#options);
    return this.#end(key);
  }

  /** The last follow has ended since: there is nothing to poll, and the callers of `pollNow` are told so. */
  #end(key: string): undefined {
    this.#answer(key, undefined);
    return this.#forget(key);
  }

  #forget(key: string): undefined {
    this.#jobs.forget(key);
    return undefined;
  }
}
