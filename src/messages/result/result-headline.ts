import { COMMAND_NAMES } from "../../core/command-names.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { referenceInChannel } from "../../core/job/reference-in-channel.ts";
import { command } from "../../core/message.ts";
import type { Outcome } from "../../core/job/outcome.ts";
import type { Translator } from "../translator.ts";
import { cleanLine } from "../../core/text.ts";
import type { Headline } from "../headline.ts";
import type { ResultFiles } from "./result-files.ts";

/** Maximum length of an error in a headline, in characters. */
const MAX_REASON = 120;

/** How a job ended, or why it is no longer followed. */
export type EndedOutcome = Exclude<Outcome, { kind: "forgotten" | "retry-unknown" }>;
/** A result's files, and the translator that describes them. */
export interface ResultRendering {
  readonly files: ResultFiles;
  readonly translator: Translator;
  /** The job's name in its channel. */
  readonly name: string;
}

/**
 * The headline without text from the API or from people. Without `files` it does not say whether they are attached. Throws a
 * TypeError if the follow has no outcome with a headline.
 */
export function bareHeadline(
  follow: Follow,
  files: ResultFiles | undefined,
  translator: Translator,
): Headline {
  const { outcome } = follow;
  if (!outcome || outcome.kind === "forgotten" || outcome.kind === "retry-unknown")
    throw new TypeError("nothing ended that could be posted");
  const { symbol, text } = resultHeadline(follow, outcome, {
    files,
    translator,
    name: follow.publicId,
  });
  return { symbol, text };
}

type HeadlineRendering = Omit<ResultRendering, "files"> & {
  readonly files: ResultFiles | undefined;
};

/** The headline of a result. */
export function resultHeadline(
  follow: Follow,
  outcome: EndedOutcome,
  { files, translator, name }: HeadlineRendering,
): Headline {
  const again = command(COMMAND_NAMES.status, referenceInChannel(follow, name));
  const source = follow.sourceName;
  switch (outcome.kind) {
    case "completed": {
      const text = completedText(outcome, files, translator);
      const isAll = outcome.attachments.length > 0 || outcome.content || outcome.isDeleted;
      const sentence = isAll ? undefined : translator.spans("result.api-says-nothing", { source });
      return { symbol: "✅", text, ...(sentence && { sentence }) };
    }
    case "failed": {
      const headline = { symbol: "❌", text: translator.text("result.failed") };
      const isTold = outcome.error?.trim() || outcome.errorDetails?.trim();
      return isTold
        ? { ...headline, reason: shortReason(outcome.error) }
        : { ...headline, sentence: translator.spans("result.no-reason", { source }) };
    }
    case "cancelled":
    case "moderated": {
      const symbol = outcome.kind === "cancelled" ? "🚫" : "🛑";
      const text = translator.text(`result.${outcome.kind}`);
      return { symbol, text, reason: shortReason(outcome.error) };
    }
    case "gave-up": {
      const duration = translator.duration(outcome.afterMs);
      const status = cleanLine(follow.job?.status ?? "");
      const sentence = follow.job
        ? translator.spans("result.last-status", { status, command: again })
        : translator.spans("result.no-status", { source, command: again });
      return { symbol: "⌛", text: translator.text("result.gave-up", { duration }), sentence };
    }
    case "quarantined": {
      const sentence = translator.spans("result.quarantined-rest", { command: again });
      return { symbol: "⚠️", text: translator.text("result.quarantined"), sentence };
    }
    case "unknown-job": {
      const sentence = translator.spans("result.ask-again", { command: again });
      return { symbol: "❓", text: translator.text("result.unknown-job", { source }), sentence };
    }
  }
}

function completedText(
  outcome: Extract<Outcome, { kind: "completed" }>,
  files: ResultFiles | undefined,
  translator: Translator,
): string {
  if (outcome.attachments.length === 0)
    return translator.text(outcome.isDeleted ? "result.deleted" : "result.no-attachments");
  // An attachment without a type may be a video.
  const isVideo = outcome.attachments.some(({ contentType }) =>
    (contentType ?? "video/").startsWith("video/"),
  );
  const ready = translator.text(isVideo ? "result.video-ready" : "result.other-ready");
  if (!files || files.attached.length > 0) return ready;
  const { links, hiddenCount = 0 } = files;
  // Below it says that this is on purpose.
  const unsafeCount = links.filter(({ reason }) => reason === "unsafe").length + hiddenCount;
  if (unsafeCount > 0 && unsafeCount === links.length + hiddenCount) return ready;
  return links.length > 1
    ? translator.text("result.files-not-attached", { ready })
    : translator.text("result.file-not-attached", { ready });
}

/** A one-line error for the headline; `undefined` if it does not fit there. */
export function shortReason(error: string | undefined): string | undefined {
  const text = error?.trim() ?? "";
  if (text === "" || text.length > MAX_REASON || text.includes("\n")) return undefined;
  return cleanLine(text) || undefined;
}
