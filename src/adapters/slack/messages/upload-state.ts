import { createHash } from "node:crypto";
import { z } from "zod";
import type { Checkpoint, ResultFile } from "../../../core/ports/platform.ts";

/** How many ids of completions that Slack never showed are kept; the latest. */
const MAX_EARLIER = 4;

const idList = z.string().transform((ids) => ids.split(",").filter((id) => id !== ""));
const checkpointSchema = z.object({
  phase: z.enum(["uploading", "uploaded", "completing"]),
  files: idList,
  content: z.string().optional(),
  earlier: idList,
  askedAt: z.coerce.number().catch(0),
  silentAttempts: z.coerce.number().catch(0),
});

/** The upload state of a result's files. For what each phase means for the next attempt, see results.ts. */
export interface UploadState {
  readonly phase: "uploading" | "uploaded" | "completing";
  /** Their ids. */
  readonly files: readonly string[];
  /** What they are, see {@link contentOf}. Absent: an earlier release uploaded them. */
  readonly content?: string | undefined;
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
export const toCheckpoint = ({
  phase,
  files,
  content,
  earlier,
  ...counts
}: UploadState): Checkpoint => ({
  phase,
  files: files.join(","),
  ...(content !== undefined && { content }),
  earlier: earlier.join(","),
  askedAt: String(counts.askedAt),
  silentAttempts: String(counts.silentAttempts),
});

/** The same files, marked as possibly visible from now on. */
export const toCompleting = (state: UploadState): UploadState => ({
  ...state,
  phase: "completing",
});

/** Tells files by their names and sizes. */
export function contentOf(files: readonly ResultFile[]): string {
  const facts = files.map(({ file: { filename, sizeBytes } }) => [filename, sizeBytes]);
  return createHash("sha256").update(JSON.stringify(facts)).digest("base64url").slice(0, 22);
}

/** Whether the files are there and are the ones to be posted now: of several files, each attempt may get others. */
export const isUsable = (state: UploadState, wanted: readonly ResultFile[]): boolean =>
  state.phase !== "uploading" && isOf(state, wanted);

/** Whether a message with some of these files, of this upload or an earlier one, shows what is to be posted now. */
export const showsWanted = (
  fileIds: readonly string[],
  { upload, wanted }: { upload: UploadState; wanted: readonly ResultFile[] },
): boolean => isOf(upload, wanted) && fileIds.some((id) => upload.files.includes(id));

const isOf = ({ files, content }: UploadState, wanted: readonly ResultFile[]): boolean =>
  files.length === wanted.length && (content === undefined || content === contentOf(wanted));

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
