import { ACTION_NAMES, defineAction } from "../../src/core/command.ts";
import { forgetAnswer } from "../pika-forget.ts";

/** The button "Stop following": does what `/pika-forget` does. */
export const stop = defineAction({
  name: ACTION_NAMES.stop,
  run: async ({ argument: followId, context }) =>
    forgetAnswer(await context.forgetJob({ followId }), context),
});
