import { ACTION_NAMES, defineAction, message } from "../../src/core/command.ts";
import { localized, translatorOf } from "../../src/messages/translator.ts";
import { shareAnswer } from "../pika-share.ts";
import { jobSpan, lineFor, noJob, sentence } from "../shared/answers.ts";

/** The button "Share…": asks for the channel. */
export const share = defineAction({
  name: ACTION_NAMES.share,
  run: async ({ argument, context }) => {
    const named = await context.jobOf(argument);
    if (named.kind !== "job") return noJob(named, context);
    const job = await jobSpan(named.jobId, context);
    const label = translatorOf(context).text("choice.channel");
    return message([lineFor(context, localized("share.where", { job }))], {
      actions: [{ kind: "channel-choice", name: shareTo.name, argument, label }],
    });
  },
});

/** The choice of a channel after "Share…": shares the result there. */
export const shareTo = defineAction({
  name: ACTION_NAMES.shareTo,
  run: async ({ argument: followId, value, context }) =>
    value === undefined
      ? sentence(context, localized("share.channel-missing"))
      : shareAnswer(await context.shareResult({ followId }, value), context),
});
