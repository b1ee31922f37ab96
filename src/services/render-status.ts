import type { Follow } from "../core/follow.ts";
import { toShownPercent } from "../core/job.ts";
import {
  code,
  command,
  dotted,
  line,
  link,
  mention,
  message,
  quote,
  strong,
  time,
  type Action,
  type Block,
  type Message,
  type Span,
} from "../core/message.ts";
import type { Phrase, Speaker } from "../core/phrases.ts";
import type { PollSchedule } from "../core/poll-schedule.ts";
import { cleanLine, cutText } from "../core/text.ts";
import { situationOf, speakerFor, tookMsOf, troublePhrase, undeliveredPhrase } from "./words.ts";

/** Prompts are long; the status message is to be taken in at a glance. */
const MAX_PROMPT = 300;
const BAR_LENGTH = 10;

/** What a status message says of the relay itself. Times in milliseconds. */
export interface Promises {
  readonly poll: PollSchedule;
  readonly giveUpAfterMs: number;
}

/** Why a settled follow's result is not posted yet, where it could not be. */
interface HoldUp {
  readonly holdUp?: Phrase | undefined;
}

/** The status message of a follow: one quiet message that shows where the job stands and pings nobody. */
export function renderStatus(follow: Follow, promises: Promises & HoldUp): Message {
  const speaker = speakerFor(follow);
  const blocks = [
    headline(follow, speaker),
    jobLine(follow, speaker),
    ...promptOf(follow),
    peopleLine(follow, speaker),
    ...(follow.state === "pending" ? waitingLines(follow, promises, speaker) : []),
    ...holdUpLines(follow, promises, speaker),
    ...endLines(follow, speaker),
  ];
  return message(blocks, { actions: actionsOf(follow, speaker), locale: speaker.locale });
}

/** What becomes of a status message that its result appears in: it is quiet, and keeps what can be done with it. */
export function renderInStatus(follow: Follow, result: Message): Message {
  const actions = actionsOf(follow, speakerFor(follow));
  return { ...result, pings: [], actions };
}

function headline(follow: Follow, speaker: Speaker): Block {
  const { symbol, words } = situationOf(follow);
  const percent = follow.state === "pending" ? toShownPercent(follow.job?.percent) : undefined;
  const title = speaker.sayPhrase(words).map(toStrong);
  const parts = [title, percent === undefined ? [] : [progressBar(percent, speaker)]];
  return line(`${symbol} `, ...dotted(parts));
}

const toStrong = (span: Span): Span => (typeof span === "string" ? strong(span) : span);

/** A bar that reads the same without colour, and says its number. */
function progressBar(percent: number, speaker: Speaker): string {
  const full = Math.round((percent / 100) * BAR_LENGTH);
  const bar = "▰".repeat(full) + "▱".repeat(BAR_LENGTH - full);
  return `${bar} ${speaker.text("unit.percent", { n: String(percent) })}`;
}

function jobLine(follow: Follow, speaker: Speaker): Block {
  const job = speaker.say("status.job", { job: code(follow.jobId) });
  return line(...dotted([job, follow.job?.verb ? [code(follow.job.verb)] : []]));
}

function promptOf({ job }: Follow): Block[] {
  if (!job?.prompt) return [];
  const prompt = cleanLine(job.prompt);
  const cut = cutText(prompt, MAX_PROMPT);
  return [quote(cut === prompt ? prompt : `${cut}…`)];
}

function peopleLine(follow: Follow, speaker: Speaker): Block {
  const people = speaker.list(follow.requesters.map(mention));
  const since = follow.job?.createdAt ?? follow.createdAt;
  const tookMs = tookMsOf(follow);
  const elapsed =
    follow.state === "pending"
      ? speaker.say("status.submitted", { when: time(since, "relative") })
      : tookMs !== undefined && speaker.say("status.took", { duration: speaker.duration(tookMs) });
  return line(...dotted([speaker.say("status.asked-by", { people }), elapsed || []]));
}

function waitingLines(
  follow: Follow,
  { poll, giveUpAfterMs }: Promises,
  speaker: Speaker,
): Block[] {
  const when = time(follow.createdAt + giveUpAfterMs, "date-time");
  const from = speaker.duration(poll.intervalMs);
  const to = speaker.duration(poll.maxIntervalMs);
  const asked =
    from === to
      ? speaker.say("status.asked-every", { interval: from, when })
      : speaker.say("status.asked-between", { from, to, when });
  const limit = follow.uploadLimitBytes;
  return [
    line(...asked),
    ...(limit ? [line(...speaker.say("status.upload-limit", { size: speaker.size(limit) }))] : []),
    ...(follow.trouble ? [line("⚠️ ", ...speaker.sayPhrase(troublePhrase(follow.trouble)))] : []),
  ];
}

const holdUpLines = ({ state }: Follow, { holdUp }: HoldUp, speaker: Speaker): Block[] =>
  state === "settled" && holdUp ? [line("⚠️ ", ...speaker.sayPhrase(holdUp))] : [];

function endLines(follow: Follow, speaker: Speaker): Block[] {
  const { outcome, resultMessage, sentTo } = follow;
  const blocks: Block[] = [];
  if (outcome?.kind === "forgotten")
    blocks.push(line(...speaker.say("status.forgotten-by", { person: mention(outcome.by) })));
  const undelivered = undeliveredPhrase(follow);
  if (undelivered) {
    const key = outcome?.kind === "completed" ? "status.undelivered" : "status.undelivered-bad";
    blocks.push(line("⚠️ ", ...speaker.say(key, { reason: speaker.sayPhrase(undelivered) })));
    blocks.push(
      sentTo
        ? line(...speaker.say("status.sent-privately", { person: mention(sentTo) }))
        : line(...speaker.say("status.kept", { command: command("pika-jobs") })),
    );
  }
  if (resultMessage?.url) blocks.push(line(link(resultMessage.url, speaker.text("status.result"))));
  return blocks;
}

/**
 * What people can do with a result that answers no status message: what one would offer, as far as it is for everybody
 * who sees the result. Who gets it privately has no channel there to share it into.
 */
export function resultActionsOf(follow: Follow, speaker: Speaker): Action[] {
  if (follow.statusMessage) return [];
  const names = new Set<string>();
  if (follow.origin !== "direct") names.add("share");
  if (follow.requesters.length > 0) names.add("retry");
  return actionsOf(follow, speaker).filter(({ name }) => names.has(name));
}

function actionsOf(follow: Follow, speaker: Speaker): Action[] {
  const button = (name: string, label: string, rest: { style?: "primary" | "danger" } = {}) =>
    ({ kind: "button", name, argument: follow.id, label, ...rest }) as const;
  const { state, outcome, job } = follow;
  if (state === "pending")
    return [
      button("refresh", speaker.text("button.refresh")),
      button("stop", speaker.text("button.stop")),
    ];
  if (outcome?.kind === "forgotten") return [];
  return [
    ...(undeliveredPhrase(follow)
      ? [button("try-again", speaker.text("button.try-again"), { style: "primary" })]
      : []),
    ...(outcome?.kind === "gave-up" || outcome?.kind === "unknown-job"
      ? []
      : [button("share", speaker.text("button.share"))]),
    ...(job?.isRetryable ? [button("retry", speaker.text("button.retry"))] : []),
  ];
}
