import { z } from "zod";
import type { Attachment, JobPhase } from "../../../core/job/job.ts";
import { markUnsafe } from "../../../core/source/mark-unsafe.ts";
import { toText } from "../../../core/source/texts.ts";
import { toAttachments, type FilePlace } from "./attachments.ts";
import type { OutcomeRules, SourceDescription } from "../format/description.ts";
import { evaluate } from "../format/expression.ts";

/** Whether a condition holds. As in JMESPath, an empty text, list or object does not. */
function holds(expression: string | undefined, body: unknown): boolean {
  const value = evaluate(expression, body);
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== false && value !== "";
}

/** The phase that a status word, or without one a condition, says. `undefined` if neither says anything. */
export function toPhase(
  { words, when }: SourceDescription["answer"],
  word: string | undefined,
  body: unknown,
): JobPhase | undefined {
  const phase = word === undefined ? phaseWithoutWord(when, body) : phaseOf(words, word);
  const hasEnded = phase === "completed" || phase === "failed" || word === undefined;
  return hasEnded && holds(when.moderated, body) ? "moderated" : phase;
}

const phaseWithoutWord = (when: OutcomeRules["when"], body: unknown): JobPhase | undefined =>
  (["failed", "cancelled", "completed"] as const).find((phase) => holds(when[phase], body));

/** The phase that a word stands for; `undefined` if the description does not know the word. */
export const phaseOf = (
  words: SourceDescription["answer"]["words"],
  word: string,
): JobPhase | undefined =>
  (["running", "completed", "failed", "cancelled", "moderated"] as const).find((phase) =>
    words[phase].includes(word),
  );

/** The files of a completed job, and why a job has ended badly. */
export interface Outcome {
  readonly phase: JobPhase;
  readonly attachments: readonly Attachment[];
  readonly error: string | undefined;
  readonly errorDetails: string | undefined;
}

/** What an answer says of a job in a phase. Only a completed job has files: what is there before may be a part of one. */
export const toOutcome = (
  rules: OutcomeRules,
  { phase, body, place }: { phase: JobPhase; body: unknown; place: FilePlace },
): Outcome => ({
  phase,
  attachments: phase === "completed" ? filesOf(rules, body, place) : [],
  error: phase === "running" ? undefined : toText(evaluate(rules.error, body)),
  errorDetails: phase === "running" ? undefined : toText(evaluate(rules.details, body)),
});

function filesOf(rules: OutcomeRules, body: unknown, place: FilePlace): Attachment[] {
  const files = toAttachments(evaluate(rules.files, body), place);
  const flags = flagsSchema.safeParse(evaluate(rules.unsafe, body)).data;
  return flags ? markUnsafe(files, flags) : files;
}

const flagsSchema = z.union([z.array(z.boolean()), z.boolean().transform((flag) => [flag])]);

/** The outcome that a second answer gives a job that has completed by the first one; `undefined` if it is not the result. */
export function toResultOutcome(
  rules: OutcomeRules,
  body: unknown,
  place: FilePlace,
): Outcome | undefined {
  const told = holds(rules.when.moderated, body) ? "moderated" : phaseWithoutWord(rules.when, body);
  const phase = told ?? (rules.when.completed === undefined ? "completed" : undefined);
  return phase && toOutcome(rules, { phase, body, place });
}
