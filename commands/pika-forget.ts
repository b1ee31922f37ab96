import {
  defineCommand,
  jobIdSchema,
  type ForgetResult,
  type Message,
} from "../src/core/command.ts";
import {
  invalidJobId,
  jobSpan,
  notFound,
  sentence,
  storeDown,
  type Answering,
} from "./shared/answers.ts";

/** `/pika-forget <jobid>`: this channel waits for a job no longer. */
export const pikaForget = defineCommand({
  name: "pika-forget",
  description: "command.pika-forget",
  options: {
    jobid: {
      description: "option.followed-jobid",
      required: true,
      schema: jobIdSchema,
      suggests: "followed-jobs",
    },
  },
  invalid: (_option, value, translator) => invalidJobId(value, translator),
  run: async ({ options: { jobid = "" }, context, translator }) =>
    forgetAnswer(await context.forgetJob({ jobId: jobid }), { context, translator }),
});

const LEFT = { others: "forget.left", notifications: "forget.left-notified" } as const;

/** Answers a request to stop following a job. */
export function forgetAnswer(result: ForgetResult, { context, translator }: Answering): Message {
  switch (result.kind) {
    case "forgotten":
      return sentence(
        ...translator.spans("forget.done", { job: jobSpan(result.jobId, context) }),
        ...(result.told ? [" ", ...translator.spans("forget.told")] : []),
      );
    case "left":
      return sentence(
        ...translator.spans(LEFT[result.goesOnFor], { job: jobSpan(result.jobId, context) }),
      );
    case "over":
      return sentence(...translator.spans("forget.over", { job: jobSpan(result.jobId, context) }));
    case "not-yours":
      return sentence(...translator.spans("forget.not-yours"));
    case "not-found":
      return notFound(translator);
    case "store-down":
      return storeDown(translator);
  }
}
