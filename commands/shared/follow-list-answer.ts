import {
  code,
  message,
  type Action,
  type Block,
  type CommandContext,
  type FollowResult,
  type ListedFollow,
  type LocalizedText,
  type Message,
  type NamedSourceProblem,
  type Span,
  type TooOften,
  cutText,
} from "../../src/core/command.ts";
import { listed, localized, translatorOf } from "../../src/messages/translator.ts";
import { jobSpan, lineFor, problemLine, storeDown } from "./answers.ts";
import { statusLink, tooManyLines } from "./follow-answer.ts";
import { choiceButtons, choiceCommands } from "./source-choice.ts";

/** Characters of a name that a person typed. With this, an answer about ten jobs fits into one message of Discord. */
const MAX_NAME = 40;

/** Why jobs are not followed that may well exist: the same for all that are refused at once. */
type Refusal = Extract<FollowResult, { kind: "no-access" | "too-many" | "store-down" }> | TooOften;
type Ambiguous = Extract<FollowResult, { kind: "ambiguous" }>;
/** What is said of a job in a line of its own. */
type Told = Exclude<FollowResult, Refusal | Ambiguous>;

/**
 * The answer to a request to follow several jobs: a line for each, which services were asked for those that were not found,
 * then those that were refused, then what is true of all.
 */
export async function followListAnswer(
  jobs: readonly ListedFollow[],
  context: CommandContext,
): Promise<Message> {
  const blocks: Block[] = [];
  const actions: Action[] = [];
  const refusals = new Map<string, { readonly refusal: Refusal; readonly names: Span[] }>();
  for (const { name, result } of jobs) {
    const job = nameSpan(name);
    if (isRefusal(result)) {
      const key = result.kind === "too-many" ? result.of : result.kind;
      const group = refusals.get(key) ?? { refusal: result, names: [] };
      group.names.push(job);
      refusals.set(key, group);
    } else if (result.kind === "ambiguous") {
      const buttons = choiceButtons(result.choices, { job: name, besides: actions });
      const key = buttons ? "follow.each-ambiguous-choose" : "follow.each-ambiguous";
      blocks.push(lineFor(context, localized(key, { job })));
      if (buttons) actions.push(...buttons);
      else blocks.push(...choiceCommands(result.choices));
    } else {
      const status = "statusMessage" in result ? result.statusMessage : undefined;
      blocks.push(
        lineFor(context, await textOf(result, job, context), ...statusLink(status, context)),
      );
    }
  }
  blocks.push(...triedLines(jobs, context));
  for (const { refusal, names } of refusals.values())
    blocks.push(
      lineFor(context, localized("follow.each-refused", { jobs: listed(names) })),
      ...reasonLines(refusal, context),
    );
  return message([...blocks, ...restLines(jobs, context)], { actions });
}

const isRefusal = (result: ListedFollow["result"]): result is Refusal =>
  result.kind === "no-access" ||
  result.kind === "too-many" ||
  result.kind === "too-often" ||
  result.kind === "store-down";

const nameSpan = (name: string): Span =>
  code(name.length > MAX_NAME ? `${cutText(name, MAX_NAME - 1)}…` : name);

async function textOf(result: Told, name: Span, context: CommandContext): Promise<LocalizedText> {
  const job = "jobId" in result ? await jobSpan(result.jobId, context) : name;
  switch (result.kind) {
    case "following":
      return localized(result.over ? "follow.each-over" : "follow.each", { job });
    case "already-following":
      if (result.over) return localized("follow.each-over", { job });
      return localized(result.isYours ? "follow.each-already-you" : "follow.each-already", { job });
    case "not-found":
      return localized("follow.each-not-found", { job });
    case "not-recognised":
      return localized("follow.each-not-recognised", { job });
    case "source-off": {
      const { displayName: source, variables } = result;
      return localized("follow.each-source-off", {
        job,
        source,
        variable: listed(variables.map(code)),
      });
    }
    case "undecided":
      return localized("follow.each-undecided", { job, sources: listed(result.sources) });
  }
}

function reasonLines(refusal: Refusal, context: CommandContext): readonly Block[] {
  switch (refusal.kind) {
    case "no-access":
      return [
        lineFor(context, localized("follow.no-access", { problem: refusal.problem })),
        lineFor(context, refusal.cure),
      ];
    case "too-many":
      return tooManyLines(refusal, context);
    case "too-often": {
      const { limit, waitMs } = refusal;
      const translator = translatorOf(context);
      const commands = translator.count("commands", limit);
      const duration = translator.duration(Math.ceil(waitMs / 1000) * 1000);
      return [lineFor(context, localized("follow.each-too-often", { commands, duration }))];
    }
    case "store-down":
      return storeDown(context, localized("follow.each-store-down")).blocks;
  }
}

const bringsResult = (result: ListedFollow["result"]): boolean =>
  result.kind === "following"
    ? !result.over
    : result.kind === "already-following" && !result.over && !result.isYours;

/** Which services were asked for the jobs that were not found. */
function triedLines(jobs: readonly ListedFollow[], context: CommandContext): readonly Block[] {
  const asked = jobs.flatMap(({ result }) =>
    result.kind === "not-found" ? (result.tried ?? [result.sourceName]) : [],
  );
  if (asked.length === 0) return [];
  return [lineFor(context, localized("follow.tried", { sources: listed([...new Set(asked)]) }))];
}

/** What is true of all: that results will come, and what may go wrong. Each is said once. */
function restLines(jobs: readonly ListedFollow[], context: CommandContext): readonly Block[] {
  const followed = jobs.flatMap(({ result }) => (result.kind === "following" ? result : []));
  const problems = new Map<string, NamedSourceProblem>();
  for (const { sourceProblem } of followed)
    if (sourceProblem) problems.set(sourceProblem.sourceName, sourceProblem);
  const rest =
    context.channel.thread === undefined ? "follow.each-rest" : "follow.each-rest-thread";
  const weakness = followed.find((each) => each.weakness)?.weakness;
  return [
    ...(jobs.some(({ result }) => bringsResult(result)) ? [lineFor(context, localized(rest))] : []),
    ...[...problems.values()].map((problem) => problemLine(problem, context)),
    ...(weakness ? [lineFor(context, weakness)] : []),
  ];
}
