import {
  code,
  command,
  line,
  MAX_JOB_ID_LENGTH,
  message,
  type Block,
  type Desk,
  type Message,
  type NotFound,
  type Span,
  type Speaker,
  type StoreDown,
  type Trouble,
} from "../../src/core/command.ts";

const EXAMPLE = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";

/** The answer to what is no job id. */
export const invalidJobId = (value: string, speaker: Speaker): Message =>
  message([
    line(
      ...(value.trim() === ""
        ? speaker.say("jobid.missing")
        : speaker.say("jobid.invalid", { max: String(MAX_JOB_ID_LENGTH) })),
    ),
    line(...speaker.say("jobid.example", { example: code(EXAMPLE) })),
    line(...speaker.say("jobid.where", { field: code("jobid") })),
  ]);

/** The answer where the channel has no such job, or another channel has it. */
export const notFound = (speaker: Speaker): Message =>
  message([
    line(...speaker.say("answer.not-found")),
    line(...speaker.say("answer.not-found-rest", { command: command("pika-jobs") })),
  ]);

/** The answer where nothing could be stored. */
export const storeDown = (
  speaker: Speaker,
  key: "answer.store-down" | "follow.store-down" = "answer.store-down",
): Message => message([line(...speaker.say(key)), line(...speaker.say("answer.store-down-rest"))]);

/** The answer where the job of a button cannot be named. */
export const noJob = ({ kind }: NotFound | StoreDown, speaker: Speaker): Message =>
  kind === "store-down" ? storeDown(speaker) : notFound(speaker);

/** The answer to somebody who may not manage the channel. */
export const needsManage = (speaker: Speaker): Message =>
  message([line(...speaker.say("answer.needs-manage"))]);

/** What an answer is made from. */
export interface Answering {
  readonly desk: Desk;
  readonly speaker: Speaker;
}

/** A job by its name in the channel. */
export const jobSpan = (jobId: string, desk: Desk): Span => code(desk.nameJob(jobId));

/** An answer of one sentence. */
export const sentence = (...spans: readonly Span[]): Message => message([line(...spans)]);

/** What the trouble with the job API means for the person who asked. */
export function troubleLine(trouble: Trouble, speaker: Speaker): Block {
  switch (trouble.kind) {
    case "unauthorised":
    case "no-subscription":
      return line(...speaker.say("follow.refused"));
    case "rate-limited":
      return line(...speaker.say("follow.slow-down"));
    case "unavailable":
    case "not-understood":
      return line(...speaker.say("follow.no-answer"));
  }
}
