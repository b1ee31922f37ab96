import {
  defineAction,
  line,
  message,
  quote,
  type FollowResult,
  type Message,
  type RetryResult,
  type Translator,
  type SourceProblem,
} from "../../src/core/command.ts";
import { followAnswer } from "../pika-status.ts";
import { jobSpan, notFound, sentence, storeDown, type Answering } from "../shared/answers.ts";

/** The button "Run again": asks before anything is started. */
export const retry = defineAction({
  name: "retry",
  run: async ({ argument, context, translator }) => {
    const checked = await context.checkRetry(argument);
    if (checked.kind !== "job") return retryAnswer(checked, { context, translator });
    const job = jobSpan(checked.jobId, context);
    return message([line(...translator.spans("retry.sure", { job }))], {
      actions: [
        {
          kind: "button",
          name: retryNow.name,
          argument,
          label: translator.text("button.retry-now"),
          style: "primary",
        },
        { kind: "button", name: cancel.name, argument, label: translator.text("button.cancel") },
      ],
    });
  },
});

/** The confirmation: the job API runs the job again, and the new job is followed here. */
export const retryNow = defineAction({
  name: "retry-now",
  run: async ({ argument, context, translator }) =>
    retryAnswer(await context.retryJob(argument), { context, translator }),
});

/** The way out of a question. */
export const cancel = defineAction({
  name: "cancel",
  run: async ({ translator }) => sentence(...translator.spans("answer.cancelled")),
});

function retryAnswer(result: RetryResult, answering: Answering): Message {
  const { translator } = answering;
  switch (result.kind) {
    case "started": {
      const { blocks } = followAnswer(result.jobId, result.follow, answering);
      // Both would name the new job.
      if (IS_FOLLOWED.has(result.follow.kind)) return message(blocks);
      const started = line(
        ...translator.spans("retry.started", { job: jobSpan(result.jobId, answering.context) }),
      );
      return message([started, ...blocks]);
    }
    case "refused": {
      const { blocks } = followAnswer("", result.refusal, answering);
      return message([...blocks, line(...translator.spans("retry.refused-rest"))]);
    }
    case "not-yours":
      return sentence(...translator.spans("retry.not-yours"));
    case "off":
      return sentence(...translator.spans("retry.off"));
    case "not-retryable":
      return sentence(
        ...translator.spans("retry.not-retryable", {
          job: jobSpan(result.jobId, answering.context),
        }),
      );
    case "gone":
      return message([line(...translator.spans("retry.not-found")), quote(result.message)]);
    case "moderated":
      return message([line(...translator.spans("retry.moderated")), quote(result.message)]);
    case "queue-full":
      return sentence(...translator.spans("retry.queue-full"));
    case "unknown":
      return sentence(...translator.spans("retry.unknown"));
    case "trouble":
      return sentence(...troubleSentence(result.trouble, translator));
    case "not-found":
      return notFound(translator);
    case "store-down":
      return storeDown(translator);
  }
}

const IS_FOLLOWED: ReadonlySet<FollowResult["kind"]> = new Set(["following", "already-following"]);

function troubleSentence(trouble: SourceProblem, translator: Translator) {
  switch (trouble.kind) {
    case "unauthorised":
    case "no-subscription":
      return translator.spans("retry.refused");
    case "rate-limited":
      return translator.spans("retry.slow-down");
    case "unavailable":
      return translator.spans("retry.unavailable");
    case "not-understood":
      return translator.spans("retry.unknown");
  }
}
