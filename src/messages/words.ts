import type { Follow } from "../core/follow/follow.ts";
import type { JobFacts, Trouble } from "../core/job/job.ts";
import type { Outcome } from "../core/job/outcome.ts";
import { phrase, speakerOf, type Phrase, type Speaker } from "./phrases.ts";
import { cleanLine, cutText } from "../core/text.ts";

/** Speaks the language of a follow's messages, in its platform's terms. */
export const speakerFor = ({ locale, channel }: Pick<Follow, "locale" | "channel">): Speaker =>
  speakerOf(locale, channel.platform);

/** How a job's or a follow's situation is called: a symbol, so that colour is never needed, and words. */
export interface Situation {
  readonly symbol: string;
  readonly words: Phrase;
}

/** How a follow's situation is called wherever it is listed or shown. */
export function situationOf({ outcome, job }: Pick<Follow, "outcome" | "job">): Situation {
  return outcome ? OUTCOMES[outcome.kind] : runningSituation(job);
}

const OUTCOMES: Readonly<Record<Outcome["kind"], Situation>> = {
  completed: { symbol: "✅", words: phrase("status.completed") },
  failed: { symbol: "❌", words: phrase("status.failed") },
  cancelled: { symbol: "🚫", words: phrase("status.cancelled") },
  moderated: { symbol: "🛑", words: phrase("status.moderated") },
  "gave-up": { symbol: "⌛", words: phrase("status.gave-up") },
  "unknown-job": { symbol: "❓", words: phrase("status.unknown-job") },
  "retry-unknown": { symbol: "❓", words: phrase("status.unknown-job") },
  forgotten: { symbol: "👋", words: phrase("status.forgotten") },
};

/** How a running job's status is called. */
export function runningSituation(job: Pick<JobFacts, "status"> | undefined): Situation {
  switch (job?.status) {
    case undefined:
      return { symbol: "⏳", words: phrase("status.unasked") };
    case "created":
      return { symbol: "⏳", words: phrase("status.created") };
    case "started":
      return { symbol: "▶️", words: phrase("status.started") };
    case "progress":
      return { symbol: "▶️", words: phrase("status.progress") };
    default: {
      const status = cutText(cleanLine(job?.status ?? ""), 60);
      return { symbol: "▶️", words: phrase("status.running", { status }) };
    }
  }
}

/** What the trouble with the job API means for the people waiting. */
export const troublePhrase = (kind: Trouble["kind"]): Phrase => phrase(`trouble.${kind}`);

/** Why an outcome could not be brought into its channel; `undefined` if nobody has to be told. */
export function undeliveredPhrase({
  state,
  discardReason,
}: Pick<Follow, "state" | "discardReason">): Phrase | undefined {
  if (state !== "discarded" || discardReason === undefined) return undefined;
  if (QUIET_REASONS.has(discardReason)) return undefined;
  return UNDELIVERED.get(discardReason) ?? phrase("undelivered.rejected");
}

/** Nobody was left to tell, or nothing had ended. */
const QUIET_REASONS: ReadonlySet<string> = new Set(["forgotten", "not_ended", "notifications_off"]);
const UNDELIVERED: ReadonlyMap<string, Phrase> = new Map([
  ["channel_lost", phrase("undelivered.channel_lost")],
  ["message_lost", phrase("undelivered.message_lost")],
  ["forbidden", phrase("undelivered.forbidden")],
  ["text_refused", phrase("undelivered.text_refused")],
  ["channel_not_allowed", phrase("undelivered.channel_not_allowed")],
  ["too_late", phrase("undelivered.too_late")],
]);

/** How long a job took, in milliseconds, by the job API's own times where it told them; `undefined` if it did not end. */
export function tookMsOf({ outcome, job, createdAt, settledAt }: Follow): number | undefined {
  if (!outcome || UNENDED.has(outcome.kind)) return undefined;
  const from = job?.createdAt ?? createdAt;
  const to = (job?.createdAt && job.updatedAt) || settledAt || from;
  return to > from ? to - from : undefined;
}

/** The relay stopped looking: nobody knows how the job ended. */
const UNENDED: ReadonlySet<Outcome["kind"]> = new Set([
  "gave-up",
  "unknown-job",
  "forgotten",
  "retry-unknown",
]);
