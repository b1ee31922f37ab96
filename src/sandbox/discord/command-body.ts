/**
 * The definition of a slash command, strictly. Does: chat-input commands with options of the scalar kinds, names, lengths,
 * order and duplicates. Does not: sub-commands, context-menu commands, autocomplete; they are recorded as unknown.
 */
import { z } from "zod";
import { snowflake } from "./message-body.ts";

/** Discord's naming rule for chat-input commands and options; upper case is refused where a lower case exists. */
const commandName = z
  .string()
  .min(1)
  .max(32)
  .refine(
    (name) =>
      /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u.test(name) && name === name.toLowerCase(),
    {
      error: "Command name is invalid",
      params: { discord: "APPLICATION_COMMAND_INVALID_NAME" },
    },
  );
const localizations = z.record(z.string(), z.string().min(1).max(100)).nullish();

const option = z.strictObject({
  type: z.union([z.literal(3), z.literal(4), z.literal(5), z.literal(10)]),
  name: commandName,
  name_localizations: localizations,
  description: z.string().min(1).max(100),
  description_localizations: localizations,
  required: z.boolean().nullish(),
  choices: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        name_localizations: localizations,
        value: z.union([z.string().max(6000), z.number()]),
      }),
    )
    .max(25)
    .nullish(),
  min_value: z.number().nullish(),
  max_value: z.number().nullish(),
  min_length: z.int().min(0).max(6000).nullish(),
  max_length: z.int().min(1).max(6000).nullish(),
  autocomplete: z.literal(false).nullish(),
});

const options = z
  .array(option)
  .max(25)
  .superRefine((list, context) => {
    const names = list.map(({ name }) => name);
    if (new Set(names).size < names.length) {
      context.addIssue({
        code: "custom",
        message: "Option names must be unique",
        params: { discord: "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS" },
      });
    }
    const firstOptional = list.findIndex(({ required }) => !required);
    if (firstOptional !== -1 && list.slice(firstOptional).some(({ required }) => required)) {
      context.addIssue({
        code: "custom",
        message: "Required options must be placed before non-required options",
        params: { discord: "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID" },
      });
    }
  });

const command = z.strictObject({
  /** Only in a bulk overwrite, to keep a command under a new name. */
  id: snowflake.nullish(),
  type: z.literal(1).nullish(),
  name: commandName,
  name_localizations: localizations,
  description: z.string().min(1).max(100),
  description_localizations: localizations,
  options: options.nullish(),
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

/** A command as a client defines it. */
export type CommandBody = z.infer<typeof createCommandBody>;

const bare = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, part]) => part !== undefined && part !== null && part !== false,
    ),
  );

/** What Discord keeps and sends back of a definition: defaults filled in, nothing that is unset or false in an option. */
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
