import {
  ACTION_NAMES,
  defineAction,
  message,
  quote,
  type CommandContext,
  type FollowResult,
  type LocalizedText,
  type Message,
  type RetryResult,
  type NamedSourceProblem,
} from "../../src/core/command.ts";
import { localized, translatorOf } from "../../src/messages/translator.ts";
import { jobSpan, lineFor, notFound, sentence, storeDown } from "../shared/answers.ts";
import { followAnswer } from "../shared/follow-answer.ts";

/** The button "Run again": asks for a confirmation. Nothing is started yet. */
export const retry = defineAction({
  name: ACTION_NAMES.retry,
  run: async ({ argument, context }) => {
    const checked = await context.checkRetry(argument);
    if (checked.kind !== "job") return retryAnswer(checked, context);
    const job = await jobSpan(checked.jobId, context);
    const translator = translatorOf(context);
    return message([lineFor(context, localized("retry.sure", { job }))], {
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

/** The confirmation of "Run again": has the job API run the job again, and follows the new job in this channel. */
export const retryNow = defineAction({
  name: ACTION_NAMES.retryNow,
  run: async ({ argument, context }) => retryAnswer(await context.retryJob(argument), context),
});

/** The button "Cancel" next to a confirmation: changes nothing. */
export const cancel = defineAction({
  name: ACTION_NAMES.cancel,
  run: async ({ context }) => sentence(context, localized("answer.cancelled")),
});

async function retryAnswer(result: RetryResult, context: CommandContext): Promise<Message> {
  const job = "jobId" in result ? await jobSpan(result.jobId, context) : "";
  switch (result.kind) {
    case "started": {
      const { blocks } = await followAnswer(result.follow, context);
      // The answer of the follow names the new job already.
      if (IS_FOLLOWED.has(result.follow.kind)) return message(blocks);
      return message([lineFor(context, localized("retry.started", { job })), ...blocks]);
    }
    case "refused": {
      const { blocks } = await followAnswer(result.refusal, context);
      return message([...blocks, lineFor(context, localized("retry.refused-rest"))]);
    }
    case "not-yours":
      return sentence(context, localized("retry.not-yours"));
    case "off":
      return sentence(context, localized("retry.off"));
    case "not-retryable":
      return sentence(context, localized("retry.not-retryable", { job }));
    case "gone":
      return apiAnswer("retry.not-found", result, context);
    case "moderated":
      return apiAnswer("retry.moderated", result, context);
    case "queue-full":
      return sentence(context, localized("retry.queue-full"));
    case "unknown":
      return sentence(context, localized("retry.unknown", { source: result.sourceName }));
    case "source-problem":
      return sentence(context, problemText(result.sourceProblem));
    case "not-found":
      return notFound(context);
    case "store-down":
      return storeDown(context);
  }
}

const IS_FOLLOWED: ReadonlySet<FollowResult["kind"]> = new Set(["following", "already-following"]);

/** Quotes what the job API said. */
const apiAnswer = (
  key: "retry.not-found" | "retry.moderated",
  { sourceName: source, message: said }: Extract<RetryResult, { kind: "gone" | "moderated" }>,
  context: CommandContext,
): Message => message([lineFor(context, localized(key, { source })), quote(said)]);

function problemText({ kind, sourceName: source }: NamedSourceProblem): LocalizedText {
  switch (kind) {
    case "unauthorised":
    case "no-subscription":
      return localized("retry.refused", { source });
    case "rate-limited":
      return localized("retry.slow-down", { source });
    case "unavailable":
      return localized("retry.unavailable", { source });
    case "not-understood":
      return localized("retry.unknown", { source });
  }
}
