import {
  channelIdSchema,
  channelSpan,
  code,
  defineCommand,
  jobIdSchema,
  type Message,
  type ShareResult,
  type Speaker,
} from "../src/core/command.ts";
import { invalidJobId, notFound, sentence, storeDown } from "./shared/answers.ts";

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
    shareAnswer(await desk.shareResult({ jobId: jobid }, channel), speaker),
});

/** What a person is told of sharing a result. */
export function shareAnswer(result: ShareResult, speaker: Speaker): Message {
  switch (result.kind) {
    case "shared":
      return sentence(...speaker.say("share.done", jobAndChannel(result)));
    case "running":
      return sentence(...speaker.say("share.running", { job: code(result.jobId) }));
    case "already":
      return sentence(...speaker.say("share.already", jobAndChannel(result)));
    case "here":
      return sentence(...speaker.say("share.here", { job: code(result.jobId) }));
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

const jobAndChannel = ({ jobId, channelId }: { jobId: string; channelId: string }) => ({
  job: code(jobId),
  channel: channelSpan(channelId),
});
