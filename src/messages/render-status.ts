import type { Follow } from "../core/follow/follow.ts";
import { toShownPercent } from "../core/job/job.ts";
import {
  command,
  dotted,
  line,
  link,
  mention,
  message,
  strong,
  time,
  type Action,
  type Block,
  type Button,
  type Message,
  type Span,
} from "../core/message.ts";
import { shortJobId } from "../core/job/job-name.ts";
import type { Phrase, Speaker } from "./phrases.ts";
import {
  jobPart,
  promptOf,
  promptQuote,
  smallPrint,
  somePeople,
  summaryOf,
  tookPart,
} from "./message-parts.ts";
import { situationOf, speakerFor, troublePhrase, undeliveredPhrase } from "./words.ts";

const BAR_LENGTH = 10;

/** What a status message says beside its follow. */
export interface StatusDetails {
  /** What the job is called in its channel; its short id unless told. */
  readonly name?: string;
  /** Why a settled follow's result is not posted yet, where it could not be. */
  readonly holdUp?: Phrase | undefined;
}

/** The status message of a follow: one quiet message that shows where the job stands and pings nobody. */
export function renderStatus(
  follow: Follow,
  { name = shortJobId(follow.jobId), holdUp }: StatusDetails = {},
): Message {
  const speaker = speakerFor(follow);
  const blocks = [
    headline(follow, speaker),
    // The result has it.
    ...(follow.state === "delivered" ? [] : promptQuote(follow)),
    ...warnings(follow, holdUp, speaker),
    smallPrint([
      ...(undeliveredPhrase(follow) ? [whereItIs(follow, speaker)] : []),
      jobPart(name, speaker),
      ...circumstances(follow, speaker),
    ]),
  ];
  const summary = summarise(follow, speaker);
  return message(blocks, { actions: actionsOf(follow, speaker), locale: speaker.locale, summary });
}

/** What becomes of a status message that its result appears in: it is quiet, and keeps what can be done with it. */
export function renderInStatus(follow: Follow, result: Message): Message {
  const actions = actionsOf(follow, speakerFor(follow));
  return { ...result, pings: [], actions };
}

function headline(follow: Follow, speaker: Speaker): Block {
  const { symbol, words } = situationOf(follow);
  const title = speaker.sayPhrase(words).map(toStrong);
  const percent = percentOf(follow);
  const url = follow.resultMessage?.url;
  const parts = [
    title,
    percent === undefined ? [] : [progressBar(percent, speaker)],
    tookPart(follow, speaker),
    url === undefined ? [] : [link(url, speaker.text("status.result"))],
  ];
  return line(`${symbol} `, ...dotted(parts));
}

const toStrong = (span: Span): Span => (typeof span === "string" ? strong(span) : span);

const percentOf = ({ state, job }: Follow): number | undefined =>
  state === "pending" ? toShownPercent(job?.percent) : undefined;

const percentText = (percent: number, speaker: Speaker): string =>
  speaker.text("unit.percent", { n: String(percent) });

/** A bar that reads the same without colour, and says its number. */
function progressBar(percent: number, speaker: Speaker): string {
  const full = Math.round((percent / 100) * BAR_LENGTH);
  const bar = "▰".repeat(full) + "▱".repeat(BAR_LENGTH - full);
  return `${bar} ${percentText(percent, speaker)}`;
}

function summarise(follow: Follow, speaker: Speaker): string {
  const words = speaker.textOf(situationOf(follow).words);
  const percent = percentOf(follow);
  const head = percent === undefined ? words : `${words} · ${percentText(percent, speaker)}`;
  return summaryOf(head, promptOf(follow), speaker);
}

/** Warnings and explanations. */
function warnings(follow: Follow, holdUp: Phrase | undefined, speaker: Speaker): Block[] {
  const { outcome, state, trouble } = follow;
  const blocks: Block[] = [];
  if (state === "pending" && trouble)
    blocks.push(line("⚠️ ", ...speaker.sayPhrase(troublePhrase(trouble))));
  if (state === "settled" && holdUp) blocks.push(line("⚠️ ", ...speaker.sayPhrase(holdUp)));
  if (outcome?.kind === "forgotten")
    blocks.push(line(...speaker.say("status.forgotten-by", { person: mention(outcome.by) })));
  const undelivered = undeliveredPhrase(follow);
  if (undelivered) {
    const key = outcome?.kind === "completed" ? "status.undelivered" : "status.undelivered-bad";
    blocks.push(line("⚠️ ", ...speaker.say(key, { reason: speaker.sayPhrase(undelivered) })));
  }
  return blocks;
}

const whereItIs = ({ sentTo }: Follow, speaker: Speaker): Span[] =>
  sentTo
    ? speaker.say("status.sent-privately", { person: mention(sentTo) })
    : speaker.say("status.kept", { command: command("pika-jobs") });

function circumstances(follow: Follow, speaker: Speaker): Span[][] {
  const { requesters, state, job } = follow;
  const people = somePeople(requesters, speaker);
  // The time of the command is not when the job was submitted.
  const submittedAt = state === "pending" ? job?.createdAt : undefined;
  return [
    people.length === 0 ? [] : speaker.say("list.asked-by", { people }),
    submittedAt === undefined
      ? []
      : speaker.say("status.submitted", { when: time(submittedAt, "relative") }),
  ];
}

/**
 * The buttons of a result. With a status message, only *Run again*, of a failed job. Without one, *Share…*, except in a
 * result that was sent privately, and *Run again*, if a person asked for the job.
 */
export function resultActionsOf(follow: Follow, speaker: Speaker): Action[] {
  const names = new Set<string>();
  if (!follow.statusMessage && follow.origin !== "direct") names.add("share");
  if (follow.requesters.length > 0 && (!follow.statusMessage || isFailed(follow)))
    names.add("retry");
  return actionsOf(follow, speaker).filter(({ name }) => names.has(name));
}

const isFailed = ({ outcome }: Follow): boolean => outcome?.kind === "failed";

/** At most three, the most urgent first. */
function actionsOf(follow: Follow, speaker: Speaker): Action[] {
  const button = (name: string, label: string, isPrimary = false): Button => {
    const style = isPrimary ? { style: "primary" as const } : {};
    return { kind: "button", name, argument: follow.id, label, ...style };
  };
  const { state, outcome, job } = follow;
  if (state === "pending")
    return [
      button("refresh", speaker.text("button.refresh")),
      button("stop", speaker.text("button.stop")),
    ];
  if (outcome?.kind === "forgotten") return [];
  const isMissing = undeliveredPhrase(follow) !== undefined;
  const isShareable = outcome?.kind !== "gave-up" && outcome?.kind !== "unknown-job";
  return [
    ...(isMissing ? [button("try-again", speaker.text("button.try-again"), true)] : []),
    ...(isShareable ? [button("share", speaker.text("button.share"))] : []),
    ...(job?.isRetryable
      ? [button("retry", speaker.text("button.retry"), isFailed(follow) && !isMissing)]
      : []),
  ];
}
