import { isUndelivered, type ToldReason } from "../../core/follow/discard-reason.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { toShownPercent, type JobFacts, type SourceProblemKind } from "../../core/job/job.ts";
import type { Outcome } from "../../core/job/outcome.ts";
import type { LocalizedText } from "../../core/localized-text.ts";
import { localized, type Translator } from "../translator.ts";
import { cleanLine, cutText } from "../../core/text.ts";

/** Label for a job's or a follow's state: a symbol (so colour is never the only cue) and a phrase. */
export interface Label {
  readonly symbol: string;
  readonly text: LocalizedText;
}

/** The label of a follow, by its outcome, or by its job's status if there is none yet. */
export function followLabel({
  outcome,
  job,
  sourceName,
}: Pick<Follow, "outcome" | "job" | "sourceName">): Label {
  return outcome ? OUTCOMES[outcome.kind] : runningLabel(job, sourceName);
}

const OUTCOMES: Readonly<Record<Outcome["kind"], Label>> = {
  completed: { symbol: "✅", text: localized("status.completed") },
  failed: { symbol: "❌", text: localized("status.failed") },
  cancelled: { symbol: "🚫", text: localized("status.cancelled") },
  moderated: { symbol: "🛑", text: localized("status.moderated") },
  "gave-up": { symbol: "⌛", text: localized("status.gave-up") },
  "unknown-job": { symbol: "❓", text: localized("status.unknown-job") },
  quarantined: { symbol: "⚠️", text: localized("status.quarantined") },
  "retry-unknown": { symbol: "❓", text: localized("status.unknown-job") },
  forgotten: { symbol: "👋", text: localized("status.forgotten") },
};

/** The label of a running job's status. `source`: the name of its source. */
export function runningLabel(
  job: Pick<JobFacts, "status" | "queuePosition"> | undefined,
  source: string,
): Label {
  if (!job) return { symbol: "⏳", text: localized("status.unasked", { source }) };
  const word = job.status.toLowerCase();
  const known = RUNNING.find(({ words }) => words.has(word));
  if (known) return known.label;
  if (job.queuePosition !== undefined) return QUEUED;
  const status = cutText(cleanLine(job.status), 60);
  return { symbol: "▶️", text: localized("status.running", { status }) };
}

/** How far a running job is: its progress or its place in the queue; `undefined` if the API tells neither. */
export function progressText(
  { queuePosition, percent }: Pick<JobFacts, "queuePosition" | "percent">,
  translator: Translator,
): string | undefined {
  const shown = toShownPercent(percent);
  if (shown !== undefined) return translator.percent(shown);
  if (queuePosition === undefined) return undefined;
  return queuePosition === 0
    ? translator.text("status.next")
    : translator.count("ahead", queuePosition);
}

const QUEUED: Label = { symbol: "⏳", text: localized("status.created") };

/** The job APIs' own words for a running job, in lower case, and what each means to people. */
const RUNNING: readonly { readonly words: ReadonlySet<string>; readonly label: Label }[] = [
  {
    words: new Set(
      "created queued pending in_queue waiting queuing queueing submitted preparing throttled".split(
        " ",
      ),
    ),
    label: QUEUED,
  },
  {
    words: new Set(["started", "starting"]),
    label: { symbol: "▶️", text: localized("status.started") },
  },
  {
    words: new Set(["progress", "in_progress", "running", "processing", "generating", "dreaming"]),
    label: { symbol: "▶️", text: localized("status.progress") },
  },
];

/** What a problem with the job API means for the people waiting. `source`: the name of the API. */
export const sourceProblemText = (kind: SourceProblemKind, source: string): LocalizedText =>
  localized(`trouble.${kind}`, { source });

/** Why a follow's outcome could not be posted; `undefined` if it was posted, or if no one has to know. */
export function undeliveredText(
  follow: Pick<Follow, "state" | "discardReason">,
): LocalizedText | undefined {
  if (!isUndelivered(follow)) return undefined;
  return UNDELIVERED.get(follow.discardReason ?? "") ?? localized("undelivered.rejected");
}

const UNDELIVERED: ReadonlyMap<string, LocalizedText> = new Map(
  Object.entries({
    channel_lost: localized("undelivered.channel_lost"),
    message_lost: localized("undelivered.message_lost"),
    forbidden: localized("undelivered.forbidden"),
    text_refused: localized("undelivered.text_refused"),
    rejected: localized("undelivered.rejected"),
    too_large: localized("undelivered.rejected"),
    channel_not_allowed: localized("undelivered.channel_not_allowed"),
    too_late: localized("undelivered.too_late"),
    quarantined: localized("undelivered.quarantined"),
  } satisfies Readonly<Record<ToldReason, LocalizedText>>),
);
