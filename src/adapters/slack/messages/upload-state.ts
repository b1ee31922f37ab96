import { z } from "zod";
import type { Checkpoint } from "../../../core/ports/platform.ts";

/** How many ids of completions that Slack never showed are kept; the latest. */
const MAX_EARLIER = 4;

const idList = z.string().transform((ids) => ids.split(",").filter((id) => id !== ""));
const checkpointSchema = z.object({
  phase: z.enum(["uploading", "uploaded", "completing"]),
  files: idList,
  earlier: idList,
  askedAt: z.coerce.number().catch(0),
  silentAttempts: z.coerce.number().catch(0),
});

/** The upload state of a result's files. For what each phase means for the next attempt, see results.ts. */
export interface UploadState {
  readonly phase: "uploading" | "uploaded" | "completing";
  /** Their ids. */
  readonly files: readonly string[];
  /** Ids from earlier attempts that Slack accepted but never showed. */
  readonly earlier: readonly string[];
  /** When the completion was last requested, in Unix milliseconds; 0 if never. */
  readonly askedAt: number;
  /** How many attempts ended without a share although Slack accepted every completion. */
  readonly silentAttempts: number;
}

/** What an earlier attempt stored; `undefined` if it stored no files. */
export const parseUploadState = (checkpoint: Checkpoint | undefined): UploadState | undefined =>
  checkpointSchema.safeParse(checkpoint).data;

/** The reverse of {@link parseUploadState}. */
export const toCheckpoint = ({ phase, files, earlier, ...counts }: UploadState): Checkpoint => ({
  phase,
  files: files.join(","),
  earlier: earlier.join(","),
  askedAt: String(counts.askedAt),
  silentAttempts: String(counts.silentAttempts),
});

/** The same files, marked as possibly visible from now on. */
export const toCompleting = (state: UploadState): UploadState => ({
  ...state,
  phase: "completing",
});

/** Whether the files are there, and as many as are to be posted now. */
export const isUsable = ({ phase, files }: UploadState, count: number): boolean =>
  phase !== "uploading" && files.length === count;

/**
 * Ids to look for in the channel. The files of one completion come in one message, so that looking for the first is
 * looking for all.
 */
export const idsToWatch = ({ files, earlier }: UploadState): string[] => [
  ...files.slice(0, 1),
  ...earlier,
];

/** The ids that a fresh upload after this one still looks for. */
export const idsOfEarlier = (state: UploadState): string[] =>
  (state.phase === "completing" ? idsToWatch(state) : [...state.earlier]).slice(0, MAX_EARLIER);
