import {
  COMMAND_NAMES,
  defineCommand,
  pastedTextSchema,
  type Command,
  type CommandContext,
  type FollowJobsResult,
  type Message,
} from "../src/core/command.ts";
import { localized, translatorOf } from "../src/messages/translator.ts";
import { invalidJobId, sentence } from "./shared/answers.ts";
import { followAnswer } from "./shared/follow-answer.ts";
import { followListAnswer } from "./shared/follow-list-answer.ts";
import type { JobsOfCommands } from "./shared/jobs-of-commands.ts";

/**
 * `/pika-status <jobid>`: follows a job, or up to ten, and posts each result in this channel. A job may be named by an id, a
 * link to it, or any text with such a link in it; several jobs by a list of ids and links.
 */
export const createPikaStatus = ({ isPikaAlone }: JobsOfCommands): Command =>
  defineCommand({
    name: COMMAND_NAMES.status,
    description: localized(isPikaAlone ? `command.${COMMAND_NAMES.status}` : "command.any-status"),
    options: {
      jobid: {
        description: localized(isPikaAlone ? "option.jobid" : "option.any-job"),
        required: true,
        schema: pastedTextSchema,
        suggests: "all-jobs",
      },
    },
    invalid: (_option, value, context) =>
      isPikaAlone ? invalidJobId(value, context) : sentence(context, localized("jobid.missing")),
    run: async ({ options: { jobid = "" }, isFromMessage, context }) =>
      isFromMessage
        ? followAnswer(await context.followJob(jobid), context)
        : answer(await context.followJobs(jobid), context),
  });

async function answer(result: FollowJobsResult, context: CommandContext): Promise<Message> {
  switch (result.kind) {
    case "one":
      return followAnswer(result.result, context);
    case "several":
      return followListAnswer(result.jobs, context);
    case "too-many-jobs": {
      const jobs = translatorOf(context).count("jobs", result.count);
      const max = String(result.max);
      return sentence(context, localized("follow.too-many-jobs", { jobs, max }));
    }
  }
}
