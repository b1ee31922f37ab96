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
  invalid: (_option, value, speaker) => invalidJobId(value, speaker),
  run: async ({ options: { jobid = "" }, desk, speaker }) =>
    forgetAnswer(await desk.forgetJob({ jobId: jobid }), { desk, speaker }),
});

const LEFT = { others: "forget.left", notifications: "forget.left-notified" } as const;

/** Answers a request to stop following a job. */
export function forgetAnswer(result: ForgetResult, { desk, speaker }: Answering): Message {
  switch (result.kind) {
    case "forgotten":
      return sentence(
        ...speaker.say("forget.done", { job: jobSpan(result.jobId, desk) }),
        ...(result.told ? [" ", ...speaker.say("forget.told")] : []),
      );
    case "left":
      return sentence(...speaker.say(LEFT[result.goesOnFor], { job: jobSpan(result.jobId, desk) }));
    case "over":
      return sentence(...speaker.say("forget.over", { job: jobSpan(result.jobId, desk) }));
    case "not-yours":
      return sentence(...speaker.say("forget.not-yours"));
    case "not-found":
      return notFound(speaker);
    case "store-down":
      return storeDown(speaker);
  }
}
