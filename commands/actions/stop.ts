import { defineAction } from "../../src/core/command.ts";
import { forgetAnswer } from "../pika-forget.ts";

/** The button "Stop following". */
export const stop = defineAction({
  name: "stop",
  run: async ({ argument: followId, context, translator }) =>
    forgetAnswer(await context.forgetJob({ followId }), { context, translator }),
});
