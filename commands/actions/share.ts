import { defineAction, line, message } from "../../src/core/command.ts";
import { shareAnswer } from "../pika-share.ts";
import { jobSpan, noJob, sentence } from "../shared/answers.ts";

/** The button "Share…": asks where to. */
export const share = defineAction({
  name: "share",
  run: async ({ argument, context, translator }) => {
    const named = await context.jobOf(argument);
    if (named.kind !== "job") return noJob(named, translator);
    const job = jobSpan(named.jobId, context);
    const label = translator.text("choice.channel");
    return message([line(...translator.spans("share.where", { job }))], {
      actions: [{ kind: "channel-choice", name: shareTo.name, argument, label }],
    });
  },
});

/** The choice of where to share it. */
export const shareTo = defineAction({
  name: "share-to",
  run: async ({ argument: followId, value, context, translator }) =>
    value === undefined
      ? sentence(...translator.spans("share.channel-missing"))
      : shareAnswer(await context.shareResult({ followId }, value), { context, translator }),
});
