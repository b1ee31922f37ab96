import { jobKey, type Follow } from "../../../core/follow/follow.ts";
import type { JobFacts, PollResult } from "../../../core/job/job.ts";
import { shownDigest } from "../../../core/job/shown-facts.ts";
import type { IndexedFollow } from "../../../core/ports/follow-index.ts";
import type { PolledJobs } from "./polled-jobs.ts";

/**
 * What the records of pending follows show of their running jobs, so that a poll whose result changes nothing reads no record.
 * Only the poller changes that in a record, so what it has applied is what is there.
 */
export class AppliedResults {
  readonly #jobs: PolledJobs;
  /** The facts that came last, and their digest: a job with many follows asks for it for each. */
  #latest: { readonly facts: JobFacts; readonly digest: number } | undefined;

  constructor(jobs: PolledJobs) {
    this.#jobs = jobs;
  }

  /** Notes that a poll result was applied to a follow and stored. `follow`: as it is since. `id`: its id, as others keep it. */
  note(follow: Follow, pollResult: PollResult, id = follow.id): void {
    const { job: facts, trouble, state } = follow;
    const key = jobKey(follow);
    const isPlain = pollResult.kind === "job" && state === "pending" && trouble === undefined;
    if (isPlain && facts) {
      const job = this.#jobs.of(key);
      const shown = this.#digestOf(facts);
      const others = job.shown === shown ? without(job.shownBy, id) : [];
      job.shown = shown;
      job.shownBy = others.length === 0 ? id : [...others, id];
    } else {
      const job = this.#jobs.find(key);
      if (job) job.shownBy = without(job.shownBy, id);
    }
  }

  /** Whether it is known what the record of a follow shows. */
  isNoted(follow: IndexedFollow): boolean {
    const shownBy = this.#jobs.find(jobKey(follow))?.shownBy;
    return typeof shownBy === "string"
      ? shownBy === follow.id
      : shownBy?.includes(follow.id) === true;
  }

  /** Whether the record of a follow shows all that a poll result says. */
  isShown(follow: IndexedFollow, pollResult: PollResult): boolean {
    return this.isNoted(follow) && this.isStillShown(jobKey(follow), pollResult);
  }

  /** The same for all follows of the job that are noted. */
  isStillShown(key: string, pollResult: PollResult): boolean {
    const shown = this.#jobs.find(key)?.shown;
    if (shown === undefined || pollResult.kind !== "job") return false;
    return pollResult.job.phase === "running" && shown === this.#digestOf(pollResult.job.facts);
  }

  #digestOf(facts: JobFacts): number {
    if (this.#latest?.facts !== facts) this.#latest = { facts, digest: shownDigest(facts) };
    return this.#latest.digest;
  }
}

const without = (ids: string | readonly string[], id: string): readonly string[] =>
  [ids].flat().filter((each) => each !== id);
