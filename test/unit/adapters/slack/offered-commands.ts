import { z } from "zod";
import {
  defineCommand,
  jobIdSchema,
  line,
  message,
  type Command,
} from "../../../../src/core/command.ts";

const nothing = async () => message([line("OK, nothing was changed.")]);
const invalid = () => message([line("That is not it.")]);

/** Commands with every kind of option that there is; what they do is not the adapter's concern. */
export const offeredCommands: readonly Command[] = [
  defineCommand({
    name: "pika-status",
    description: "command.pika-status",
    options: { jobid: { description: "option.jobid", required: true, schema: jobIdSchema } },
    invalid,
    run: nothing,
  }),
  defineCommand({
    name: "pika-share",
    description: "command.pika-share",
    options: {
      jobid: { description: "option.finished-jobid", required: true, schema: jobIdSchema },
      channel: {
        description: "option.channel",
        required: true,
        schema: z.string(),
        kind: "channel",
      },
    },
    invalid,
    run: nothing,
  }),
  defineCommand({
    name: "pika-notify",
    description: "command.pika-notify",
    options: {
      change: {
        description: "option.notify",
        required: false,
        schema: z.string(),
        choices: ["on", "off", "status"],
      },
    },
    invalid,
    run: nothing,
  }),
  defineCommand({
    name: "pika-help",
    description: "command.pika-help",
    options: {},
    invalid,
    run: nothing,
  }),
];
