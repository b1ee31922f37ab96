import {
  code,
  defineCommand,
  jobIdSchema,
  line,
  link,
  MAX_JOB_ID_LENGTH,
  message,
  quote,
  strong,
  type FollowResult,
  type Message,
  type Trouble,
} from "../src/core/command.ts";

const EXAMPLE = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";

const RAISE = "Whoever runs this relay can raise the limit.";

/** `/pika-status <jobid>`: follow a job and bring its result to this channel. */
export const pikaStatus = defineCommand({
  name: "pika-status",
  description: "Follow a Pika video job and get its result in this channel",
  options: {
    jobid: {
      description: "The job id the Pika API answered when the job was submitted",
      required: true,
      schema: jobIdSchema,
    },
  },
  invalid: (_option, value) =>
    message([
      line(
        value.trim() === ""
          ? "A job id is missing."
          : `That is not a job id: it has to be 1 to ${MAX_JOB_ID_LENGTH} characters without spaces.`,
      ),
      line("A job id looks like ", code(EXAMPLE), "."),
      line("It is the ", code("jobid"), " in the answer to the request that started the job."),
    ]),
  run: async ({ options: { jobid }, followJob }) => toReply(jobid, await followJob(jobid)),
});

function toReply(jobId: string, result: FollowResult): Message {
  switch (result.kind) {
    case "following":
      return following(jobId, result);
    case "already-following":
      return message([
        line(
          "This channel already follows job ",
          code(jobId),
          result.over
            ? ". The job is over, and its result is being posted now."
            : ". You will be mentioned too when it ends.",
        ),
        ...statusLink(result),
      ]);
    case "not-found":
      return message([
        line("The job API does not know job ", code(jobId), ". It says:"),
        quote(result.message),
        line("Nothing is followed. Check the job id and try again."),
      ]);
    case "no-access":
      return message([
        line(strong("I cannot post results in this channel."), " ", result.problem),
        line(result.cure),
        line("Nothing is followed yet. Try again after that."),
      ]);
    case "too-many":
      return message([line(...tooManyWords(result)), line(RAISE)]);
    case "store-down":
      return message([
        line(strong("I could not save this just now, so the job is not followed.")),
        line("Please try again in a minute. If it stays like this, tell whoever runs this relay."),
      ]);
  }
}

function tooManyWords({ of, limit }: Extract<FollowResult, { kind: "too-many" }>) {
  const jobs = limit === 1 ? "1 job" : `${limit} jobs`;
  return of === "user"
    ? [
        strong(`You already wait for ${jobs} here, the limit for one person.`),
        " This one is not followed. Try again when one of yours is over.",
      ]
    : [
        strong(`This channel already follows ${jobs}, the limit for one channel.`),
        " This one is not followed. Try again when one of them is over, or in another channel.",
      ];
}

function following(jobId: string, result: Extract<FollowResult, { kind: "following" }>): Message {
  const promise = result.over
    ? "Its result is posted in this channel now."
    : "Its result will be posted in this channel.";
  return message([
    line("Following job ", code(jobId), ". ", promise),
    ...(result.trouble ? [line(troubleSentence(result.trouble))] : []),
    ...(result.weakness ? [line(result.weakness)] : []),
    ...statusLink(result),
  ]);
}

function statusLink(result: { statusMessage?: { url?: string } }) {
  return result.statusMessage?.url
    ? [line(link(result.statusMessage.url, "See the status message"))]
    : [];
}

function troubleSentence(trouble: Trouble): string {
  switch (trouble.kind) {
    case "unauthorised":
    case "no-subscription":
      return "The job API refuses the relay right now; whoever runs it must act. I keep asking.";
    case "rate-limited":
      return "The job API asks me to slow down right now. I keep asking.";
    case "unavailable":
    case "not-understood":
      return "The job API does not answer properly right now. I keep asking.";
  }
}
