import type { Follow } from "../core/follow.ts";
import type { Attachment } from "../core/job.ts";
import {
  code,
  command,
  codeBlock,
  line,
  link,
  mention,
  message,
  quote,
  type Block,
  type Message,
} from "../core/message.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Speaker } from "../core/phrases.ts";
import { cleanLine, cutText } from "../core/text.ts";
import { fileLines, moreFilesLine } from "./file-lines.ts";
import { resultActionsOf } from "./render-status.ts";
import { speakerFor, tookMsOf } from "./words.ts";

/** Why a file of the job is not attached. */
export type NotAttached =
  | {
      readonly reason: "expired" | "unreachable" | "not-media" | "address-refused" | "file-refused";
    }
  | { readonly reason: "too-large"; readonly limitBytes?: number };

/** A file that is linked instead of attached. */
export type LinkedFile = NotAttached & { readonly attachment: Attachment };

/** A file that is attached; `originalBytes`: it is a smaller copy of one that large. */
export interface AttachedFile {
  readonly filename: string;
  readonly sizeBytes: number;
  readonly attachment: Attachment;
  readonly originalBytes?: number | undefined;
}

/** What became of a result's files. */
export interface ResultFiles {
  readonly attached: readonly AttachedFile[];
  readonly links: readonly LinkedFile[];
}

/** Longest alternative text Discord takes; Slack's own limit is larger. */
const MAX_ALT_TEXT = 1024;

/** The text that goes with a file, for people who cannot see it. */
export function altTextOf(follow: Follow): string {
  const prompt = cleanLine(follow.job?.prompt ?? "");
  const speaker = speakerFor(follow);
  return cutText(
    prompt === "" ? speaker.text("result.alt-text", { job: follow.jobId }) : prompt,
    MAX_ALT_TEXT,
  );
}

/**
 * The result as it is posted: it mentions everybody who asked, and only them. Where there is no status message with
 * buttons, it has them.
 */
export function renderResult(follow: Follow, files: ResultFiles): Message {
  if (!follow.outcome) throw new TypeError("a result needs an outcome");
  const speaker = speakerFor(follow);
  const { outcome } = follow;
  if (outcome.kind === "forgotten") return renderForgotten(follow, outcome.by, speaker);
  const blocks = [...bodyOf(follow, outcome, { files, speaker }), ...footerOf(follow, speaker)];
  const actions = resultActionsOf(follow, speaker);
  return message(blocks, { pings: follow.requesters, locale: speaker.locale, actions });
}

/** The line below a status message that has become the result: the only one of the two that notifies. */
export function renderOneLine(follow: Follow, files: ResultFiles): Message {
  const speaker = speakerFor(follow);
  const { symbol, words } = headOf(follow, files, speaker);
  const url = follow.statusMessage?.url;
  const to = url === undefined ? [] : [link(url, speaker.text("status.result"))];
  const people = speaker.list(follow.requesters.map(mention));
  const spans = speaker.say("result.one-line", { people, symbol, words, link: to });
  return message([line(...spans)], { pings: follow.requesters, locale: speaker.locale });
}

/** A later message of a result that one message cannot hold. Files count from 1. */
export function renderPart(
  follow: Follow,
  { from, count, files }: { from: number; count: number; files: ResultFiles },
): Message {
  const speaker = speakerFor(follow);
  const to = from + files.attached.length + files.links.length - 1;
  const values = { from: String(from), count: String(count), job: code(follow.jobId) };
  const title =
    to === from
      ? speaker.say("result.part-one", values)
      : speaker.say("result.part", { ...values, to: String(to) });
  return message([line(...title), ...fileLines(files, speaker)], { locale: speaker.locale });
}

/** What is left to post where moderation refuses the text, which is the prompt or an error most likely. */
export function renderBareResult(follow: Follow): Message {
  const whole = renderResult(follow, { attached: [], links: [] });
  const rest = line(...speakerFor(follow).say("result.moderated-text"));
  return { ...whole, blocks: [...whole.blocks.slice(0, 1), rest] };
}

/** Who stopped following knows; the others had asked, too. */
function renderForgotten(follow: Follow, by: string, speaker: Speaker): Message {
  const others = follow.requesters.filter((userId) => userId !== by);
  const spans = speaker.say("result.forgotten", {
    person: mention(by),
    job: code(follow.jobId),
    command: command("pika-status", follow.jobId),
  });
  const people = speaker.list(others.map(mention));
  return message([line(...people, " ", ...spans)], { pings: others, locale: speaker.locale });
}

type Ended = Exclude<Outcome, { kind: "forgotten" }>;

function bodyOf(
  follow: Follow,
  outcome: Ended,
  { files, speaker }: { files: ResultFiles; speaker: Speaker },
): Block[] {
  const head = headline(follow, files, speaker);
  const again = command("pika-status", follow.jobId);
  switch (outcome.kind) {
    case "completed": {
      const isEmpty = outcome.attachments.length === 0;
      const content = isEmpty ? contentOf(outcome.content, speaker) : [];
      const more = moreFilesLine(outcome, speaker);
      return [head, ...promptOf(follow), ...content, ...fileLines(files, speaker), ...more];
    }
    case "failed":
    case "cancelled":
    case "moderated":
      return [head, ...promptOf(follow), ...reasonsOf(outcome, speaker)];
    case "gave-up": {
      const status = cleanLine(follow.job?.status ?? "");
      const last = follow.job
        ? speaker.say("result.last-status", { status, command: again })
        : speaker.say("result.no-status", { command: again });
      return [head, ...promptOf(follow), line(...last)];
    }
    case "unknown-job":
      return [
        head,
        line(...speaker.say("result.api-says")),
        quote(outcome.message),
        line(...speaker.say("result.ask-again", { command: again })),
      ];
  }
}

function headline(follow: Follow, files: ResultFiles, speaker: Speaker): Block {
  const { symbol, words } = headOf(follow, files, speaker);
  const people = speaker.list(follow.requesters.map(mention));
  const values = { symbol, words, job: code(follow.jobId) };
  const tookMs = tookMsOf(follow);
  if (tookMs === undefined)
    return people.length === 0
      ? line(...speaker.say("result.headline-alone", values))
      : line(...speaker.say("result.headline", { ...values, people }));
  const timed = { ...values, duration: speaker.duration(tookMs) };
  return people.length === 0
    ? line(...speaker.say("result.headline-alone-took", timed))
    : line(...speaker.say("result.headline-took", { ...timed, people }));
}

function headOf(
  { outcome }: Follow,
  files: ResultFiles,
  speaker: Speaker,
): { symbol: string; words: string } {
  switch (outcome?.kind) {
    case "completed":
      return { symbol: "✅", words: completedWords(outcome, files, speaker) };
    case "failed":
      return { symbol: "❌", words: speaker.text("result.failed") };
    case "cancelled":
      return { symbol: "🚫", words: speaker.text("result.cancelled") };
    case "moderated":
      return { symbol: "🛑", words: speaker.text("result.moderated") };
    case "gave-up": {
      const duration = speaker.duration(outcome.afterMs);
      return { symbol: "⌛", words: speaker.text("result.gave-up", { duration }) };
    }
    case "unknown-job":
      return { symbol: "❓", words: speaker.text("result.unknown-job") };
    case "forgotten":
    case undefined:
      throw new TypeError("nothing ended that could be posted");
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

const promptOf = (follow: Follow): Block[] =>
  follow.job?.prompt ? [quote(follow.job.prompt)] : [];

const contentOf = (content: string | undefined, speaker: Speaker): Block[] =>
  content
    ? [line(...speaker.say("result.api-says")), quote(content)]
    : [line(...speaker.say("result.api-says-nothing"))];

function reasonsOf(outcome: { error?: string; errorDetails?: string }, speaker: Speaker): Block[] {
  const { error, errorDetails } = outcome;
  if (!error?.trim() && !errorDetails?.trim()) return [line(...speaker.say("result.no-reason"))];
  const block = (key: "result.error" | "result.details", text: string | undefined): Block[] =>
    text?.trim() ? [line(...speaker.say(key)), codeBlock(text)] : [];
  return [...block("result.error", error), ...block("result.details", errorDetails)];
}

/** Where it comes from, and the way to the status message. */
function footerOf(follow: Follow, speaker: Speaker): Block[] {
  const { origin, sharedBy, statusMessage, delivery } = follow;
  const blocks: Block[] = [];
  if (sharedBy !== undefined)
    blocks.push(line(...speaker.say("result.shared-by", { person: mention(sharedBy) })));
  if (origin === "notification") blocks.push(line(...speaker.say("result.notification")));
  if (origin === "direct") blocks.push(line(...speaker.say("result.sent-privately")));
  // It does not lead to itself.
  if (statusMessage?.url && delivery !== "edit")
    blocks.push(line(link(statusMessage.url, speaker.text("result.see-status"))));
  return blocks;
}
