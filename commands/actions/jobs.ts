import { defineAction } from "../../src/core/command.ts";
import { jobListAnswer } from "../pika-jobs.ts";

/** The buttons "Previous" and "Next" under the list of jobs. */
export const jobs = defineAction({
  name: "jobs",
  run: async ({ argument, context, translator }) =>
    jobListAnswer(await context.listJobs(Number(argument)), translator),
});
