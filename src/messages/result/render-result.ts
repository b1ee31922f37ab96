import { COMMAND_NAMES } from "../../core/command-names.ts";
import { PLATFORM_FACTS } from "../../core/channel/platform-facts.ts";
import type { Follow, MessageRef } from "../../core/follow/follow.ts";
import type { ResultFiles } from "./result-files.ts";
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
} from "../../core/message.ts";
import { toPublicOutcome } from "../../core/job/public-outcome.ts";
import { referenceInChannel } from "../../core/job/reference-in-channel.ts";
import { translatorOf, type Translator } from "../translator.ts";
import { cleanLine, cleanText, cutText } from "../../core/text.ts";
import { renderFileDetails, renderFileList, renderMoreFiles, onlyFileParts } from "./file-list.ts";
import { renderHeadline, summaryText } from "../headline.ts";
import { firstPeople, otherPeople, somePeople } from "../people.ts";
import { promptOf, promptQuote } from "../prompt.ts";
import { costPart, durationPart, jobPart, smallPrint } from "../small-print.ts";
import { resultButtons } from "../follow-buttons.ts";
import {
  bareHeadline,
  resultHeadline,
  shortReason,
  type EndedOutcome,
  type ResultRendering,
} from "./result-headline.ts";
import { renderRetryUnknown } from "./render-retry-unknown.ts";

/** Maximum length of alternative text on Discord; Slack's limit is larger. */
const MAX_ALT_TEXT = 1024;
const MAX_BOX_LINES = 10;

/** The text that goes with a file, for people who cannot see it. */
export function altTextOf(follow: Follow): string {
  const prompt = cleanLine(follow.job?.prompt ?? "");
  const translator = translatorOf(follow);
  return cutText(
    prompt === ""
      ? translator.text("result.alt-text", { source: follow.sourceName, job: follow.publicId })
      : prompt,
    MAX_ALT_TEXT,
  );
}

/**
 * The result as it is posted. It mentions all requesters and no one else, and states each fact once. `name`: the job's name
 * in its channel.
 */
export function renderResult(follow: Follow, files: ResultFiles, name = follow.publicId): Message {
  if (!follow.outcome) throw new TypeError("a result needs an outcome");
  const translator = translatorOf(follow);
  const outcome = toPublicOutcome(follow.outcome, follow, name);
  if (outcome.kind === "forgotten")
    return renderForgotten(follow, outcome.by, { name, translator });
  if (outcome.kind === "retry-unknown") return renderRetryUnknown(follow, { name, translator });
  const headline = resultHeadline(follow, outcome, { files, translator, name });
  const isOpen = headline.reason !== undefined || headline.sentence !== undefined;
  const took = durationPart(follow, translator);
  const spans = [...addressing(follow, translator), ...renderHeadline(headline, translator)];
  const blocks = [
    line(...(isOpen ? spans : dotted([spans, took]))),
    ...(outcome.kind === "unknown-job" ? [] : promptQuote(follow)),
    ...bodyOf(follow, outcome, { files, translator, name }),
    ...(follow.origin === "direct" ? [line(...translator.spans("result.sent-privately"))] : []),
    smallPrint([
      jobPart(name, translator),
      isOpen ? took : [],
      ...onlyFileParts(files, translator),
      costPart(follow, translator),
      ...originParts(follow, translator),
      statusLink(follow, translator),
    ]),
    ...otherPeople(follow.requesters, translator),
  ];
  const rest = headline.reason ?? (isOpen ? undefined : promptOf(follow));
  return message(blocks, {
    pings: follow.requesters,
    locale: translator.locale,
    actions: resultButtons(follow, translator),
    summary: summaryText(headline.text, rest, translator),
  });
}

/** The line below a status message that was edited into the result. Only this line notifies anyone. */
export function renderOneLine(follow: Follow, files: ResultFiles): Message {
  const translator = translatorOf(follow);
  const headline = bareHeadline(follow, files, translator);
  const url = follow.statusMessage?.url;
  const to = url === undefined ? [] : [link(url, translator.text("status.result"))];
  const spans = [...addressing(follow, translator), ...renderHeadline(headline, translator)];
  return message([line(...dotted([spans, to])), ...otherPeople(follow.requesters, translator)], {
    pings: follow.requesters,
    locale: translator.locale,
  });
}

/** A line in the channel that points to a result in a thread. It notifies no one: the result has. */
export function renderBroadcast(follow: Follow, { url }: MessageRef): Message {
  const translator = translatorOf(follow);
  const { requesters } = follow;
  const people = requesters.length === 0 ? [] : [...somePeople(requesters, translator), " "];
  const headline = renderHeadline(bareHeadline(follow, undefined, translator), translator);
  const to = url === undefined ? [] : [link(url, translator.text("status.result"))];
  const { locale } = translator;
  return message([line(...dotted([[...people, ...headline], to]))], { locale });
}

/** A later message of a result that does not fit into one message. Files count from 1. */
export function renderPart(
  follow: Follow,
  { from, count, files }: { from: number; count: number; files: ResultFiles },
  name = follow.publicId,
): Message {
  const translator = translatorOf(follow);
  const { attached, links, hiddenCount = 0 } = files;
  const to = from + attached.length + links.length + hiddenCount - 1;
  const values = { from: String(from), count: String(count), job: code(name) };
  const title =
    to === from
      ? translator.spans("result.part-one", values)
      : translator.spans("result.part", { ...values, to: String(to) });
  return message([line(...title), ...renderFileDetails(files, { follow, translator })], {
    locale: translator.locale,
  });
}

/** The result without outside text, in case moderation refuses the message because of the prompt or an error. */
export function renderBareResult(follow: Follow, name = follow.publicId): Message {
  const translator = translatorOf(follow);
  const headline = bareHeadline(follow, { attached: [], links: [] }, translator);
  const spans = [...addressing(follow, translator), ...renderHeadline(headline, translator)];
  const blocks = [
    line(...dotted([spans, durationPart(follow, translator)])),
    line(...translator.spans("result.moderated-text")),
    smallPrint([jobPart(name, translator), statusLink(follow, translator)]),
    ...otherPeople(follow.requesters, translator),
  ];
  const actions = resultButtons(follow, translator);
  const summary = headline.text;
  return message(blocks, { pings: follow.requesters, locale: translator.locale, actions, summary });
}

/** Tells the other requesters. The person who stopped the follow knows. */
function renderForgotten(
  follow: Follow,
  by: string,
  { name, translator }: { name: string; translator: Translator },
): Message {
  const others = follow.requesters.filter((userId) => userId !== by);
  const spans = translator.spans("result.forgotten", {
    person: mention(by),
    job: code(name),
    command: command(COMMAND_NAMES.status, referenceInChannel(follow, name)),
  });
  const said = line(...firstPeople(others, translator), " ", ...spans);
  const blocks = [said, ...otherPeople(others, translator)];
  return message(blocks, { pings: others, locale: translator.locale });
}

/** The requesters, before the headline. */
function addressing({ requesters }: Follow, translator: Translator): Span[] {
  return requesters.length === 0 ? [] : [...firstPeople(requesters, translator), " "];
}

/** The blocks below headline and prompt. */
function bodyOf(
  follow: Follow,
  outcome: EndedOutcome,
  { files, translator }: ResultRendering,
): Block[] {
  const source = follow.sourceName;
  const apiSays = (): Block => line(...translator.spans("result.api-says", { source }));
  switch (outcome.kind) {
    case "completed":
      return [
        ...(outcome.attachments.length === 0 && outcome.content
          ? [apiSays(), quote(outcome.content)]
          : []),
        ...renderFileList(files, { follow, translator }),
        ...renderMoreFiles(outcome, translator),
      ];
    case "failed":
    case "cancelled":
    case "moderated":
      return errorBox(outcome, translator);
    case "gave-up":
    case "quarantined":
      return [];
    case "unknown-job":
      return [apiSays(), quote(outcome.message)];
  }
}

/** The part of an error that the headline has no room for. */
function errorBox(
  { error, errorDetails }: { error?: string; errorDetails?: string },
  translator: Translator,
): Block[] {
  const texts = [shortReason(error) === undefined ? error : undefined, errorDetails];
  const text = texts.filter((each) => each?.trim()).join("\n");
  if (text === "") return [];
  const lines = cleanText(text).split("\n");
  const left = lines.length - MAX_BOX_LINES;
  const kept =
    left > 0 ? [...lines.slice(0, MAX_BOX_LINES), translator.count("lines", left)] : lines;
  return [codeBlock(kept.join("\n"))];
}

/** Why there is a result that no one in this channel asked for. */
function originParts({ origin, sharedBy }: Follow, translator: Translator): Span[][] {
  return [
    sharedBy === undefined
      ? []
      : translator.spans("result.shared-by", { person: mention(sharedBy) }),
    origin === "notification" ? translator.spans("list.by-notification") : [],
  ];
}

/** A link to the status message, unless the result is in it, or the platform shows what the result replies to. */
function statusLink(follow: Follow, translator: Translator): Span[] {
  const { statusMessage, delivery, channel } = follow;
  const { repliesShowTheirTarget } = PLATFORM_FACTS[channel.platform];
  const isShown = repliesShowTheirTarget && delivery !== "thread";
  if (!statusMessage?.url || delivery === "edit" || isShown) return [];
  return [link(statusMessage.url, translator.text("result.see-status"))];
}
