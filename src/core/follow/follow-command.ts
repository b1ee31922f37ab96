import { COMMAND_NAMES } from "../command-names.ts";
import type { CommandInvocation } from "../invocation.ts";

/**
 * The command that the menu of a message or a mention stands for. `job`: what the message says of a job; without it, the
 * command answers that it is missing.
 */
export const toFollowCommand = (
  job: string | undefined,
): Pick<CommandInvocation, "name" | "options" | "isFromMessage"> => ({
  name: COMMAND_NAMES.status,
  isFromMessage: true,
  options: job === undefined ? {} : { jobid: job },
});
