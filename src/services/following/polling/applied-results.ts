import { jobKey, type Follow } from "../../../core/follow/follow.ts";
import type { JobFacts, PollResult } from "../../../core/job/job.ts";
import type { IndexedFollow } from "../../../core/ports/follow-index.ts";
import { isShownTheSame } from "./apply-poll-result.ts";

/** The facts of a running job, and the ids of the follows whose records have them. */
interface Applied {
  /** Those of the latest poll that showed the same: its result is remembered until the next one, and so they take no memory. */
  facts: JobFacts;
  readonly ids: readonly string[];
}

/**
 * What the records of pending follows show of their running jobs, so that a poll whose result changes nothing reads no record.
 * Only the poller changes that in a record, so what it has applied is what is there.
 */
export class AppliedResults {
  /** By job key. */
  readonly #applied = new Map<string, Applied>();

  /** Notes that a poll result was applied to a follow and stored. `follow`: as it is since. */
  note(follow: Follow, pollResult: PollResult): void {
    const key = jobKey(follow);
    const known = this.#applied.get(key);
    const ids = known?.ids.filter((id) => id !== follow.id) ?? [];
    const { job, trouble } = follow;
    const isPlain =
      pollResult.kind === "job" && follow.state === "pending" && trouble === undefined;
    if (isPlain && job && isShownTheSame(known?.facts, job))
      this.#applied.set(key, { facts: job, ids: [...ids, follow.id] });
    else if (isPlain && job) this.#applied.set(key, { facts: job, ids: [follow.id] });
    else if (known) this.#applied.set(key, { ...known, ids });
  }

  /** Whether it is known what the record of a follow shows. */
  isNoted(follow: IndexedFollow): boolean {
    return this.#applied.get(jobKey(follow))?.ids.includes(follow.id) === true;
  }

  /** Whether the record of a follow shows all that a poll result says. */
  isShown(follow: IndexedFollow, pollResult: PollResult): boolean {
    return this.isNoted(follow) && this.isStillShown(jobKey(follow), pollResult);
  }

  /** The same for all follows of the job that are noted. */
  isStillShown(key: string, pollResult: PollResult): boolean {
    const known = this.#applied.get(key);
    if (!known || pollResult.kind !== "job" || pollResult.job.phase !== "running") return false;
    const { facts } = pollResult.job;
    if (!isShownTheSame(known.facts, facts)) return false;
    known.facts = facts;
    return true;
  }

  /** Forgets a job that is not polled any more. */
  forget(key: string): void {
    this.#applied.delete(key);
  }
}
