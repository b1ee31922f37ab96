import { AttemptLog } from "../../../core/attempt-log.ts";
import { awaitsFirstPoll } from "../../../core/follow/awaits-first-poll.ts";
import {
  followFields,
  followKey,
  jobKey,
  skipStatus,
  type Follow,
} from "../../../core/follow/follow.ts";
import type { PollResult } from "../../../core/job/job.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { IndexedFollow } from "../../../core/ports/follow-index.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { FollowRegistry } from "../follow-registry.ts";
import type { DurationHistory } from "../statistics/duration-history.ts";
import { AppliedResults } from "./applied-results.ts";
import { applyPollResult } from "./apply-poll-result.ts";
import { FRESH } from "./job-memory.ts";
import type { PolledJobs } from "./polled-jobs.ts";

/** Options of {@link PollResultApplier}. */
export interface PollResultApplierOptions {
  readonly registry: Pick<FollowRegistry, "get" | "update">;
  /** Resolves with whether the follow's channel is told of the source's problems by one notice for all jobs. */
  readonly isCovered: (follow: Follow) => Promise<boolean>;
  /** Knows when a job usually ends. */
  readonly history: Pick<DurationHistory, "usualEnd">;
  readonly jobs: PolledJobs;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Applies poll results to the follows of their jobs. A follow that shows a result already is left alone, its record unread. */
export class PollResultApplier {
  readonly #options: PollResultApplierOptions;
  /** What the records of pending follows show already. */
  readonly #applied: AppliedResults;
  /** Keys of follows whose command applies the first poll result itself. See {@link hold}. */
  readonly #held = new Set<string>();
  /** Failures to store a poll result, by follow id. */
  readonly #failures: AttemptLog;

  constructor(options: PollResultApplierOptions) {
    this.#options = options;
    this.#applied = new AppliedResults(options.jobs);
    this.#failures = new AttemptLog(options);
  }

  /** Keeps polls from changing a follow until the returned function is called: its command applies the first result itself. */
  hold(key: string): () => void {
    this.#held.add(key);
    return () => this.#held.delete(key);
  }

  /**
   * Applies a poll result to one follow and resolves with the follow as it is then, or with `undefined` if none is open. A
   * job that is over at its first poll gets no status message. Rejects with a StoreError.
   */
  async apply(key: string, pollResult: PollResult): Promise<Follow | undefined> {
    return (await this.#apply(key, pollResult)).follow;
  }

  async #apply(
    key: string,
    pollResult: PollResult,
    id?: string,
  ): Promise<{ readonly follow: Follow | undefined; readonly changed: boolean }> {
    const { registry, history, jobs, clock } = this.#options;
    const isCovered = await this.#isCovered(key, pollResult);
    let changed = false;
    const follow = await registry.update(key, (current) => {
      const next = applyPollResult(current, pollResult, {
        streaks: jobs.find(jobKey(current))?.memory ?? FRESH,
        now: clock.now(),
        isCovered,
        usualEndOf: (running, facts) => history.usualEnd(running, facts),
      });
      changed = next !== current;
      return changed && awaitsFirstPoll(current) ? skipStatus(next) : next;
    });
    if (follow && changed) this.#report(follow);
    if (follow) this.#applied.note(follow, pollResult, follow.id === id ? id : follow.id);
    return { follow, changed: changed || !follow };
  }

  /**
   * Applies a poll result to the pending follows of its job. Resolves with whether any of them has changed, or its command is
   * about to. A follow that cannot be stored is logged. Never rejects.
   */
  async applyToAll(pending: readonly IndexedFollow[], pollResult: PollResult): Promise<boolean> {
    const { log } = this.#options;
    let changed = false;
    for (const follow of pending) {
      if (this.#held.has(followKey(follow))) {
        // A person has just requested the job: poll it at the first interval again.
        changed = true;
        continue;
      }
      if (this.#applied.isShown(follow, pollResult)) continue;
      try {
        const applied = await this.#apply(followKey(follow), pollResult, follow.id);
        changed ||= applied.changed;
        const overcome = this.#failures.over(follow.id);
        if (overcome.attempts) log.info({ ...followFields(follow), ...overcome }, "follow.stored");
      } catch (error) {
        // The store is down. Nothing is lost: the next poll returns the same status again.
        const fields = { ...followFields(follow), err: error };
        this.#failures.failed(follow.id, fields, { event: "follow.not_stored", level: "error" });
      }
    }
    return changed;
  }

  /** Whether {@link applyToAll} would leave all of these follows alone, and resolve with `false`; not if there are none. */
  isShownByAll(pending: readonly IndexedFollow[], pollResult: PollResult): boolean {
    const isShown = (follow: IndexedFollow): boolean =>
      !this.#held.has(followKey(follow)) && this.#applied.isShown(follow, pollResult);
    return pending.length > 0 && pending.every(isShown);
  }

  /** Whether what the records of all of these follows show is known, without their polls having to look. */
  areKnown(pending: readonly IndexedFollow[]): boolean {
    return pending.every(
      (follow) => !this.#held.has(followKey(follow)) && this.#applied.isNoted(follow),
    );
  }

  /** The same for all that have shown the result of the job's latest poll. */
  isStillShown(key: string, pollResult: PollResult): boolean {
    return this.#applied.isStillShown(key, pollResult);
  }

  /** Whether a notice tells the channel of this problem. Only problems need to know. */
  async #isCovered(key: string, { kind }: PollResult): Promise<boolean> {
    const isProblem = kind !== "job" && kind !== "not-found";
    const follow = isProblem ? await this.#options.registry.get(key) : undefined;
    return follow !== undefined && this.#options.isCovered(follow);
  }

  #report(follow: Follow): void {
    const fields = { ...followFields(follow), status: follow.job?.status };
    if (follow.state === "settled")
      this.#options.log.info({ ...fields, outcome: follow.outcome?.kind }, "follow.settled");
    else this.#options.log.info({ ...fields, trouble: follow.trouble }, "job.changed");
  }
}
