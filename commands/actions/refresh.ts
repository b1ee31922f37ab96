import {
  codeBlock,
  defineAction,
  line,
  message,
  small,
  time,
  type Checks,
  type RefreshResult,
  type Speaker,
} from "../../src/core/command.ts";
import { notFound, sentence, storeDown, troubleLine } from "../shared/answers.ts";
import { tryAgain } from "./try-again.ts";

/** The button "Refresh": polls the job now; the answer has its whole id, to be copied. */
export const refresh = defineAction({
  name: "refresh",
  run: async ({ argument, desk, speaker }) =>
    refreshAnswer(await desk.refreshJob(argument), { followId: argument, speaker }),
});

/** How often the job is polled, and until when. */
function checksOf({ fromMs, toMs, until }: Checks, speaker: Speaker) {
  const when = time(until, "date-time");
  const from = speaker.duration(fromMs);
  return fromMs === toMs
    ? speaker.say("status.asked-every", { interval: from, when })
    : speaker.say("status.asked-between", { from, to: speaker.duration(toMs), when });
}

function refreshAnswer(
  result: RefreshResult,
  { followId, speaker }: { followId: string; speaker: Speaker },
) {
  switch (result.kind) {
    case "running": {
      const status = speaker.sayPhrase(result.status);
      return message([
        result.trouble
          ? troubleLine(result.trouble, speaker)
          : line(...speaker.say("refresh.running", { status })),
        small(...checksOf(result.checks, speaker)),
        codeBlock(result.jobId),
      ]);
    }
    case "over":
      return sentence(...speaker.say("refresh.over"));
    case "delivered":
      return sentence(...speaker.say("refresh.done"));
    case "undelivered":
      // Where the channel was lost its status message could not be given the button.
      return message([line(...speaker.say("refresh.undelivered"))], {
        actions: [
          {
            kind: "button",
            name: tryAgain.name,
            argument: followId,
            label: speaker.text("button.try-again"),
            style: "primary",
          },
        ],
      });
    case "not-found":
      return notFound(speaker);
    case "store-down":
      return storeDown(speaker);
  }
}
