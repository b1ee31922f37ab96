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
  invalid: (option, value, speaker) => {
    if (option === "jobid") return invalidJobId(value, speaker);
    return sentence(...speaker.say(value === "" ? "share.channel-missing" : "share.elsewhere"));
  },
  run: async ({ options: { jobid = "", channel = "" }, desk, speaker }) =>
    shareAnswer(await desk.shareResult({ jobId: jobid }, channel), { desk, speaker }),
});

/** Answers a request to share a result. */
export function shareAnswer(result: ShareResult, { desk, speaker }: Answering): Message {
  const jobAndChannel = (about: { jobId: string; channelId: string }) => ({
    job: jobSpan(about.jobId, desk),
    channel: channelSpan(about.channelId),
  });
  switch (result.kind) {
    case "shared":
      return sentence(...speaker.say("share.done", jobAndChannel(result)));
    case "running":
      return sentence(...speaker.say("share.running", { job: jobSpan(result.jobId, desk) }));
    case "already":
      return sentence(...speaker.say("share.already", jobAndChannel(result)));
    case "here":
      return sentence(...speaker.say("share.here", { job: jobSpan(result.jobId, desk) }));
    case "person-may-not":
      return sentence(...speaker.say("share.person", { channel: channelSpan(result.channelId) }));
    case "relay-may-not": {
      const problem = speaker.sayPhrase(result.problem);
      return sentence(
        ...speaker.say("share.bot", { channel: channelSpan(result.channelId), problem }),
      );
    }
    case "no-channel":
      return sentence(...speaker.say("share.elsewhere"));
    case "not-found":
      return notFound(speaker);
    case "store-down":
      return storeDown(speaker);
  }
}
