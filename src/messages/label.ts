import { isUndelivered, type ToldReason } from "../core/follow/discard-reason.ts";
import type { Follow } from "../core/follow/follow.ts";
import type { JobFacts, SourceProblemKind } from "../core/job/job.ts";
import type { Outcome } from "../core/job/outcome.ts";
import type { LocalizedText } from "../core/localized-text.ts";
import { localized } from "./translator.ts";
import { cleanLine, cutText } from "../core/text.ts";

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
  "retry-unknown": { symbol: "❓", text: localized("status.unknown-job") },
  forgotten: { symbol: "👋", text: localized("status.forgotten") },
};

/** The label of a running job's status. `source`: the name of its source. */
export function runningLabel(job: Pick<JobFacts, "status"> | undefined, source: string): Label {
  switch (job?.status) {
    case undefined:
      return { symbol: "⏳", text: localized("status.unasked", { source }) };
    case "created":
      return { symbol: "⏳", text: localized("status.created") };
    case "started":
      return { symbol: "▶️", text: localized("status.started") };
    case "progress":
      return { symbol: "▶️", text: localized("status.progress") };
    default: {
      const status = cutText(cleanLine(job?.status ?? ""), 60);
      return { symbol: "▶️", text: localized("status.running", { status }) };
    }
  }
}

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
  } satisfies Readonly<Record<ToldReason, LocalizedText>>),
);
