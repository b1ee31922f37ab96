/**
 * Strict schemas of commands. Implemented: chat-input and message commands, names, lengths, duplicates. Not implemented:
 * sub-commands and user commands, which are recorded as unknown; changing a message command.
 */
import { z } from "zod";
import { commandName, localizations, commandOptions } from "./command-option-body.ts";
import { snowflake } from "../rest/snowflake.ts";

const MAX_NAME_LENGTH = 32;

const shared = {
  /** Only in a bulk overwrite, to rename a command. */
  id: snowflake.nullish(),
  default_member_permissions: z.string().regex(/^\d+$/).nullish(),
  dm_permission: z.boolean().nullish(),
  contexts: z
    .array(z.union([z.literal(0), z.literal(1), z.literal(2)]))
    .min(1)
    .nullish(),
  integration_types: z
    .array(z.union([z.literal(0), z.literal(1)]))
    .min(1)
    .nullish(),
  nsfw: z.boolean().nullish(),
};

const slashCommand = z.strictObject({
  ...shared,
  type: z.literal(1).nullish(),
  name: commandName,
  name_localizations: localizations,
  description: z.string().min(1).max(100),
  description_localizations: localizations,
  options: commandOptions.nullish(),
});
/** An entry in the menu of messages. It has a name of any characters, and neither a description nor options. */
const messageCommand = z.strictObject({
  ...shared,
  type: z.literal(3),
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  name_localizations: z.record(z.string(), z.string().min(1).max(MAX_NAME_LENGTH)).nullish(),
  description: z.literal("").nullish(),
});
const command = z.discriminatedUnion("type", [slashCommand, messageCommand]);

/** POST: one command. */
export const createCommandBody = command;
/** PATCH: any part of one. */
export const editCommandBody = slashCommand.partial();
/** PUT: all commands at once. */
export const bulkCommandBody = z
  .array(command)
  .max(130)
  .superRefine((list, context) => {
    const names = list.map(({ name, type }) => `${type ?? 1} ${name}`);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      context.addIssue({
        code: "custom",
        path: [index],
        message: "Application command names must be unique",
        params: { discord: "APPLICATION_COMMANDS_DUPLICATE_NAME" },
      });
    }
  });

/** A command as a client sends it. */
export type CommandBody = z.infer<typeof createCommandBody>;

const bare = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, part]) => part !== undefined && part !== null && part !== false,
    ),
  );

/** Returns what Discord stores and sends back: defaults filled in, nothing that is unset or false in an option. */
export function toDefinition(body: CommandBody): Record<string, unknown> {
  const options = "options" in body ? body.options : undefined;
  return {
    type: body.type ?? 1,
    name: body.name,
    name_localizations: body.name_localizations ?? null,
    description: body.description ?? "",
    description_localizations:
      "description_localizations" in body ? (body.description_localizations ?? null) : null,
    default_member_permissions: body.default_member_permissions ?? null,
    dm_permission: body.dm_permission ?? true,
    contexts: body.contexts ?? null,
    integration_types: body.integration_types ?? [0],
    nsfw: body.nsfw ?? false,
    ...(options?.length ? { options: options.map(bare) } : {}),
  };
}
