import {
  defineAction,
  line,
  message,
  quote,
  type FollowResult,
  type Message,
  type RetryResult,
  type Speaker,
  type Trouble,
} from "../../src/core/command.ts";
import { followAnswer } from "../pika-status.ts";
import { jobSpan, notFound, sentence, storeDown, type Answering } from "../shared/answers.ts";

/** The button "Run again": asks before anything is started. */
export const retry = defineAction({
  name: "retry",
  run: async ({ argument, desk, speaker }) => {
    const checked = await desk.checkRetry(argument);
    if (checked.kind !== "job") return retryAnswer(checked, { desk, speaker });
    const job = jobSpan(checked.jobId, desk);
    return message([line(...speaker.say("retry.sure", { job }))], {
      actions: [
        {
          kind: "button",
          name: retryNow.name,
          argument,
          label: speaker.text("button.retry-now"),
          style: "primary",
        },
        { kind: "button", name: cancel.name, argument, label: speaker.text("button.cancel") },
      ],
    });
  },
});

/** The confirmation: the job API runs the job again, and the new job is followed here. */
export const retryNow = defineAction({
  name: "retry-now",
  run: async ({ argument, desk, speaker }) =>
    retryAnswer(await desk.retryJob(argument), { desk, speaker }),
});

/** The way out of a question. */
export const cancel = defineAction({
  name: "cancel",
  run: async ({ speaker }) => sentence(...speaker.say("answer.cancelled")),
});

function retryAnswer(result: RetryResult, context: Answering): Message {
  const { desk, speaker } = context;
  switch (result.kind) {
    case "started": {
      const { blocks } = followAnswer(result.jobId, result.follow, context);
      // Both would name the new job.
      if (IS_FOLLOWED.has(result.follow.kind)) return message(blocks);
      const started = line(...speaker.say("retry.started", { job: jobSpan(result.jobId, desk) }));
      return message([started, ...blocks]);
    }
    case "refused": {
      const { blocks } = followAnswer("", result.refusal, context);
      return message([...blocks, line(...speaker.say("retry.refused-rest"))]);
    }
    case "not-yours":
      return sentence(...speaker.say("retry.not-yours"));
    case "off":
      return sentence(...speaker.say("retry.off"));
    case "not-retryable":
      return sentence(...speaker.say("retry.not-retryable", { job: jobSpan(result.jobId, desk) }));
    case "gone":
      return message([line(...speaker.say("retry.not-found")), quote(result.message)]);
    case "moderated":
      return message([line(...speaker.say("retry.moderated")), quote(result.message)]);
    case "queue-full":
      return sentence(...speaker.say("retry.queue-full"));
    case "unknown":
      return sentence(...speaker.say("retry.unknown"));
    case "trouble":
      return sentence(...troubleSentence(result.trouble, speaker));
    case "not-found":
      return notFound(speaker);
    case "store-down":
      return storeDown(speaker);
  }
}

const IS_FOLLOWED: ReadonlySet<FollowResult["kind"]> = new Set(["following", "already-following"]);

function troubleSentence(trouble: Trouble, speaker: Speaker) {
  switch (trouble.kind) {
    case "unauthorised":
    case "no-subscription":
      return speaker.say("retry.refused");
    case "rate-limited":
      return speaker.say("retry.slow-down");
    case "unavailable":
      return speaker.say("retry.unavailable");
    case "not-understood":
      return speaker.say("retry.unknown");
  }
}
