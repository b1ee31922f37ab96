import {
  ACTION_NAMES,
  codeBlock,
  defineAction,
  message,
  small,
  time,
  type Checks,
  type CommandContext,
  type Message,
  type RefreshResult,
  type Span,
} from "../../src/core/command.ts";
import { followButton } from "../../src/messages/follow-buttons.ts";
import { localized, translatorOf } from "../../src/messages/translator.ts";
import { lineFor, notFound, problemLine, sentence, storeDown } from "../shared/answers.ts";

/** The button "Refresh": polls the job now. The answer contains its whole id, so that people can copy it. */
export const refresh = defineAction({
  name: ACTION_NAMES.refresh,
  run: async ({ argument: followId, context }) => {
    const result = await context.refreshJob(followId);
    // The answer offers "Post again": in a lost channel the status message could not get that button.
    return result.kind === "undelivered"
      ? undeliveredAnswer(followId, context)
      : refreshAnswer(result, context);
  },
});

/** Says how often the job is polled, and until when. */
function checksOf({ fromMs, toMs, until }: Checks, context: CommandContext): Span[] {
  const translator = translatorOf(context);
  const when = time(until, "date-time");
  const from = translator.duration(fromMs);
  return fromMs === toMs
    ? translator.spans("status.asked-every", { interval: from, when })
    : translator.spans("status.asked-between", { from, to: translator.duration(toMs), when });
}

function undeliveredAnswer(followId: string, context: CommandContext): Message {
  const about = { followId, translator: translatorOf(context) };
  return message([lineFor(context, localized("refresh.undelivered"))], {
    actions: [followButton({ name: ACTION_NAMES.tryAgain, style: "primary" }, about)],
  });
}

function refreshAnswer(
  result: Exclude<RefreshResult, { kind: "undelivered" }>,
  context: CommandContext,
): Message {
  switch (result.kind) {
    case "running":
      return message([
        result.sourceProblem
          ? problemLine(result.sourceProblem, context)
          : lineFor(context, localized("refresh.running", { status: result.status })),
        small(...checksOf(result.checks, context)),
        codeBlock(result.jobId),
      ]);
    case "over":
      return sentence(context, localized("refresh.over"));
    case "delivered":
      return sentence(context, localized("refresh.done"));
    case "not-found":
      return notFound(context);
    case "store-down":
      return storeDown(context, localized("answer.store-unread"));
  }
}
