import { awaitsFirstPoll } from "../../core/follow/awaits-first-poll.ts";
import {
  followFields,
  followKey,
  jobKey,
  skipStatus,
  type Follow,
} from "../../core/follow/follow.ts";
import { AttemptLog } from "../../core/attempt-log.ts";
import type { PollResult } from "../../core/job/job.ts";
import { nextPollDelayMs, type PollSchedule } from "../../core/job/poll-schedule.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import { ExpiringMap, type Unexpired } from "../../core/time/expiring-map.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import { applyPollResult, type Streaks } from "./apply-poll-result.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import type { GuardedJobSource } from "../runtime/guarded-job-source.ts";

/** How long a look waits for the API, in milliseconds. After that a command follows the job all the same. */
const LOOK_DEADLINE_MS = 15_000;
/** A person's request polls a job again no sooner than this, in milliseconds; until then its last answer counts. */
const MIN_AGE_MS = 10_000;

/** What is remembered of a job between its polls. */
interface JobMemory extends Streaks {
  /** Polls in a row that changed nothing. */
  readonly quiet: number;
}

const FRESH: JobMemory = { notFound: 0, troubles: 0, quiet: 0 };

/** Options of {@link JobPoller}. */
export interface JobPollerOptions {
  readonly api: GuardedJobSource;
  readonly registry: FollowRegistry;
  /** How often a job is polled, and how the interval grows while nothing changes. */
  readonly schedule: PollSchedule;
  readonly clock: Clock;
  readonly log: Logger;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** Polls jobs, and applies each poll result to every follow of the job: one poll per job, however many channels follow it. */
export class JobPoller {
  readonly #options: JobPollerOptions;
  readonly #memory = new Map<string, JobMemory>();
  /** The latest poll result of each job, so that the API is not asked again too soon. */
  readonly #recent: ExpiringMap<PollResult>;
  /** Looks under way, by the job's key. */
  readonly #waiting = new Map<string, Set<(pollResult: PollResult | undefined) => void>>();
  /** Keys of jobs for which a recent poll result does not do: somebody waits for a new one. */
  readonly #stale = new Set<string>();
  /** Keys of follows to which their command applies the first poll result. */
  readonly #held = new Set<string>();
  #stopped = false;
  /** Poll results that could not be stored, by the follows' ids. */
  readonly #troubles: AttemptLog;

  constructor(options: JobPollerOptions) {
    this.#options = options;
    this.#troubles = new AttemptLog(options);
    this.#recent = new ExpiringMap(Math.min(MIN_AGE_MS, options.schedule.intervalMs));
  }

  /**
   * One poll of one job. Resolves with the milliseconds until the next one, or with `undefined` if no channel waits for the
   * job any more.
   */
  async poll(key: string, signal: AbortSignal): Promise<number | undefined> {
    const { api, registry, clock, log } = this.#options;
    const jobId = registry.ofJob(key)[0]?.jobId;
    if (jobId === undefined || !this.isWanted(key)) return this.#forget(key);
    const recent = this.#recentOf(key);
    if (recent) {
      this.#answer(key, recent.value);
      await this.#applyToAll(key, recent.value);
      return pending(registry, key).length === 0 ? this.#forget(key) : recent.leftMs;
    }
    const pollResult = await api.pollJob(jobId, signal);
    if (signal.aborted) return undefined;
    this.#recent.set(key, pollResult, clock.monotonicMs());
    log.debug({ jobId, kind: pollResult.kind }, "job.polled");
    const memory = remember(this.#memory.get(key) ?? FRESH, pollResult);
    this.#memory.set(key, memory);
    this.#answer(key, pollResult);
    const changed = await this.#applyToAll(key, pollResult);
    if (pending(registry, key).length === 0) return this.#forget(key);
    const quiet = changed ? 0 : memory.quiet + 1;
    this.#memory.set(key, { ...memory, quiet });
    return nextPollDelayMs(this.#options.schedule, changed ? 0 : quiet - 1, this.#options.random());
  }

  /** Whether a pending follow or a look waits for a poll result of the job. */
  isWanted(key: string): boolean {
    return this.#waiting.has(key) || pending(this.#options.registry, key).length > 0;
  }

  /** Whether the API has to be asked: a poll result is waited for, and there is no recent one. */
  isToAsk(key: string): boolean {
    return this.isWanted(key) && this.#recentOf(key) === undefined;
  }

  /** Whether the API has ever told anything about the job. */
  wasAnswered(key: string): boolean {
    return this.#options.registry.ofJob(key).some(({ job }) => job !== undefined);
  }

  /**
   * Resolves with the recent poll result of a job that is followed, or with the next one if there is no recent one; for that
   * the job goes before others in `queue`. Resolves with `unavailable` if it takes too long, and with `undefined` if the
   * relay stops first. `isStale`: the recent one is known and does not help. Default: false.
   */
  async look(
    key: string,
    queue: PollQueue,
    { isStale = false }: { isStale?: boolean } = {},
  ): Promise<PollResult | undefined> {
    const { clock, api } = this.#options;
    if (this.#stopped) return undefined;
    if (isStale) this.#stale.add(key);
    const recent = this.#recentOf(key);
    if (recent) {
      queue.add(key, recent.leftMs);
      return recent.value;
    }
    const blocked = api.blockedBy();
    if (blocked) {
      queue.add(key, 0, { first: true });
      return blocked;
    }
    const { promise, resolve } = Promise.withResolvers<PollResult | undefined>();
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(resolve));
    queue.add(key, 0, { first: true });
    try {
      return await withTimeout(promise, {
        clock,
        timeoutMs: LOOK_DEADLINE_MS,
        fallback: (): PollResult => ({ kind: "unavailable", message: "no answer yet" }),
      });
    } finally {
      waiting.delete(resolve);
      if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    }
  }

  /** Ends every look, now and later: the relay is about to stop. */
  stopLooking(): void {
    this.#stopped = true;
    for (const key of this.#waiting.keys()) this.#answer(key, undefined);
  }

  /** Keeps polls from changing a follow until the returned function is called: its command applies the first poll result. */
  hold(key: string): () => void {
    this.#held.add(key);
    return () => this.#held.delete(key);
  }

  /**
   * Applies a poll result to one follow; resolves with it as it is then. What turns out to be over at its first look gets no
   * status message. Rejects with a StoreError.
   */
  async apply(key: string, pollResult: PollResult): Promise<Follow | undefined> {
    const { registry, clock } = this.#options;
    let changed = false;
    const follow = await registry.update(key, (current) => {
      const streaks = this.#memory.get(jobKey(current)) ?? FRESH;
      const next = applyPollResult(current, pollResult, { streaks, now: clock.now() });
      changed = next !== current;
      return changed && awaitsFirstPoll(current) ? skipStatus(next) : next;
    });
    if (follow && changed) this.#report(follow);
    return follow;
  }

  async #applyToAll(key: string, pollResult: PollResult): Promise<boolean> {
    const { registry, log } = this.#options;
    let changed = false;
    for (const follow of pending(registry, key)) {
      if (this.#held.has(followKey(follow))) {
        // A person has just asked: from now on the job is polled at the first interval again.
        changed = true;
        continue;
      }
      try {
        changed = (await this.apply(followKey(follow), pollResult)) !== follow || changed;
        const overcome = this.#troubles.over(follow.id);
        if (overcome.attempts) log.info({ ...followFields(follow), ...overcome }, "follow.stored");
      } catch (error) {
        // The store is down: nothing is lost, the next poll brings the same answer again.
        const fields = { ...followFields(follow), err: error };
        this.#troubles.failed(follow.id, fields, { event: "follow.not_stored", level: "error" });
      }
    }
    return changed;
  }

  #report(follow: Follow): void {
    const fields = { ...followFields(follow), status: follow.job?.status };
    if (follow.state === "settled")
      this.#options.log.info({ ...fields, outcome: follow.outcome?.kind }, "follow.settled");
    else this.#options.log.info({ ...fields, trouble: follow.trouble }, "job.changed");
  }

  #answer(key: string, pollResult: PollResult | undefined): void {
    for (const settle of this.#waiting.get(key) ?? []) settle(pollResult);
    this.#waiting.delete(key);
    this.#stale.delete(key);
  }

  /** The job's recent poll result, unless a person waits for a newer one. */
  #recentOf(key: string): Unexpired<PollResult> | undefined {
    if (this.#stale.has(key)) return undefined;
    return this.#recent.get(key, this.#options.clock.monotonicMs());
  }

  #forget(key: string): undefined {
    this.#memory.delete(key);
    return undefined;
  }
}

const pending = (registry: FollowRegistry, key: string): Follow[] =>
  registry.ofJob(key).filter((follow) => follow.state === "pending");

function remember(memory: JobMemory, pollResult: PollResult): JobMemory {
  switch (pollResult.kind) {
    case "job":
      return { ...memory, notFound: 0, troubles: 0 };
    case "not-found":
      return { ...memory, notFound: memory.notFound + 1, troubles: 0 };
    default:
      return { ...memory, notFound: 0, troubles: memory.troubles + 1 };
  }
}
