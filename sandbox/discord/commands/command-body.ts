/**
 * Strict schemas of slash commands. Implemented: chat-input commands, names, lengths, duplicates. Not implemented:
 * sub-commands, context-menu commands; they are recorded as unknown.
 */
import { z } from "zod";
import { commandName, localizations, commandOptions } from "./command-option-body.ts";
import { snowflake } from "../rest/snowflake.ts";

const command = z.strictObject({
  /** Only in a bulk overwrite, to rename a command. */
  id: snowflake.nullish(),
  type: z.literal(1).nullish(),
  name: commandName,
  name_localizations: localizations,
  description: z.string().min(1).max(100),
  description_localizations: localizations,
  options: commandOptions.nullish(),
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
});

/** POST: one command. */
export const createCommandBody = command;
/** PATCH: any part of one. */
export const editCommandBody = command.partial();
/** PUT: all commands at once. */
export const bulkCommandBody = z
  .array(command)
  .max(130)
  .superRefine((list, context) => {
    const names = list.map(({ name }) => name);
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
  return {
    type: 1,
    name: body.name,
    name_localizations: body.name_localizations ?? null,
    description: body.description,
    description_localizations: body.description_localizations ?? null,
    default_member_permissions: body.default_member_permissions ?? null,
    dm_permission: body.dm_permission ?? true,
    contexts: body.contexts ?? null,
    integration_types: body.integration_types ?? [0],
    nsfw: body.nsfw ?? false,
    ...(body.options?.length ? { options: body.options.map(bare) } : {}),
  };
}
