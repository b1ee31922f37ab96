import { COMMAND_NAMES } from "../core/command-names.ts";
import type { Follow } from "../core/follow/follow.ts";
import { command } from "../core/message.ts";
import type { Outcome } from "../core/job/outcome.ts";
import type { Translator } from "./translator.ts";
import { cleanLine } from "../core/text.ts";
import type { Head } from "./message-parts.ts";
import type { ResultFiles } from "./result-files.ts";

/** Longest error that fits into the head. */
const MAX_REASON = 120;

/** How a job ended, or why it is no longer followed. */
export type Ended = Exclude<Outcome, { kind: "forgotten" | "retry-unknown" }>;
/** What became of the files, and in which language it is said. */
export interface Saying {
  readonly files: ResultFiles;
  readonly translator: Translator;
}

/** The head without any outside text. */
export function bareHeadOf(follow: Follow, files: ResultFiles, translator: Translator): Head {
  const { outcome } = follow;
  if (!outcome || outcome.kind === "forgotten" || outcome.kind === "retry-unknown")
    throw new TypeError("nothing ended that could be posted");
  const { symbol, words } = headOf(follow, outcome, { files, translator });
  return { symbol, words };
}

/** What a result says first. */
export function headOf(follow: Follow, outcome: Ended, { files, translator }: Saying): Head {
  const again = command(COMMAND_NAMES.status, follow.jobId);
  switch (outcome.kind) {
    case "completed": {
      const words = completedWords(outcome, files, translator);
      const isAll = outcome.attachments.length > 0 || outcome.content;
      return {
        symbol: "✅",
        words,
        ...(isAll ? {} : { sentence: translator.spans("result.api-says-nothing") }),
      };
    }
    case "failed": {
      const head = { symbol: "❌", words: translator.text("result.failed") };
      const isTold = outcome.error?.trim() || outcome.errorDetails?.trim();
      return isTold
        ? { ...head, reason: shortReason(outcome.error) }
        : { ...head, sentence: translator.spans("result.no-reason") };
    }
    case "cancelled":
    case "moderated": {
      const symbol = outcome.kind === "cancelled" ? "🚫" : "🛑";
      const words = translator.text(`result.${outcome.kind}`);
      return { symbol, words, reason: shortReason(outcome.error) };
    }
    case "gave-up": {
      const duration = translator.duration(outcome.afterMs);
      const status = cleanLine(follow.job?.status ?? "");
      const sentence = follow.job
        ? translator.spans("result.last-status", { status, command: again })
        : translator.spans("result.no-status", { command: again });
      return { symbol: "⌛", words: translator.text("result.gave-up", { duration }), sentence };
    }
    case "unknown-job": {
      const sentence = translator.spans("result.ask-again", { command: again });
      return { symbol: "❓", words: translator.text("result.unknown-job"), sentence };
    }
  }
}

function completedWords(
  outcome: Extract<Outcome, { kind: "completed" }>,
  { attached, links }: ResultFiles,
  translator: Translator,
): string {
  if (outcome.attachments.length === 0) return translator.text("result.no-attachments");
  // An attachment without a type may be one.
  const isVideo = outcome.attachments.some(({ contentType }) =>
    (contentType ?? "video/").startsWith("video/"),
  );
  const ready = translator.text(isVideo ? "result.video-ready" : "result.other-ready");
  if (attached.length > 0) return ready;
  return links.length > 1
    ? translator.text("result.files-not-attached", { ready })
    : translator.text("result.file-not-attached", { ready });
}

/** An error of one line stands in the head; `undefined` if it does not fit there. */
export function shortReason(error: string | undefined): string | undefined {
  const text = error?.trim() ?? "";
  if (text === "" || text.length > MAX_REASON || text.includes("\n")) return undefined;
  return cleanLine(text) || undefined;
}
