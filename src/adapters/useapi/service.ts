import type { Attachment, JobPhase } from "../../core/job/job.ts";
import type { JobBody } from "./schema.ts";

/** One service of useapi.net: how it is asked, and how its answers are read. */
export interface Service {
  /** Stands before the API's own id in a canonical id, and in public ones. */
  readonly name: string;
  /** Path and query of the status request. `{id}`: the encoded id. */
  readonly path: string;
  /** The account's e-mail address goes into the query, if the canonical id has one before the API's id. */
  readonly hasEmail?: true;
  /** Ids that name the service. The first group is the job's own part, without anything of the account. */
  readonly ids: readonly RegExp[];
  /** The id that an answer repeats. */
  readonly idIn: (body: JobBody) => string | undefined;
  readonly statusIn: (body: JobBody) => string | undefined;
  /** What the documented status words mean. Any other word: the job runs, unless `isFinal`. */
  readonly words: Readonly<Record<string, JobPhase>>;
  /** Whether the job has ended. Absent, or without a value: the status word alone says so. */
  readonly isFinal?: (body: JobBody) => boolean | undefined;
  /** What an ended job with an undocumented word is. Default: by whether it has a file, `completed` or `failed`. */
  readonly otherEnd?: JobPhase;
  /** What a job that has ended well without a file is. Default: `completed`. */
  readonly withoutFile?: JobPhase;
  /** The files of a completed job: no previews, and no watermarked twin beside a clean file. */
  readonly filesIn: (body: JobBody) => readonly (Attachment | undefined)[];
  /**
   * How a file is requested. Default: by its link. `by-key`: the job is asked for the id of its file, which is behind the key.
   * `clean-copy`: the API is asked for a link without a watermark; without one, the file's own link is used.
   */
  readonly fetch?: "by-key" | "clean-copy";
  /** Why the job has ended badly. Default: `error`. */
  readonly errorIn?: (body: JobBody) => unknown;
  /** More on that. Default: `errorDetails`. */
  readonly detailsIn?: (body: JobBody) => unknown;
  /** The API's message about the job. */
  readonly contentIn?: (body: JobBody) => string | undefined;
  /** Progress in per cent. */
  readonly percentIn?: (body: JobBody) => number | undefined;
  /**
   * What a 404 means. Default: the job is not known. `running`: it has not ended. Otherwise: why, for people. `alsoAt`: further
   * statuses that mean the same; default: none.
   */
  readonly missing?: "running" | { readonly why: string; readonly alsoAt?: readonly number[] };
}
