import { defineAction } from "../../src/core/command.ts";
import { JOB_PAGE_ACTION, jobListAnswer } from "../pika-jobs.ts";

/** The buttons "Previous" and "Next" under the list of jobs. */
export const jobs = defineAction({
  name: JOB_PAGE_ACTION,
  run: async ({ argument, context }) => jobListAnswer(context.listJobs(Number(argument)), context),
});
