import { ACTION_NAMES, defineAction } from "../../src/core/command.ts";
import { jobListAnswer } from "../pika-jobs.ts";

/** The buttons "Previous" and "Next" under the list of jobs: show another page. */
export const jobs = defineAction({
  name: ACTION_NAMES.jobPage,
  run: async ({ argument, context }) =>
    jobListAnswer(await context.listJobs(Number(argument)), context),
});
