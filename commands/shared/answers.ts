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
  type NamedSourceProblem,
  type Span,
  type StoreDown,
} from "../../src/core/command.ts";
import { localized, translatorOf } from "../../src/messages/translator.ts";

/** A job id, and the name of the source whose ids look like it. */
export const EXAMPLE = {
  source: "Pika",
  jobId: "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika",
} as const;

/** Returns a line in the person's language. The parts are joined without spaces. */
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

/** Returns an answer of one line. See {@link lineFor}. */
export const sentence = (
  context: CommandContext,
  ...parts: readonly (LocalizedText | Span)[]
): Message => message([lineFor(context, ...parts)]);

/** The answer to a value that is missing or is not a job id. */
export const invalidJobId = (value: string, context: CommandContext): Message =>
  value.trim() === "" ? withExample(localized("jobid.missing"), context) : noJobId(context);

/** The answer to a text that is no id of {@link EXAMPLE}'s source, which is the only one. */
export const noJobId = (context: CommandContext): Message =>
  withExample(localized("jobid.invalid", { max: String(MAX_JOB_ID_LENGTH) }), context);

const withExample = (text: LocalizedText, context: CommandContext): Message =>
  message([
    lineFor(context, text),
    lineFor(context, localized("jobid.example", { example: code(EXAMPLE.jobId) })),
    lineFor(context, localized("jobid.where", { field: code("jobid") })),
  ]);

/** The answer if the channel has no such job. It does not reveal whether another channel has it. */
export const notFound = (context: CommandContext): Message =>
  message([
    lineFor(context, localized("answer.not-found")),
    lineFor(context, localized("answer.not-found-rest", { command: command(COMMAND_NAMES.jobs) })),
  ]);

/** The answer if the store is down. `what`: what did not happen. Default: a sentence for any request. */
export const storeDown = (
  context: CommandContext,
  what: LocalizedText = localized("answer.store-down"),
): Message =>
  message([lineFor(context, what), lineFor(context, localized("answer.store-down-rest"))]);

/** The answer if the job that a button belongs to was not found or could not be read. */
export const noJob = ({ kind }: NotFound | StoreDown, context: CommandContext): Message =>
  kind === "store-down" ? storeDown(context) : notFound(context);

/** The answer to a person who would have to manage the channel. */
export const needsManage = (context: CommandContext): Message =>
  sentence(context, localized("answer.needs-manage"));

/** The name of a job in the channel, in code style. */
export const jobSpan = async (jobId: string, context: CommandContext): Promise<Span> =>
  code(await context.nameJob(jobId));

/** Says what a problem with the job API means for the person who asked. */
export function problemLine(
  { kind, sourceName: source }: NamedSourceProblem,
  context: CommandContext,
): Block {
  switch (kind) {
    case "unauthorised":
    case "no-subscription":
      return lineFor(context, localized("follow.refused", { source }));
    case "rate-limited":
      return lineFor(context, localized("follow.slow-down", { source }));
    case "unavailable":
    case "not-understood":
      return lineFor(context, localized("follow.no-answer", { source }));
  }
}
