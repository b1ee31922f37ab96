import type { PollResult } from "../../../core/job/job.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import { ExpiringMap, type Unexpired } from "../../../core/time/expiring-map.ts";
import type { GuardedJobSource } from "./guarded-job-source.ts";
import type { JobSources } from "./job-sources.ts";

/** The recent poll results of all sources, so that no API is asked about a job again too soon. Keys are job keys. */
export class RecentPollResults {
  readonly #sources: Pick<JobSources, "ofKey">;
  readonly #clock: Clock;
  readonly #results = new Map<GuardedJobSource, ExpiringMap<PollResult>>();

  constructor({ sources, clock }: { sources: Pick<JobSources, "ofKey">; clock: Clock }) {
    this.#sources = sources;
    this.#clock = clock;
  }

  /** Notes the result of a poll that has just been made. */
  note(key: string, pollResult: PollResult): void {
    const source = this.#sources.ofKey(key);
    if (!source) return;
    const known = this.#results.get(source);
    const results = known ?? new ExpiringMap<PollResult>(source.schedule.recentForMs);
    if (!known) this.#results.set(source, results);
    results.set(key, pollResult, this.#clock.monotonicMs());
  }

  /** The recent result of a job, and for how long it counts as one; `undefined` if there is none. */
  of(key: string): Unexpired<PollResult> | undefined {
    const source = this.#sources.ofKey(key);
    return source && this.#results.get(source)?.get(key, this.#clock.monotonicMs());
  }
}
