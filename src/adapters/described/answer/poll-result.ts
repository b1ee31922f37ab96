import type { Job, PollResult } from "../../../core/job/job.ts";
import type { ApiAnswer } from "../../../core/ports/api-client.ts";
import { isOk, toRefusal } from "../../../core/source/refusal.ts";
import { toMessage, toText, toWord } from "../../../core/source/texts.ts";
import type { SourceDescription } from "../format/description.ts";
import { evaluate } from "../format/expression.ts";
import { toFacts } from "./facts.ts";
import { phaseOf, toOutcome, toPhase, toResultOutcome } from "./outcome.ts";
import { readAnswer } from "./read-answer.ts";
import { toNumber } from "./to-number.ts";

/** What an answer is read with. */
export interface ReadContext {
  readonly description: SourceDescription;
  readonly jobId: string;
  /** The API's own id of the job. */
  readonly ownId: string;
  /** The origin that was asked. */
  readonly origin: string;
}

type FoundJob = Extract<PollResult, { kind: "job" }>;

/** The answer to the first request: a job has with it the values of the second request's path, by name. */
export type StatusResult =
  | Exclude<PollResult, FoundJob>
  | (FoundJob & { readonly values: Readonly<Record<string, string | undefined>> });

/** The answer to the first request. */
export function toStatusResult(answer: ApiAnswer, context: ReadContext): StatusResult {
  const { answer: rules, status, result } = context.description;
  const isRunning = status.runningOn.includes(answer.status);
  const isBlank = isRunning && answer.text === "";
  const body = isBlank ? {} : readAnswer(answer.text, rules.json);
  if (!isOk(answer) && !(isRunning && body))
    return toOwnRefusal(answer.status, answer, { body, rules });
  if (!body) return { kind: "not-understood" };
  const code = toNumber(evaluate(rules.code, body)) ?? 0;
  if (code >= 400 && !isRunning) return toOwnRefusal(code, answer, { body, rules });
  const id = toIdentity(evaluate(rules.id, body));
  // The status of another job must never end this one.
  if (id !== undefined && id !== context.ownId) return { kind: "not-understood" };
  const word = toIdentity(evaluate(rules.status, body));
  const phase = toPhase(rules, word, body);
  if (phase === undefined && word === undefined && id === undefined && !isRunning)
    return { kind: "not-understood", message: toMessage(evaluate(rules.message, body)) };
  const job = toJob(context, { body, word, phase: phase ?? "running" });
  const values = Object.entries(result?.with ?? {}).map(([name, expression]) => [
    name,
    toIdentity(evaluate(expression, body)),
  ]);
  return { kind: "job", job, values: Object.fromEntries(values) };
}

/** The answer to the second request, for a job that has completed by the first one. */
export function toFinalResult(
  answer: ApiAnswer,
  {
    job,
    rules,
    context,
  }: {
    readonly job: Job;
    readonly rules: NonNullable<SourceDescription["result"]>;
    readonly context: ReadContext;
  },
): PollResult {
  const { description, origin } = context;
  const { download } = description;
  const body = readAnswer(answer.text, rules.json);
  if (!isOk(answer)) {
    const refusal = toOwnRefusal(answer.status, answer, { body, rules: description.answer });
    // The job itself is known.
    return refusal.kind === "not-found" ? { ...refusal, kind: "not-understood" } : refusal;
  }
  if (!body) return { kind: "not-understood" };
  const code = toNumber(evaluate(description.answer.code, body)) ?? 0;
  if (code >= 400) return { kind: "not-understood" };
  const outcome = toResultOutcome(rules, body, { origin, download });
  if (!outcome)
    return {
      kind: "not-understood",
      message: toMessage(evaluate(description.answer.message, body)),
    };
  return { kind: "job", job: withoutFiles({ ...job, ...outcome }, description) };
}

function toJob(
  { description, jobId, origin }: ReadContext,
  { body, word, phase }: { body: unknown; word: string | undefined; phase: Job["phase"] },
): Job {
  const { answer: rules, download } = description;
  const job: Job = {
    jobId,
    facts: toFacts(rules, { body, phase, status: toWord(word) ?? phase }),
    content: undefined,
    ...toOutcome(rules, { phase, body, place: { origin, download } }),
  };
  return description.result ? job : withoutFiles(job, description);
}

/** The job; if it has completed without a file, in the phase that the description gives it. */
export const withoutFiles = (job: Job, { answer }: SourceDescription): Job =>
  job.phase === "completed" && job.attachments.length === 0
    ? { ...job, phase: answer.withoutFiles }
    : job;

/** Whether the description knows a job's status word. */
export const isKnownStatus = ({ answer }: SourceDescription, { facts, phase }: Job): boolean =>
  facts.status === phase || phaseOf(answer.words, facts.status) !== undefined;

function toOwnRefusal(
  status: number,
  answer: ApiAnswer,
  { body, rules }: { body: unknown; rules: SourceDescription["answer"] },
): ReturnType<typeof toRefusal> {
  const message = toMessage(evaluate(rules.message, body));
  return toRefusal(status, { answer, message, isOwn: message !== undefined, nowMs: answer.atMs });
}

/** A text, or a number as one; a number that JSON has rounded is none. */
function toIdentity(value: unknown): string | undefined {
  if (typeof value === "string") return toText(value);
  return Number.isSafeInteger(value) ? String(value) : undefined;
}
