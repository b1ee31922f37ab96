import type { Attachment } from "../../core/job/job.ts";

/** Why a file of the job is not attached. `unsafe`: its source marks it as unsafe to see. */
export type NotAttached =
  | {
      readonly reason:
        | "expired"
        | "unreachable"
        | "not-media"
        | "address-refused"
        | "file-refused"
        | "unsafe";
    }
  | { readonly reason: "too-large"; readonly limitBytes?: number };

/** A file that is linked instead of attached. */
export type LinkedFile = NotAttached & { readonly attachment: Attachment };

/** A file that is attached. `originalBytes`: the size of the original, if it is a smaller copy. */
export interface AttachedFile {
  readonly filename: string;
  readonly sizeBytes: number;
  readonly attachment: Attachment;
  readonly originalBytes?: number | undefined;
}

/**
 * A result's files: those attached, and those linked instead. One whose attachment is unsafe is attached behind a spoiler, or
 * linked without a preview.
 */
export interface ResultFiles {
  readonly attached: readonly AttachedFile[];
  readonly links: readonly LinkedFile[];
  /** How many unsafe files are neither attached nor linked. Default: 0. */
  readonly hiddenCount?: number;
}
