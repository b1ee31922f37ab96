import type { Follow } from "../core/follow/follow.ts";
import type { Attachment } from "../core/job/job.ts";
import { shortJobId } from "../core/job/job-name.ts";
import {
  code,
  codeBlock,
  command,
  dotted,
  line,
  link,
  mention,
  message,
  quote,
  type Block,
  type Message,
  type Span,
} from "../core/message.ts";
import type { Speaker } from "./phrases.ts";
import { cleanLine, cleanText, cutText } from "../core/text.ts";
import { fileDetails, fileLines, moreFilesLine, onlyFileParts } from "./file-lines.ts";
import {
  headSpans,
  firstPeople,
  jobPart,
  otherPeople,
  promptOf,
  promptQuote,
  smallPrint,
  summaryOf,
  tookPart,
} from "./message-parts.ts";
import { resultActionsOf } from "./render-status.ts";
import { bareHeadOf, headOf, shortReason, type Ended, type Saying } from "./result-head.ts";
import { renderRetryUnknown } from "./retry-notice.ts";
import { speakerFor } from "./words.ts";

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
const MAX_BOX_LINES = 10;

/** The text that goes with a file, for people who cannot see it. */
export function altTextOf(follow: Follow): string {
  const prompt = cleanLine(follow.job?.prompt ?? "");
  const speaker = speakerFor(follow);
  return cutText(
    prompt === "" ? speaker.text("result.alt-text", { job: shortJobId(follow.jobId) }) : prompt,
    MAX_ALT_TEXT,
  );
}

/**
 * The result as it is posted: it mentions everybody who asked, and only them, and says each fact once. `name`: what the
 * job is called in its channel.
 */
export function renderResult(
  follow: Follow,
  files: ResultFiles,
  name = shortJobId(follow.jobId),
): Message {
  if (!follow.outcome) throw new TypeError("a result needs an outcome");
  const speaker = speakerFor(follow);
  const { outcome } = follow;
  if (outcome.kind === "forgotten") return renderForgotten(follow, outcome.by, { name, speaker });
  if (outcome.kind === "retry-unknown") return renderRetryUnknown(follow, { name, speaker });
  const head = headOf(follow, outcome, { files, speaker });
  const isOpen = head.reason !== undefined || head.sentence !== undefined;
  const took = tookPart(follow, speaker);
  const spans = [...addressing(follow, speaker), ...headSpans(head, speaker)];
  const blocks = [
    line(...(isOpen ? spans : dotted([spans, took]))),
    ...(outcome.kind === "unknown-job" ? [] : promptQuote(follow)),
    ...bodyOf(outcome, { files, speaker }),
    ...(follow.origin === "direct" ? [line(...speaker.say("result.sent-privately"))] : []),
    smallPrint([
      jobPart(name, speaker),
      isOpen ? took : [],
      ...onlyFileParts(files, speaker),
      ...originParts(follow, speaker),
      statusLink(follow, speaker),
    ]),
    ...otherPeople(follow.requesters, speaker),
  ];
  const rest = head.reason ?? (isOpen ? undefined : promptOf(follow));
  return message(blocks, {
    pings: follow.requesters,
    locale: speaker.locale,
    actions: resultActionsOf(follow, speaker),
    summary: summaryOf(head.words, rest, speaker),
  });
}

/** The line below a status message that has become the result: the only one of the two that notifies. */
export function renderOneLine(follow: Follow, files: ResultFiles): Message {
  const speaker = speakerFor(follow);
  const head = bareHeadOf(follow, files, speaker);
  const url = follow.statusMessage?.url;
  const to = url === undefined ? [] : [link(url, speaker.text("status.result"))];
  const spans = [...addressing(follow, speaker), ...headSpans(head, speaker)];
  return message([line(...dotted([spans, to])), ...otherPeople(follow.requesters, speaker)], {
    pings: follow.requesters,
    locale: speaker.locale,
  });
}

/** A later message of a result that one message cannot hold. Files count from 1. */
export function renderPart(
  follow: Follow,
  { from, count, files }: { from: number; count: number; files: ResultFiles },
  name = shortJobId(follow.jobId),
): Message {
  const speaker = speakerFor(follow);
  const to = from + files.attached.length + files.links.length - 1;
  const values = { from: String(from), count: String(count), job: code(name) };
  const title =
    to === from
      ? speaker.say("result.part-one", values)
      : speaker.say("result.part", { ...values, to: String(to) });
  return message([line(...title), ...fileDetails(files, speaker)], { locale: speaker.locale });
}

/** What is left to post where moderation refuses the text, which is the prompt or an error most likely. */
export function renderBareResult(follow: Follow, name = shortJobId(follow.jobId)): Message {
  const speaker = speakerFor(follow);
  const head = bareHeadOf(follow, { attached: [], links: [] }, speaker);
  const spans = [...addressing(follow, speaker), ...headSpans(head, speaker)];
  const blocks = [
    line(...dotted([spans, tookPart(follow, speaker)])),
    line(...speaker.say("result.moderated-text")),
    smallPrint([jobPart(name, speaker), statusLink(follow, speaker)]),
    ...otherPeople(follow.requesters, speaker),
  ];
  const actions = resultActionsOf(follow, speaker);
  const summary = head.words;
  return message(blocks, { pings: follow.requesters, locale: speaker.locale, actions, summary });
}

/** Who stopped following knows; the others had asked, too. */
function renderForgotten(
  follow: Follow,
  by: string,
  { name, speaker }: { name: string; speaker: Speaker },
): Message {
  const others = follow.requesters.filter((userId) => userId !== by);
  const spans = speaker.say("result.forgotten", {
    person: mention(by),
    job: code(name),
    command: command("pika-status", follow.jobId),
  });
  const said = line(...firstPeople(others, speaker), " ", ...spans);
  const blocks = [said, ...otherPeople(others, speaker)];
  return message(blocks, { pings: others, locale: speaker.locale });
}

/** Whom the result is for. */
function addressing({ requesters }: Follow, speaker: Speaker): Span[] {
  return requesters.length === 0 ? [] : [...firstPeople(requesters, speaker), " "];
}

/** What comes below head and prompt. */
function bodyOf(outcome: Ended, { files, speaker }: Saying): Block[] {
  switch (outcome.kind) {
    case "completed":
      return [
        ...(outcome.attachments.length === 0 ? contentOf(outcome.content, speaker) : []),
        ...fileLines(files, speaker),
        ...moreFilesLine(outcome, speaker),
      ];
    case "failed":
    case "cancelled":
    case "moderated":
      return errorBox(outcome, speaker);
    case "gave-up":
      return [];
    case "unknown-job":
      return [line(...speaker.say("result.api-says")), quote(outcome.message)];
  }
}

const contentOf = (content: string | undefined, speaker: Speaker): Block[] =>
  content ? [line(...speaker.say("result.api-says")), quote(content)] : [];

/** What the head has no room for. */
function errorBox(
  { error, errorDetails }: { error?: string; errorDetails?: string },
  speaker: Speaker,
): Block[] {
  const texts = [shortReason(error) === undefined ? error : undefined, errorDetails];
  const text = texts.filter((each) => each?.trim()).join("\n");
  if (text === "") return [];
  const lines = cleanText(text).split("\n");
  const left = lines.length - MAX_BOX_LINES;
  const kept = left > 0 ? [...lines.slice(0, MAX_BOX_LINES), speaker.count("lines", left)] : lines;
  return [codeBlock(kept.join("\n"))];
}

/** Why a result is here that nobody here asked for. */
function originParts({ origin, sharedBy }: Follow, speaker: Speaker): Span[][] {
  return [
    sharedBy === undefined ? [] : speaker.say("result.shared-by", { person: mention(sharedBy) }),
    origin === "notification" ? speaker.say("list.by-notification") : [],
  ];
}

/** The way to the status message: not where the result is it, and not where the platform shows what it replies to. */
function statusLink(follow: Follow, speaker: Speaker): Span[] {
  const { statusMessage, delivery, channel } = follow;
  const isReply = channel.platform === "discord" && delivery !== "thread";
  if (!statusMessage?.url || delivery === "edit" || isReply) return [];
  return [link(statusMessage.url, speaker.text("result.see-status"))];
}
