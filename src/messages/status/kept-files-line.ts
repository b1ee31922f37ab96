import { mayBeVideo } from "../../core/job/outcome.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { line, time, type Block } from "../../core/message.ts";
import type { Translator } from "../translator.ts";

/**
 * A line for a result that is not posted yet: whether the relay keeps its files, and when the job API deletes them, which
 * does so `mediaKeptMs` after the job's end. Empty if neither is known.
 */
export function keptFilesLine(
  { outcome, job, settledAt, sourceName: source }: Follow,
  mediaKeptMs: number | undefined,
  translator: Translator,
): Block[] {
  if (outcome?.kind !== "completed" || outcome.attachments.length === 0) return [];
  const videos = outcome.attachments.filter(mayBeVideo);
  const posted = videos.length > 0 ? videos : outcome.attachments;
  const areKept = posted.every(({ kept }) => kept !== undefined);
  const endedAt = job?.updatedAt ?? settledAt;
  if (mediaKeptMs === undefined || endedAt === undefined)
    return areKept ? [line(translator.text("status.files-kept"))] : [];
  const when = time(endedAt + mediaKeptMs, "date-time");
  const key = areKept ? "status.files-kept-until" : "status.files-until";
  return [line(...translator.spans(key, { source, when }))];
}
