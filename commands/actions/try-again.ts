import { defineAction, type RedeliveryResult } from "../../src/core/command.ts";
import { jobSpan, notFound, sentence, storeDown, type Answering } from "../shared/answers.ts";

/** The button "Post again": a result that could not be posted is posted now. */
export const tryAgain = defineAction({
  name: "try-again",
  run: async ({ argument, context, translator }) =>
    redeliveryAnswer(await context.deliverAgain(argument), { context, translator }),
});

function redeliveryAnswer(result: RedeliveryResult, { context, translator }: Answering) {
  switch (result.kind) {
    case "trying":
      return sentence(...translator.spans("again.trying", { job: jobSpan(result.jobId, context) }));
    case "not-needed":
      return sentence(
        ...translator.spans("again.not-needed", { job: jobSpan(result.jobId, context) }),
      );
    case "not-yours":
      return sentence(...translator.spans("again.not-yours"));
    case "not-found":
      return notFound(translator);
    case "store-down":
      return storeDown(translator);
  }
}
