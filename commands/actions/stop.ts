import { defineAction } from "../../src/core/command.ts";
import { FOLLOW_ACTIONS } from "../../src/messages/follow-actions.ts";
import { forgetAnswer } from "../pika-forget.ts";

/** The button "Stop following". */
export const stop = defineAction({
  name: FOLLOW_ACTIONS.stop,
  run: async ({ argument: followId, context }) =>
    forgetAnswer(await context.forgetJob({ followId }), context),
});
