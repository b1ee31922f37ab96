import { code, defineAction, type RedeliveryResult, type Speaker } from "../../src/core/command.ts";
import { notFound, sentence, storeDown } from "../shared/answers.ts";

/** The button "Try again": a result that could not be posted is posted now. */
export const tryAgain = defineAction({
  name: "try-again",
  run: async ({ argument, desk, speaker }) =>
    redeliveryAnswer(await desk.deliverAgain(argument), speaker),
});

function redeliveryAnswer(result: RedeliveryResult, speaker: Speaker) {
  switch (result.kind) {
    case "trying":
      return sentence(...speaker.say("again.trying", { job: code(result.jobId) }));
    case "not-needed":
      return sentence(...speaker.say("again.not-needed", { job: code(result.jobId) }));
    case "not-yours":
      return sentence(...speaker.say("again.not-yours"));
    case "not-found":
      return notFound(speaker);
    case "store-down":
      return storeDown(speaker);
  }
}
