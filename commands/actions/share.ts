import { defineAction, line, message } from "../../src/core/command.ts";
import { shareAnswer } from "../pika-share.ts";
import { jobSpan, noJob, sentence } from "../shared/answers.ts";

/** The button "Share…": asks where to. */
export const share = defineAction({
  name: "share",
  run: async ({ argument, desk, speaker }) => {
    const named = await desk.jobOf(argument);
    if (named.kind !== "job") return noJob(named, speaker);
    const job = jobSpan(named.jobId, desk);
    const label = speaker.text("choice.channel");
    return message([line(...speaker.say("share.where", { job }))], {
      actions: [{ kind: "channel-choice", name: shareTo.name, argument, label }],
    });
  },
});

/** The choice of where to share it. */
export const shareTo = defineAction({
  name: "share-to",
  run: async ({ argument: followId, value, desk, speaker }) =>
    value === undefined
      ? sentence(...speaker.say("share.channel-missing"))
      : shareAnswer(await desk.shareResult({ followId }, value), { desk, speaker }),
});
