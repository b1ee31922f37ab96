import {
  defineCommand,
  jobIdSchema,
  line,
  link,
  message,
  quote,
  type FollowResult,
  type Message,
  type Span,
  type Speaker,
} from "../src/core/command.ts";
import {
  invalidJobId,
  jobSpan,
  sentence,
  storeDown,
  troubleLine,
  type Answering,
} from "./shared/answers.ts";

/** `/pika-status <jobid>`: follow a job and bring its result to this channel. */
export const pikaStatus = defineCommand({
  name: "pika-status",
  description: "command.pika-status",
  options: {
    jobid: {
      description: "option.jobid",
      required: true,
      schema: jobIdSchema,
      suggests: "all-jobs",
    },
  },
  invalid: (_option, value, speaker) => invalidJobId(value, speaker),
  run: async ({ options: { jobid = "" }, desk, speaker }) =>
    followAnswer(jobid, await desk.followJob(jobid), { desk, speaker }),
});

/** Answers a request to follow a job. */
export function followAnswer(
  jobId: string,
  result: FollowResult,
  { desk, speaker }: Answering,
): Message {
  const job = jobSpan("jobId" in result ? result.jobId : jobId, desk);
  switch (result.kind) {
    case "following": {
      const inThread =
        desk.channel.thread === undefined ? "follow.following" : "follow.following-thread";
      return message([
        line(
          ...speaker.say(result.over ? "follow.over" : inThread, { job }),
          ...statusLink(result, speaker),
        ),
        ...(result.trouble ? [troubleLine(result.trouble, speaker)] : []),
        ...(result.weakness ? [line(...speaker.sayPhrase(result.weakness))] : []),
      ]);
    }
    case "already-following":
      return sentence(...speaker.say(alreadyKey(result), { job }), ...statusLink(result, speaker));
    case "not-found":
      return message([
        line(...speaker.say("follow.not-found", { job })),
        quote(result.message),
        line(...speaker.say("follow.not-found-rest")),
      ]);
    case "no-access": {
      const problem = speaker.sayPhrase(result.problem);
      return message([
        line(...speaker.say("follow.no-access", { problem })),
        line(...speaker.sayPhrase(result.cure)),
        line(...speaker.say("follow.no-access-rest")),
      ]);
    }
    case "too-many": {
      const jobs = speaker.count("jobs", result.limit);
      const key = `follow.too-many-of-${result.of}` as const;
      return message([
        line(...speaker.say(key, { jobs })),
        line(...speaker.say("follow.too-many-rest")),
      ]);
    }
    case "store-down":
      return storeDown(speaker, "follow.store-down");
  }
}

function alreadyKey({ over, isYours }: Extract<FollowResult, { kind: "already-following" }>) {
  if (over) return "follow.already-over";
  return isYours ? "follow.already-you" : "follow.already";
}

const statusLink = (
  result: { statusMessage?: { url?: string | undefined } | undefined },
  speaker: Speaker,
): Span[] =>
  result.statusMessage?.url
    ? [" ", link(result.statusMessage.url, speaker.text("follow.see-status"))]
    : [];
