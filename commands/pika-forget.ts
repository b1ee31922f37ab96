import {
  code,
  defineCommand,
  jobIdSchema,
  line,
  message,
  type ForgetResult,
  type Message,
  type Speaker,
} from "../src/core/command.ts";
import { invalidJobId, notFound, sentence, storeDown } from "./shared/answers.ts";

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
    forgetAnswer(await desk.forgetJob({ jobId: jobid }), speaker),
});

/** What a person is told of following a job no longer. */
export function forgetAnswer(result: ForgetResult, speaker: Speaker): Message {
  switch (result.kind) {
    case "forgotten":
      return message([
        line(...speaker.say("forget.done", { job: code(result.jobId) })),
        ...(result.told ? [line(...speaker.say("forget.told"))] : []),
      ]);
    case "left":
      return sentence(...speaker.say("forget.left", { job: code(result.jobId) }));
    case "over":
      return sentence(...speaker.say("forget.over", { job: code(result.jobId) }));
    case "not-yours":
      return sentence(...speaker.say("forget.not-yours"));
    case "not-found":
      return notFound(speaker);
    case "store-down":
      return storeDown(speaker);
  }
}
