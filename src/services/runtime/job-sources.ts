import { sourceOfKey } from "../../core/follow/follow-key.ts";
import type { JobReference, RecognisedJob } from "../../core/job/job-reference.ts";
import { shortJobId } from "../../core/job/short-job-id.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { GuardedJobSource } from "./guarded-job-source.ts";

/** A job API that is not switched on. */
export interface DisabledSource extends Pick<JobSource, "name" | "displayName" | "recognise"> {
  /** The environment variable that switches it on. */
  readonly variable: string;
}

/** The job APIs. Each has a rate and a circuit breaker of its own. */
export class JobSources {
  readonly #enabled: ReadonlyMap<string, GuardedJobSource>;
  readonly #disabled: readonly DisabledSource[];

  /** `enabled`: in the order in which people see them. */
  constructor(enabled: readonly GuardedJobSource[], disabled: readonly DisabledSource[] = []) {
    this.#enabled = new Map(enabled.map((source) => [source.name, source]));
    this.#disabled = disabled;
  }

  /** The enabled ones, in order. */
  all(): readonly GuardedJobSource[] {
    return [...this.#enabled.values()];
  }

  /** The source with a name; `undefined` if it is not enabled. */
  get(name: string): GuardedJobSource | undefined {
    return this.#enabled.get(name);
  }

  /** The source that knows the job with a job key; `undefined` if it is not enabled. */
  ofKey(jobKey: string): GuardedJobSource | undefined {
    return this.#enabled.get(sourceOfKey(jobKey));
  }

  /** The form of a job's id that channels may see. */
  toPublicId({ source, jobId }: JobReference): string {
    return this.#enabled.get(source)?.toJob(jobId).publicId ?? shortJobId(jobId);
  }

  /** The jobs that a text may mean to the enabled sources: if any is certain, the certain ones alone. */
  recognise(text: string): readonly RecognisedJob[] {
    const found = this.all().flatMap((source) => source.recognise(text));
    const certain = found.filter(({ certainty }) => certainty === "certain");
    return certain.length > 0 ? certain : found;
  }

  /** The disabled source that a text names for certain, if any. */
  disabledFor(text: string): DisabledSource | undefined {
    return this.#disabled.find((source) =>
      [source.recognise(text) ?? []].flat().some(({ certainty }) => certainty === "certain"),
    );
  }

  /** Closes the connections of all. */
  async close(): Promise<void> {
    await Promise.all(this.all().map((source) => source.close()));
  }
}
