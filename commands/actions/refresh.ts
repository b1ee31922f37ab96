import {
  codeBlock,
  defineAction,
  line,
  message,
  small,
  time,
  type Checks,
  type RefreshResult,
  type Translator,
} from "../../src/core/command.ts";
import { notFound, sentence, storeDown, troubleLine } from "../shared/answers.ts";
import { tryAgain } from "./try-again.ts";

/** The button "Refresh": polls the job now; the answer has its whole id, to be copied. */
export const refresh = defineAction({
  name: "refresh",
  run: async ({ argument, context, translator }) =>
    refreshAnswer(await context.refreshJob(argument), { followId: argument, translator }),
});

/** How often the job is polled, and until when. */
function checksOf({ fromMs, toMs, until }: Checks, translator: Translator) {
  const when = time(until, "date-time");
  const from = translator.duration(fromMs);
  return fromMs === toMs
    ? translator.spans("status.asked-every", { interval: from, when })
    : translator.spans("status.asked-between", { from, to: translator.duration(toMs), when });
}

function refreshAnswer(
  result: RefreshResult,
  { followId, translator }: { followId: string; translator: Translator },
) {
  switch (result.kind) {
    case "running": {
      const status = translator.spansOf(result.status);
      return message([
        result.trouble
          ? troubleLine(result.trouble, translator)
          : line(...translator.spans("refresh.running", { status })),
        small(...checksOf(result.checks, translator)),
        codeBlock(result.jobId),
      ]);
    }
    case "over":
      return sentence(...translator.spans("refresh.over"));
    case "delivered":
      return sentence(...translator.spans("refresh.done"));
    case "undelivered":
      // Where the channel was lost its status message could not be given the button.
      return message([line(...translator.spans("refresh.undelivered"))], {
        actions: [
          {
            kind: "button",
            name: tryAgain.name,
            argument: followId,
            label: translator.text("button.try-again"),
            style: "primary",
          },
        ],
      });
    case "not-found":
      return notFound(translator);
    case "store-down":
      return storeDown(translator);
  }
}
