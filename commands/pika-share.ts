import {
  channelIdSchema,
  channelSpan,
  defineCommand,
  jobIdSchema,
  type Message,
  type ShareResult,
} from "../src/core/command.ts";
import {
  invalidJobId,
  jobSpan,
  notFound,
  sentence,
  storeDown,
  type Answering,
} from "./shared/answers.ts";

/** `/pika-share <jobid> <channel>`: post a finished job's result into another channel. */
export const pikaShare = defineCommand({
  name: "pika-share",
  description: "command.pika-share",
  options: {
    jobid: {
      description: "option.finished-jobid",
      required: true,
      schema: jobIdSchema,
      suggests: "finished-jobs",
    },
    channel: {
      description: "option.channel",
      required: true,
      schema: channelIdSchema,
      kind: "channel",
    },
  },
  invalid: (option, value, translator) => {
    if (option === "jobid") return invalidJobId(value, translator);
    return sentence(
      ...translator.spans(value === "" ? "share.channel-missing" : "share.elsewhere"),
    );
  },
  run: async ({ options: { jobid = "", channel = "" }, context, translator }) =>
    shareAnswer(await context.shareResult({ jobId: jobid }, channel), { context, translator }),
});

/** Answers a request to share a result. */
export function shareAnswer(result: ShareResult, { context, translator }: Answering): Message {
  const jobAndChannel = (about: { jobId: string; channelId: string }) => ({
    job: jobSpan(about.jobId, context),
    channel: channelSpan(about.channelId),
  });
  switch (result.kind) {
    case "shared":
      return sentence(...translator.spans("share.done", jobAndChannel(result)));
    case "running":
      return sentence(
        ...translator.spans("share.running", { job: jobSpan(result.jobId, context) }),
      );
    case "already":
      return sentence(...translator.spans("share.already", jobAndChannel(result)));
    case "here":
      return sentence(...translator.spans("share.here", { job: jobSpan(result.jobId, context) }));
    case "person-may-not":
      return sentence(
        ...translator.spans("share.person", { channel: channelSpan(result.channelId) }),
      );
    case "relay-may-not": {
      const problem = translator.spansOf(result.problem);
      return sentence(
        ...translator.spans("share.bot", { channel: channelSpan(result.channelId), problem }),
      );
    }
    case "no-channel":
      return sentence(...translator.spans("share.elsewhere"));
    case "not-found":
      return notFound(translator);
    case "store-down":
      return storeDown(translator);
  }
}
