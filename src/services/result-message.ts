import type { Follow } from "../core/follow.ts";
import type { Attachment } from "../core/job.ts";
import {
  code,
  codeBlock,
  joined,
  line,
  link,
  mention,
  message,
  quote,
  strong,
  type Block,
  type Message,
  type Span,
} from "../core/message.ts";
import type { Outcome } from "../core/outcome.ts";
import { cleanLine, cutText } from "../core/text.ts";
import { durationWords, sizeWords } from "./words.ts";

/** Why a file of the job is not attached. */
export type NotAttached =
  | {
      readonly reason: "expired" | "unreachable" | "not-media" | "address-refused" | "file-refused";
    }
  | { readonly reason: "too-large"; readonly limitBytes?: number }
  | { readonly reason: "too-many" };

/** A file that is linked instead of attached. */
export type LinkedFile = NotAttached & { readonly attachment: Attachment };

/** Longest alternative text Discord takes; Slack's own limit is larger. */
const MAX_ALT_TEXT = 1024;

/** The text that goes with a file, for people who cannot see it. */
export function altTextOf(follow: Follow): string {
  const prompt = cleanLine(follow.job?.prompt ?? "");
  return cutText(prompt === "" ? `Result of Pika job ${follow.jobId}` : prompt, MAX_ALT_TEXT);
}

/** The result as it is posted: it mentions everybody who asked, and only them. */
export function renderResult(
  follow: Follow,
  links: readonly LinkedFile[],
  attached: number,
): Message {
  if (!follow.outcome) throw new TypeError("a result needs an outcome");
  const blocks = bodyOf(follow, follow.outcome, { links, attached });
  return message(blocks, follow.requesters);
}

/** What is left to post where moderation refuses the text, which is the prompt or an error most likely. */
export function renderBareResult(follow: Follow): Message {
  const { blocks, pings } = renderResult(follow, [], 0);
  const rest = "The rest of this message was refused here by the moderation of messages.";
  return message([...blocks.slice(0, 1), line(rest)], pings);
}

function bodyOf(
  follow: Follow,
  outcome: Outcome,
  files: { links: readonly LinkedFile[]; attached: number },
): Block[] {
  const headline = (symbol: string, words: string, ...rest: Span[]): Block =>
    line(...joined(follow.requesters.map(mention)), ` ${symbol} `, strong(words), ...rest);
  const job: Span[] = [" Job ", code(follow.jobId)];
  const again = code(`/pika-status ${follow.jobId}`);
  switch (outcome.kind) {
    case "completed":
      return [
        headline("✅", completedWords(outcome, files), ...job, tookWords(follow)),
        ...promptOf(follow),
        ...(outcome.attachments.length === 0 ? contentOf(outcome.content) : []),
        ...files.links.map(linkLine),
      ];
    case "failed":
    case "cancelled":
    case "moderated": {
      const { symbol, words } = ENDED_BADLY[outcome.kind];
      const head = headline(symbol, words, ...job, tookWords(follow));
      return [head, ...promptOf(follow), ...reasonsOf(outcome)];
    }
    case "gave-up": {
      const head = `I stopped waiting after ${durationWords(outcome.afterMs)}.`;
      return [
        headline("⌛", head, ...job, "."),
        ...promptOf(follow),
        line(lastKnown(follow), " To go on waiting: ", again),
      ];
    }
    case "unknown-job":
      return [
        headline("❓", "The job API does not know this job.", ...job, ". It says:"),
        quote(outcome.message),
        line("If that is a mistake, ask again: ", again),
      ];
  }
}

const ENDED_BADLY = {
  failed: { symbol: "❌", words: "The job failed." },
  cancelled: { symbol: "🚫", words: "The job was cancelled." },
  moderated: { symbol: "🛑", words: "The job was stopped by moderation." },
} as const;

function completedWords(
  outcome: Extract<Outcome, { kind: "completed" }>,
  { links, attached }: { links: readonly LinkedFile[]; attached: number },
): string {
  if (outcome.attachments.length === 0) return "The job completed, but it has no attachments.";
  // An attachment without a type may be one.
  const isVideo = outcome.attachments.some(({ contentType }) =>
    (contentType ?? "video/").startsWith("video/"),
  );
  const ready = isVideo ? "Your video is ready" : "Your result is ready";
  if (attached > 0) return `${ready}.`;
  return links.length > 1
    ? `${ready}, but the files could not be attached.`
    : `${ready}, but it could not be attached.`;
}

function lastKnown(follow: Follow): string {
  return follow.job
    ? `When last seen, its status was “${cleanLine(follow.job.status)}”.`
    : "The job API never told its status.";
}

function tookWords(follow: Follow): string {
  const from = follow.job?.createdAt ?? follow.createdAt;
  const to = (follow.job?.createdAt && follow.job.updatedAt) || follow.settledAt || from;
  return to > from ? ` took ${durationWords(to - from)}.` : ".";
}

const promptOf = (follow: Follow): Block[] =>
  follow.job?.prompt ? [quote(follow.job.prompt)] : [];

const contentOf = (content: string | undefined): Block[] =>
  content ? [line("The job API says:"), quote(content)] : [line("The job API says nothing more.")];

function reasonsOf(outcome: { error?: string; errorDetails?: string }): Block[] {
  const { error, errorDetails } = outcome;
  if (!error?.trim() && !errorDetails?.trim()) return [line("The job API gave no reason.")];
  return [
    ...(error?.trim() ? [line("Error:"), codeBlock(error)] : []),
    ...(errorDetails?.trim() ? [line("Details:"), codeBlock(errorDetails)] : []),
  ];
}

function linkLine(file: LinkedFile): Block {
  const { url, filename, sizeBytes } = file.attachment;
  const name = cutText(cleanLine(filename ?? ""), 100) || "file";
  const size = sizeBytes === undefined ? "" : ` (${sizeWords(sizeBytes)})`;
  return line("Not attached: ", link(url, name), `${size}: ${reasonWords(file)}.`);
}

function reasonWords(file: LinkedFile): string {
  switch (file.reason) {
    case "expired":
      return "its link has expired, and the job API has no fresh one";
    case "unreachable":
      return "it could not be downloaded";
    case "not-media":
      return "it is not a video, picture or sound";
    case "address-refused":
      return "the relay does not download from that address";
    case "file-refused":
      return "it could not be posted as a file here";
    case "too-many":
      return "one message cannot hold more files";
    case "too-large":
      return file.limitBytes === undefined
        ? "it is too large for this channel"
        : `it is larger than the ${sizeWords(file.limitBytes)} allowed here`;
  }
}
