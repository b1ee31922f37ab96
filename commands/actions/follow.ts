import { ACTION_NAMES, defineAction } from "../../src/core/command.ts";
import { followAnswer } from "../shared/follow-answer.ts";

/** The buttons of a choice between job APIs that have a job with the same id: follow the one of the API. */
export const follow = defineAction({
  name: ACTION_NAMES.follow,
  run: async ({ argument, context }) => followAnswer(await context.followChosen(argument), context),
});
