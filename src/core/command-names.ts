/**
 * The name of every command, without the slash: in code, and for people under {@link DEFAULT_COMMAND_PREFIX}. Both platforms
 * require lower case.
 */
export const COMMAND_NAMES = {
  status: "pika-status",
  jobs: "pika-jobs",
  forget: "pika-forget",
  share: "pika-share",
  notify: "pika-notify",
  settings: "pika-settings",
  help: "pika-help",
} as const;

/** The name of a command. See {@link COMMAND_NAMES}. */
export type CommandName = (typeof COMMAND_NAMES)[keyof typeof COMMAND_NAMES];

/** What the names that people type begin with, unless `RELAY_COMMAND_PREFIX` says otherwise. */
export const DEFAULT_COMMAND_PREFIX = "pika";

/** A second name of the status command, the same under every prefix. */
const NEUTRAL_STATUS_NAME = "job-status";

const NAMES = Object.values(COMMAND_NAMES);

/** What follows the prefix in the name of a command. */
const endOf = (name: CommandName): string => name.slice(DEFAULT_COMMAND_PREFIX.length);

/** Longest prefix: Slack allows 32 characters for a command with its slash, Discord 32 without it. */
export const MAX_COMMAND_PREFIX_LENGTH =
  32 - "/".length - Math.max(...NAMES.map((name) => endOf(name).length));

/** The name that people type for a command: the one in sentences. */
export const typedName = (name: CommandName, prefix: string): string => `${prefix}${endOf(name)}`;

/** All names that people can type for a command, first the one in sentences. */
export function typedNames(name: CommandName, prefix: string): readonly string[] {
  const typed = typedName(name, prefix);
  const isSecond = name === COMMAND_NAMES.status && typed !== NEUTRAL_STATUS_NAME;
  return isSecond ? [typed, NEUTRAL_STATUS_NAME] : [typed];
}

/**
 * The command that a typed name means; `undefined` if there is none. The prefix does not matter: after `RELAY_COMMAND_PREFIX`
 * has changed, Slack offers the old names until the app gets the new manifest.
 */
export const toCommandName = (typed: string): CommandName | undefined =>
  NAMES.find((name) => typed.endsWith(endOf(name)));
