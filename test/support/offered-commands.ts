import { z } from "zod";
import { defineCommand, line, message, type Command } from "../../src/core/command.ts";
import { jobIdSchema } from "../../src/core/job/job.ts";
import { localized } from "../../src/messages/translator.ts";

const nothing = async () => message([line("OK, nothing was changed.")]);
const invalid = () => message([line("That is not it.")]);

/** Commands with every kind of option there is, required and optional. What they do does not matter to an adapter. */
export const offeredCommands: readonly [Command, ...Command[]] = [
  defineCommand({
    name: "pika-status",
    description: localized("command.pika-status"),
    options: {
      jobid: {
        description: localized("option.jobid"),
        required: true,
        schema: jobIdSchema,
        suggests: "followed-jobs",
      },
    },
    invalid,
    run: nothing,
  }),
  defineCommand({
    name: "pika-share",
    description: localized("command.pika-share"),
    options: {
      jobid: {
        description: localized("option.finished-jobid"),
        required: true,
        schema: jobIdSchema,
      },
      channel: {
        description: localized("option.channel"),
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
    description: localized("command.pika-notify"),
    options: {
      change: {
        description: localized("option.notify"),
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
    description: localized("command.pika-help"),
    options: {},
    invalid,
    run: nothing,
  }),
];
