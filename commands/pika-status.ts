import {
  defineCommand,
  jobIdSchema,
  line,
  link,
  message,
  quote,
  type FollowResult,
  type Message,
  type Span,
  type Translator,
} from "../src/core/command.ts";
import {
  invalidJobId,
  jobSpan,
  sentence,
  storeDown,
  troubleLine,
  type Answering,
} from "./shared/answers.ts";

/** `/pika-status <jobid>`: follow a job and bring its result to this channel. */
export const pikaStatus = defineCommand({
  name: "pika-status",
  description: "command.pika-status",
  options: {
    jobid: {
      description: "option.jobid",
      required: true,
      schema: jobIdSchema,
      suggests: "all-jobs",
    },
  },
  invalid: (_option, value, translator) => invalidJobId(value, translator),
  run: async ({ options: { jobid = "" }, context, translator }) =>
    followAnswer(jobid, await context.followJob(jobid), { context, translator }),
});

/** Answers a request to follow a job. */
export function followAnswer(
  jobId: string,
  result: FollowResult,
  { context, translator }: Answering,
): Message {
  const job = jobSpan("jobId" in result ? result.jobId : jobId, context);
  switch (result.kind) {
    case "following": {
      const inThread =
        context.channel.thread === undefined ? "follow.following" : "follow.following-thread";
      return message([
        line(
          ...translator.spans(result.over ? "follow.over" : inThread, { job }),
          ...statusLink(result, translator),
        ),
        ...(result.trouble ? [troubleLine(result.trouble, translator)] : []),
        ...(result.weakness ? [line(...translator.spansOf(result.weakness))] : []),
      ]);
    }
    case "already-following":
      return sentence(
        ...translator.spans(alreadyKey(result), { job }),
        ...statusLink(result, translator),
      );
    case "not-found":
      return message([
        line(...translator.spans("follow.not-found", { job })),
        quote(result.message),
        line(...translator.spans("follow.not-found-rest")),
      ]);
    case "no-access": {
      const problem = translator.spansOf(result.problem);
      return message([
        line(...translator.spans("follow.no-access", { problem })),
        line(...translator.spansOf(result.cure)),
        line(...translator.spans("follow.no-access-rest")),
      ]);
    }
    case "too-many": {
      const jobs = translator.count("jobs", result.limit);
      const key = `follow.too-many-of-${result.of}` as const;
      return message([
        line(...translator.spans(key, { jobs })),
        line(...translator.spans("follow.too-many-rest")),
      ]);
    }
    case "store-down":
      return storeDown(translator, "follow.store-down");
  }
}

function alreadyKey({ over, isYours }: Extract<FollowResult, { kind: "already-following" }>) {
  if (over) return "follow.already-over";
  return isYours ? "follow.already-you" : "follow.already";
}

const statusLink = (
  result: { statusMessage?: { url?: string | undefined } | undefined },
  translator: Translator,
): Span[] =>
  result.statusMessage?.url
    ? [" ", link(result.statusMessage.url, translator.text("follow.see-status"))]
    : [];
