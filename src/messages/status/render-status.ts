import { COMMAND_NAMES } from "../../core/command-names.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { toShownPercent } from "../../core/job/job.ts";
import {
  command,
  dotted,
  line,
  link,
  mention,
  message,
  strong,
  time,
  type Block,
  type Message,
  type Span,
} from "../../core/message.ts";
import type { LocalizedText } from "../../core/localized-text.ts";
import { translatorOf, type Translator } from "../translator.ts";
import { statusButtons } from "../follow-buttons.ts";
import { summaryText } from "../headline.ts";
import { keptFilesLine } from "./kept-files-line.ts";
import { somePeople } from "../people.ts";
import { promptOf, promptQuote } from "../prompt.ts";
import { durationPart, jobPart, smallPrint } from "../small-print.ts";
import { followLabel, progressText, sourceProblemText, undeliveredText } from "./label.ts";

const BAR_LENGTH = 10;

/** Details of a status message that are not part of its follow. */
export interface StatusDetails {
  /** The job's name in its channel. Default: its public id. */
  readonly name?: string;
  /** Why a settled follow's result could not be posted yet; absent if nothing is in the way. */
  readonly delayReason?: LocalizedText | undefined;
  /** How long the job API keeps a job's files after its end, in milliseconds; absent if that is not known. */
  readonly mediaKeptMs?: number | undefined;
}

/** The status message of a follow. It pings no one. */
export function renderStatus(
  follow: Follow,
  { name = follow.publicId, delayReason, mediaKeptMs }: StatusDetails = {},
): Message {
  const translator = translatorOf(follow);
  const blocks = [
    headline(follow, translator),
    // The result shows the prompt.
    ...(follow.state === "delivered" ? [] : promptQuote(follow)),
    ...warnings(follow, delayReason, translator),
    ...(follow.state === "settled" && delayReason
      ? keptFilesLine(follow, mediaKeptMs, translator)
      : []),
    smallPrint([
      ...(undeliveredText(follow) ? [whereItIs(follow, translator)] : []),
      jobPart(name, translator),
      ...circumstances(follow, translator),
    ]),
  ];
  const summary = summarise(follow, translator);
  return message(blocks, {
    actions: statusButtons(follow, translator),
    locale: translator.locale,
    summary,
  });
}

/** A result as the new text of its status message: it pings no one, and keeps the buttons of the status message. */
export function renderInStatus(follow: Follow, result: Message): Message {
  const actions = statusButtons(follow, translatorOf(follow));
  return { ...result, pings: [], actions };
}

function headline(follow: Follow, translator: Translator): Block {
  const { symbol, text } = followLabel(follow);
  const title = translator.spansOf(text).map(toStrong);
  const url = follow.resultMessage?.url;
  const parts = [
    title,
    progressOf(follow, translator),
    usualEndOf(follow, translator),
    durationPart(follow, translator),
    url === undefined ? [] : [link(url, translator.text("status.result"))],
  ];
  return line(`${symbol} `, ...dotted(parts));
}

const toStrong = (span: Span): Span => (typeof span === "string" ? strong(span) : span);

/** How far a running job is. Before its percentage there is a bar, which reads the same without colour. */
function progressOf({ state, job }: Follow, translator: Translator): Span[] {
  const text = state === "pending" && job ? progressText(job, translator) : undefined;
  if (text === undefined) return [];
  const percent = toShownPercent(job?.percent);
  if (percent === undefined) return [text];
  const full = Math.round((percent / 100) * BAR_LENGTH);
  return [`${"▰".repeat(full)}${"▱".repeat(BAR_LENGTH - full)} ${text}`];
}

/** When a running job usually ends. In times of day, which stay true without an edit. */
function usualEndOf({ state, usualEnd }: Follow, translator: Translator): Span[] {
  if (state !== "pending" || !usualEnd) return [];
  const { from, to } = usualEnd;
  return translator.spans("status.usual-end", { from: time(from, "time"), to: time(to, "time") });
}

function summarise(follow: Follow, translator: Translator): string {
  const words = translator.textOf(followLabel(follow).text);
  const { state, job } = follow;
  const progress = state === "pending" && job ? progressText(job, translator) : undefined;
  const head = progress === undefined ? words : `${words} · ${progress}`;
  return summaryText(head, promptOf(follow), translator);
}

/** Warnings and explanations. */
function warnings(
  follow: Follow,
  delayReason: LocalizedText | undefined,
  translator: Translator,
): Block[] {
  const { outcome, state, trouble, sourceName } = follow;
  const blocks: Block[] = [];
  if (state === "pending" && trouble)
    blocks.push(line("⚠️ ", ...translator.spansOf(sourceProblemText(trouble, sourceName))));
  if (state === "settled" && delayReason)
    blocks.push(line("⚠️ ", ...translator.spansOf(delayReason)));
  if (outcome?.kind === "forgotten")
    blocks.push(line(...translator.spans("status.forgotten-by", { person: mention(outcome.by) })));
  const undelivered = undeliveredText(follow);
  if (undelivered) {
    const key = outcome?.kind === "completed" ? "status.undelivered" : "status.undelivered-bad";
    blocks.push(line("⚠️ ", ...translator.spans(key, { reason: translator.spansOf(undelivered) })));
  }
  return blocks;
}

const whereItIs = ({ sentTo }: Follow, translator: Translator): Span[] =>
  sentTo
    ? translator.spans("status.sent-privately", { person: mention(sentTo) })
    : translator.spans("status.kept", { command: command(COMMAND_NAMES.jobs) });

function circumstances(follow: Follow, translator: Translator): Span[][] {
  const { requesters, state, job } = follow;
  const people = somePeople(requesters, translator);
  // Not the time of the command: the job was submitted earlier.
  const submittedAt = state === "pending" ? job?.createdAt : undefined;
  return [
    people.length === 0 ? [] : translator.spans("list.asked-by", { people }),
    submittedAt === undefined
      ? []
      : translator.spans("status.submitted", { when: time(submittedAt, "relative") }),
  ];
}
