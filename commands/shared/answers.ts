import {
  code,
  command,
  COMMAND_NAMES,
  line,
  MAX_JOB_ID_LENGTH,
  message,
  type Block,
  type CommandContext,
  type LocalizedText,
  type Message,
  type NotFound,
  type SourceProblem,
  type Span,
  type StoreDown,
} from "../../src/core/command.ts";
import { localized, translatorOf } from "../../src/messages/translator.ts";

const EXAMPLE = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";

/** A line of an answer in the person's language. Nothing is put between the parts. */
export function lineFor(
  context: CommandContext,
  ...parts: readonly (LocalizedText | Span)[]
): Block {
  const translator = translatorOf(context);
  return line(
    ...parts.flatMap((part) =>
      typeof part === "object" && "key" in part ? translator.spansOf(part) : [part],
    ),
  );
}

/** An answer of one line. See {@link lineFor}. */
export const sentence = (
  context: CommandContext,
  ...parts: readonly (LocalizedText | Span)[]
): Message => message([lineFor(context, ...parts)]);

/** Answers a value that is not a job id. */
export const invalidJobId = (value: string, context: CommandContext): Message =>
  message([
    lineFor(
      context,
      value.trim() === ""
        ? localized("jobid.missing")
        : localized("jobid.invalid", { max: String(MAX_JOB_ID_LENGTH) }),
    ),
    lineFor(context, localized("jobid.example", { example: code(EXAMPLE) })),
    lineFor(context, localized("jobid.where", { field: code("jobid") })),
  ]);

/** The answer if the channel has no such job; the same if another channel has it. */
export const notFound = (context: CommandContext): Message =>
  message([
    lineFor(context, localized("answer.not-found")),
    lineFor(context, localized("answer.not-found-rest", { command: command(COMMAND_NAMES.jobs) })),
  ]);

/** The answer if nothing could be stored. */
export const storeDown = (
  context: CommandContext,
  what: LocalizedText = localized("answer.store-down"),
): Message =>
  message([lineFor(context, what), lineFor(context, localized("answer.store-down-rest"))]);

/** The answer if the job of a button cannot be named. */
export const noJob = ({ kind }: NotFound | StoreDown, context: CommandContext): Message =>
  kind === "store-down" ? storeDown(context) : notFound(context);

/** The answer to a person who may not manage the channel. */
export const needsManage = (context: CommandContext): Message =>
  sentence(context, localized("answer.needs-manage"));

/** The name of a job in the channel. */
export const jobSpan = (jobId: string, context: CommandContext): Span =>
  code(context.nameJob(jobId));

/** What a problem with the job API means for the person who asked. */
export function problemLine(problem: SourceProblem, context: CommandContext): Block {
  switch (problem.kind) {
    case "unauthorised":
    case "no-subscription":
      return lineFor(context, localized("follow.refused"));
    case "rate-limited":
      return lineFor(context, localized("follow.slow-down"));
    case "unavailable":
    case "not-understood":
      return lineFor(context, localized("follow.no-answer"));
  }
}
