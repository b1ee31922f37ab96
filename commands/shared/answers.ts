import {
  code,
  command,
  line,
  MAX_JOB_ID_LENGTH,
  message,
  type Block,
  type CommandContext,
  type Message,
  type NotFound,
  type Span,
  type Translator,
  type StoreDown,
  type SourceProblem,
} from "../../src/core/command.ts";

const EXAMPLE = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";

/** The answer to what is no job id. */
export const invalidJobId = (value: string, translator: Translator): Message =>
  message([
    line(
      ...(value.trim() === ""
        ? translator.spans("jobid.missing")
        : translator.spans("jobid.invalid", { max: String(MAX_JOB_ID_LENGTH) })),
    ),
    line(...translator.spans("jobid.example", { example: code(EXAMPLE) })),
    line(...translator.spans("jobid.where", { field: code("jobid") })),
  ]);

/** The answer where the channel has no such job, or another channel has it. */
export const notFound = (translator: Translator): Message =>
  message([
    line(...translator.spans("answer.not-found")),
    line(...translator.spans("answer.not-found-rest", { command: command("pika-jobs") })),
  ]);

/** The answer where nothing could be stored. */
export const storeDown = (
  translator: Translator,
  key: "answer.store-down" | "follow.store-down" = "answer.store-down",
): Message =>
  message([line(...translator.spans(key)), line(...translator.spans("answer.store-down-rest"))]);

/** The answer where the job of a button cannot be named. */
export const noJob = ({ kind }: NotFound | StoreDown, translator: Translator): Message =>
  kind === "store-down" ? storeDown(translator) : notFound(translator);

/** The answer to somebody who may not manage the channel. */
export const needsManage = (translator: Translator): Message =>
  message([line(...translator.spans("answer.needs-manage"))]);

/** What an answer is made from. */
export interface Answering {
  readonly context: CommandContext;
  readonly translator: Translator;
}

/** A job by its name in the channel. */
export const jobSpan = (jobId: string, context: CommandContext): Span =>
  code(context.nameJob(jobId));

/** An answer of one sentence. */
export const sentence = (...spans: readonly Span[]): Message => message([line(...spans)]);

/** What the trouble with the job API means for the person who asked. */
export function troubleLine(trouble: SourceProblem, translator: Translator): Block {
  switch (trouble.kind) {
    case "unauthorised":
    case "no-subscription":
      return line(...translator.spans("follow.refused"));
    case "rate-limited":
      return line(...translator.spans("follow.slow-down"));
    case "unavailable":
    case "not-understood":
      return line(...translator.spans("follow.no-answer"));
  }
}
