import {
  defineAction,
  line,
  message,
  type RefreshResult,
  type Speaker,
} from "../../src/core/command.ts";
import { notFound, sentence, storeDown, troubleLine } from "../shared/answers.ts";
import { tryAgain } from "./try-again.ts";

/** The button "Refresh": the job is asked for now. */
export const refresh = defineAction({
  name: "refresh",
  run: async ({ argument, desk, speaker }) =>
    refreshAnswer(await desk.refreshJob(argument), { followId: argument, speaker }),
});

function refreshAnswer(
  result: RefreshResult,
  { followId, speaker }: { followId: string; speaker: Speaker },
) {
  switch (result.kind) {
    case "running": {
      const status = speaker.sayPhrase(result.status);
      return result.trouble
        ? message([troubleLine(result.trouble, speaker)])
        : message([line(...speaker.say("refresh.running", { status }))]);
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
