import {
  channelIdSchema,
  channelSpan,
  COMMAND_NAMES,
  defineCommand,
  jobTextSchema,
  type CommandContext,
  type Message,
  type ShareResult,
} from "../src/core/command.ts";
import { localized } from "../src/messages/translator.ts";
import { invalidJobId, jobSpan, notFound, sentence, storeDown } from "./shared/answers.ts";

/** `/pika-share <jobid> <channel>`: posts a finished job's result in another channel, too. */
export const pikaShare = defineCommand({
  name: COMMAND_NAMES.share,
  description: localized(`command.${COMMAND_NAMES.share}`),
  options: {
    jobid: {
      description: localized("option.finished-jobid"),
      required: true,
      schema: jobTextSchema,
      suggests: "finished-jobs",
    },
    channel: {
      description: localized("option.channel"),
      required: true,
      schema: channelIdSchema,
      kind: "channel",
    },
  },
  invalid: (option, value, context) => {
    if (option === "jobid") return invalidJobId(value, context);
    return sentence(
      context,
      value === "" ? localized("share.channel-missing") : localized("share.elsewhere"),
    );
  },
  run: async ({ options: { jobid = "", channel = "" }, context }) =>
    shareAnswer(await context.shareResult({ jobId: jobid }, channel), context),
});

/** Returns the answer to a request to share a result. */
export async function shareAnswer(result: ShareResult, context: CommandContext): Promise<Message> {
  const job = "jobId" in result ? await jobSpan(result.jobId, context) : "";
  const channel = "channelId" in result ? channelSpan(result.channelId) : "";
  switch (result.kind) {
    case "shared":
      return sentence(context, localized("share.done", { job, channel }));
    case "running":
      return sentence(context, localized("share.running", { job }));
    case "already":
      return sentence(context, localized("share.already", { job, channel }));
    case "here":
      return sentence(context, localized("share.here", { job }));
    case "person-may-not":
      return sentence(context, localized("share.person", { channel }));
    case "relay-may-not":
      return sentence(context, localized("share.bot", { channel, problem: result.problem }));
    case "no-channel":
      return sentence(context, localized("share.elsewhere"));
    case "not-found":
      return notFound(context);
    case "store-down":
      return storeDown(context);
  }
}
