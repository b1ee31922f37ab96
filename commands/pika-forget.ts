import {
  COMMAND_NAMES,
  defineCommand,
  jobTextSchema,
  type CommandContext,
  type ForgetResult,
  type Message,
} from "../src/core/command.ts";
import { localized } from "../src/messages/translator.ts";
import { invalidJobId, jobSpan, notFound, sentence, storeDown } from "./shared/answers.ts";

/** `/pika-forget <jobid>`: stops following a job in this channel. */
export const pikaForget = defineCommand({
  name: COMMAND_NAMES.forget,
  description: localized(`command.${COMMAND_NAMES.forget}`),
  options: {
    jobid: {
      description: localized("option.followed-jobid"),
      required: true,
      schema: jobTextSchema,
      suggests: "followed-jobs",
    },
  },
  invalid: (_option, value, context) => invalidJobId(value, context),
  run: async ({ options: { jobid = "" }, context }) =>
    forgetAnswer(await context.forgetJob({ jobId: jobid }), context),
});

const LEFT = { others: "forget.left", notifications: "forget.left-notified" } as const;

/** Returns the answer to a request to stop following a job. */
export async function forgetAnswer(
  result: ForgetResult,
  context: CommandContext,
): Promise<Message> {
  const job = "jobId" in result ? await jobSpan(result.jobId, context) : "";
  switch (result.kind) {
    case "forgotten": {
      const told = result.told ? [" ", localized("forget.told")] : [];
      return sentence(context, localized("forget.done", { job }), ...told);
    }
    case "left":
      return sentence(context, localized(LEFT[result.goesOnFor], { job }));
    case "over":
      return sentence(context, localized("forget.over", { job }));
    case "not-yours":
      return sentence(context, localized("forget.not-yours"));
    case "not-found":
      return notFound(context);
    case "store-down":
      return storeDown(context);
  }
}
