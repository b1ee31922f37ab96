import { sourceOfKey } from "../../../core/follow/follow-key.ts";
import type { JobReference, RecognisedJob } from "../../../core/job/job-reference.ts";
import { shortJobId } from "../../../core/job/short-job-id.ts";
import type { JobSource } from "../../../core/ports/job-source.ts";
import { jobWordsIn } from "../../../core/source/words/job-words.ts";
import type { GuardedJobSource } from "./guarded-job-source.ts";

/** A job API that is not switched on. */
export interface DisabledSource extends Pick<JobSource, "name" | "displayName" | "recognise"> {
  /** The environment variables that together switch it on, each with its value if only one does. */
  readonly variables: readonly string[];
}

/** The job APIs. Each has a rate and a circuit breaker of its own. */
export class JobSources {
  readonly #enabled: ReadonlyMap<string, GuardedJobSource>;
  readonly #loadDisabled: () => Promise<readonly DisabledSource[]>;
  #disabled: Promise<readonly DisabledSource[]> | undefined;

  /** `enabled`: in the order in which people see them. `loadDisabled`: called once one is looked for. Default: none. */
  constructor(
    enabled: readonly GuardedJobSource[],
    loadDisabled: () => Promise<readonly DisabledSource[]> = async () => [],
  ) {
    this.#enabled = new Map(enabled.map((source) => [source.name, source]));
    this.#loadDisabled = loadDisabled;
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

  /**
   * The jobs that a text may mean to the enabled sources, each once: if any is certain, the certain ones alone. Of several
   * words, such as a line of `curl` or an API's answer, only those count that name a job.
   */
  recognise(text: string): readonly RecognisedJob[] {
    const found = this.all().flatMap((source) => jobsIn(source, text));
    const certain = found.filter(isCertain);
    const meant = certain.length > 0 ? certain : found;
    return [...new Map(meant.map((job) => [`${job.source}:${job.jobId}`, job])).values()];
  }

  /** The disabled source that a text names for certain, if any. Never rejects: if they cannot be loaded, there is none. */
  async disabledFor(text: string): Promise<DisabledSource | undefined> {
    const loading = (this.#disabled ??= this.#loadDisabled());
    const disabled = await loading.catch(() => {
      // The next text tries again.
      if (this.#disabled === loading) this.#disabled = undefined;
      return [];
    });
    return disabled.find((source) => jobsIn(source, text).some(isCertain));
  }

  /** Closes the connections of all. */
  async close(): Promise<void> {
    await Promise.all(this.all().map((source) => source.close()));
  }
}

const isCertain = ({ certainty }: RecognisedJob): boolean => certainty === "certain";

/** The jobs that a text, or a word of it, may mean to one source. */
function jobsIn(source: Pick<JobSource, "recognise">, text: string): readonly RecognisedJob[] {
  const jobsOf = (part: string): RecognisedJob[] => [source.recognise(part) ?? []].flat();
  const whole = jobsOf(text);
  if (whole.length > 0 || !/\s/.test(text)) return whole;
  const { named, bare } = jobWordsIn(text);
  // A word with a colon may be anything, unless it is certain.
  return [...named.flatMap(jobsOf).filter(isCertain), ...(bare === undefined ? [] : jobsOf(bare))];
}
