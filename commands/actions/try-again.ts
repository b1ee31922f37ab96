import { defineAction, type RedeliveryResult } from "../../src/core/command.ts";
import { jobSpan, notFound, sentence, storeDown, type Answering } from "../shared/answers.ts";

/** The button "Post again": a result that could not be posted is posted now. */
export const tryAgain = defineAction({
  name: "try-again",
  run: async ({ argument, desk, speaker }) =>
    redeliveryAnswer(await desk.deliverAgain(argument), { desk, speaker }),
});

function redeliveryAnswer(result: RedeliveryResult, { desk, speaker }: Answering) {
  switch (result.kind) {
    case "trying":
      return sentence(...speaker.say("again.trying", { job: jobSpan(result.jobId, desk) }));
    case "not-needed":
      return sentence(...speaker.say("again.not-needed", { job: jobSpan(result.jobId, desk) }));
    case "not-yours":
      return sentence(...speaker.say("again.not-yours"));
    case "not-found":
      return notFound(speaker);
    case "store-down":
      return storeDown(speaker);
  }
}
