import type { ActionDefinition, Command } from "../src/core/command.ts";
import { cancelJob, cancelJobNow } from "./actions/cancel-job.ts";
import { follow } from "./actions/follow.ts";
import { jobs } from "./actions/jobs.ts";
import { refresh } from "./actions/refresh.ts";
import { cancel, retry, retryNow } from "./actions/retry.ts";
import { share, shareTo } from "./actions/share.ts";
import { stop } from "./actions/stop.ts";
import { tryAgain } from "./actions/try-again.ts";
import type { JobsOfCommands } from "./shared/jobs-of-commands.ts";
import { pikaForget } from "./pika-forget.ts";
import { createPikaHelp } from "./pika-help.ts";
import { pikaJobs } from "./pika-jobs.ts";
import { pikaNotify } from "./pika-notify.ts";
import { pikaSettings } from "./pika-settings.ts";
import { pikaShare } from "./pika-share.ts";
import { createPikaStatus } from "./pika-status.ts";

/** Every command, in the order in which people see them. */
export const createCommands = (about: JobsOfCommands): readonly Command[] => [
  createPikaStatus(about),
  pikaJobs,
  pikaForget,
  pikaShare,
  pikaNotify,
  pikaSettings,
  createPikaHelp(about),
];

/** The commands of a relay that follows only jobs of Pika. */
export const commands = createCommands({ isPikaAlone: true });

/** The actions of all buttons and choices under messages. */
export const actions: readonly ActionDefinition[] = [
  follow,
  refresh,
  stop,
  cancelJob,
  cancelJobNow,
  share,
  shareTo,
  retry,
  retryNow,
  cancel,
  tryAgain,
  jobs,
];
