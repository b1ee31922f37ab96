import {
  ACTION_NAMES,
  defineAction,
  type CommandContext,
  type Message,
  type RedeliveryResult,
} from "../../src/core/command.ts";
import { localized } from "../../src/messages/translator.ts";
import { jobSpan, notFound, sentence, storeDown } from "../shared/answers.ts";

/** The button "Post again": tries to post a result that could not be posted before. */
export const tryAgain = defineAction({
  name: ACTION_NAMES.tryAgain,
  run: async ({ argument, context }) =>
    redeliveryAnswer(await context.redeliverResult(argument), context),
});

async function redeliveryAnswer(
  result: RedeliveryResult,
  context: CommandContext,
): Promise<Message> {
  const job = "jobId" in result ? await jobSpan(result.jobId, context) : "";
  switch (result.kind) {
    case "trying":
      return sentence(context, localized("again.trying", { job }));
    case "not-needed":
      return sentence(context, localized("again.not-needed", { job }));
    case "not-yours":
      return sentence(context, localized("again.not-yours"));
    case "not-found":
      return notFound(context);
    case "store-down":
      return storeDown(context);
  }
}
