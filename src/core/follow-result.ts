import type { QuotaOwner } from "./channel/quotas.ts";
import type { MessageRef } from "./follow/follow.ts";
import type { SourceProblem } from "./job/job.ts";
import type { LocalizedText } from "./localized-text.ts";

/** A source problem, and the name of the source. */
export interface NamedSourceProblem extends SourceProblem {
  readonly sourceName: string;
}

/** The result of asking to follow a job. */
export type FollowResult =
  /** Stored. `jobId`: the whole id. `over`: the job has already ended, and its result will be posted next. */
  | {
      readonly kind: "following";
      readonly jobId: string;
      readonly over: boolean;
      readonly statusMessage?: MessageRef | undefined;
      /** Why the job could not be polled yet. */
      readonly sourceProblem?: NamedSourceProblem | undefined;
      /** What may go wrong in this channel, and how to fix it. */
      readonly weakness?: LocalizedText | undefined;
    }
  /** `over`: its result is already being posted. `isYours`: this person already follows it. */
  | {
      readonly kind: "already-following";
      readonly jobId: string;
      readonly over: boolean;
      readonly isYours: boolean;
      readonly statusMessage?: MessageRef | undefined;
    }
  /**
   * No source knows such a job; `message` is what the one named `sourceName` said of the job it shows as `publicId`.
   * `tried`: the names of the sources, if several were asked.
   */
  | {
      readonly kind: "not-found";
      readonly sourceName: string;
      readonly publicId: string;
      readonly message: string;
      readonly tried?: readonly string[] | undefined;
    }
  /** The text is no id and no link of an enabled source; `sources` are their names. */
  | { readonly kind: "not-recognised"; readonly sources: readonly string[] }
  /** The text names a source that is switched off; `variables` together switch it on. */
  | {
      readonly kind: "source-off";
      readonly displayName: string;
      readonly variables: readonly string[];
    }
  /** Several sources know a job with this id. `text` means one of them everywhere: its source's name, a colon and its id. */
  | {
      readonly kind: "ambiguous";
      readonly choices: readonly { readonly displayName: string; readonly text: string }[];
    }
  /** No source knows the job, and several of them, `sources`, did not answer. */
  | { readonly kind: "undecided"; readonly sources: readonly string[] }
  /** The relay cannot post results in this channel. */
  | { readonly kind: "no-access"; readonly problem: LocalizedText; readonly cure: LocalizedText }
  /** The person, or the channel, has as many open follows as they may. */
  | { readonly kind: "too-many"; readonly of: QuotaOwner; readonly limit: number }
  | { readonly kind: "store-down" };

/** What came of one job of several. `name`: its public id, or what the person typed if that names no job for certain. */
export interface ListedFollow {
  readonly name: string;
  readonly result: FollowResult | TooOften;
}

/** The person has given as many commands as they may, `limit` a minute. */
export interface TooOften {
  readonly kind: "too-often";
  readonly waitMs: number;
  readonly limit: number;
}

/** The result of asking to follow the jobs that a text names. */
export type FollowJobsResult =
  | { readonly kind: "one"; readonly result: FollowResult }
  /** In the order of the text. */
  | { readonly kind: "several"; readonly jobs: readonly ListedFollow[] }
  /** Nothing was done. */
  | { readonly kind: "too-many-jobs"; readonly count: number; readonly max: number };
