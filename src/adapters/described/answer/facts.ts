import type { JobFacts, JobPhase } from "../../../core/job/job.ts";
import { fractionToPercent } from "../../../core/source/percent.ts";
import { toText, toWord } from "../../../core/source/texts.ts";
import type { SourceDescription } from "../format/description.ts";
import { evaluate } from "../format/expression.ts";
import { toNumber } from "./to-number.ts";

/** What a status message shows of a job, as far as its answer says it. */
export function toFacts(
  rules: SourceDescription["answer"],
  { body, phase, status }: { body: unknown; phase: JobPhase; status: string },
): JobFacts {
  const isRunning = phase === "running";
  const percent = isRunning
    ? toPercent(evaluate(rules.percent, body), rules.percentMax)
    : undefined;
  const ahead = isRunning ? toNumber(evaluate(rules.queuePosition, body)) : undefined;
  const amount = toNumber(evaluate(rules.cost?.amount, body));
  return {
    status,
    model: toWord(toText(evaluate(rules.model, body))),
    prompt: toText(evaluate(rules.prompt, body)),
    percent,
    queuePosition: Number.isSafeInteger(ahead) ? ahead : undefined,
    ...(rules.cost && amount !== undefined && { cost: { amount, unit: rules.cost.unit } }),
  };
}

function toPercent(value: unknown, max: number): number | undefined {
  const part = toNumber(value);
  return part === undefined ? undefined : fractionToPercent(part / max);
}
