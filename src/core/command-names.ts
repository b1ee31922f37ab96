/** The name of every command, without the slash. Both platforms require lower case. */
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
