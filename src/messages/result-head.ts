import type { Follow } from "../core/follow/follow.ts";
import { command } from "../core/message.ts";
import type { Outcome } from "../core/job/outcome.ts";
import type { Speaker } from "./phrases.ts";
import { cleanLine } from "../core/text.ts";
import type { Head } from "./message-parts.ts";
import type { ResultFiles } from "./result-message.ts";

/** Longest error that fits into the head. */
const MAX_REASON = 120;

/** How a job ended, or why it is no longer followed. */
export type Ended = Exclude<Outcome, { kind: "forgotten" | "retry-unknown" }>;
/** What became of the files, and in which language it is said. */
export interface Saying {
  readonly files: ResultFiles;
  readonly speaker: Speaker;
}

/** The head without any outside text. */
export function bareHeadOf(follow: Follow, files: ResultFiles, speaker: Speaker): Head {
  const { outcome } = follow;
  if (!outcome || outcome.kind === "forgotten" || outcome.kind === "retry-unknown")
    throw new TypeError("nothing ended that could be posted");
  const { symbol, words } = headOf(follow, outcome, { files, speaker });
  return { symbol, words };
}

/** What a result says first. */
export function headOf(follow: Follow, outcome: Ended, { files, speaker }: Saying): Head {
  const again = command("pika-status", follow.jobId);
  switch (outcome.kind) {
    case "completed": {
      const words = completedWords(outcome, files, speaker);
      const isAll = outcome.attachments.length > 0 || outcome.content;
      return {
        symbol: "✅",
        words,
        ...(isAll ? {} : { sentence: speaker.say("result.api-says-nothing") }),
      };
    }
    case "failed": {
      const head = { symbol: "❌", words: speaker.text("result.failed") };
      const isTold = outcome.error?.trim() || outcome.errorDetails?.trim();
      return isTold
        ? { ...head, reason: shortReason(outcome.error) }
        : { ...head, sentence: speaker.say("result.no-reason") };
    }
    case "cancelled":
    case "moderated": {
      const symbol = outcome.kind === "cancelled" ? "🚫" : "🛑";
      const words = speaker.text(`result.${outcome.kind}`);
      return { symbol, words, reason: shortReason(outcome.error) };
    }
    case "gave-up": {
      const duration = speaker.duration(outcome.afterMs);
      const status = cleanLine(follow.job?.status ?? "");
      const sentence = follow.job
        ? speaker.say("result.last-status", { status, command: again })
        : speaker.say("result.no-status", { command: again });
      return { symbol: "⌛", words: speaker.text("result.gave-up", { duration }), sentence };
    }
    case "unknown-job": {
      const sentence = speaker.say("result.ask-again", { command: again });
      return { symbol: "❓", words: speaker.text("result.unknown-job"), sentence };
    }
  }
}

function completedWords(
  outcome: Extract<Outcome, { kind: "completed" }>,
  { attached, links }: ResultFiles,
  speaker: Speaker,
): string {
  if (outcome.attachments.length === 0) return speaker.text("result.no-attachments");
  // An attachment without a type may be one.
  const isVideo = outcome.attachments.some(({ contentType }) =>
    (contentType ?? "video/").startsWith("video/"),
  );
  const ready = speaker.text(isVideo ? "result.video-ready" : "result.other-ready");
  if (attached.length > 0) return ready;
  return links.length > 1
    ? speaker.text("result.files-not-attached", { ready })
    : speaker.text("result.file-not-attached", { ready });
}

/** An error of one line stands in the head; `undefined` if it does not fit there. */
export function shortReason(error: string | undefined): string | undefined {
  const text = error?.trim() ?? "";
  if (text === "" || text.length > MAX_REASON || text.includes("\n")) return undefined;
  return cleanLine(text) || undefined;
}
