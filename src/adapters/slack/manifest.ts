import type { Command } from "../../core/command.ts";

/** The least the bot needs, each with what it is for. */
export const BOT_SCOPES = [
  /** Be given slash commands. */
  "commands",
  /** Post and edit messages; answer privately where a command's own address has run out. */
  "chat:write",
  /** Upload results. */
  "files:write",
  /** See whether an upload has appeared in the channel. */
  "files:read",
  /** Join the public channel a command came from: files cannot be shared into a channel from outside. */
  "channels:join",
  /** Tell public, private, archived and direct conversations apart before promising a result there. */
  "channels:read",
  "groups:read",
  "im:read",
  /** Look for a message of our own before sending it again, after a crash or a lost answer. */
  "channels:history",
  "groups:history",
  "im:history",
] as const;

/** Without these nothing can be delivered; for the others there is a weaker way. */
export const INDISPENSABLE_SCOPES: ReadonlySet<string> = new Set([
  "commands",
  "chat:write",
  "files:write",
  "files:read",
]);

/** The Slack app as JSON for "Create an app from a manifest"; its slash commands are the given ones. */
export function renderManifest(commands: readonly Command[]): object {
  return {
    display_information: {
      name: "Pika Relay",
      description: "Follows Pika video jobs and brings the finished video to the channel",
      background_color: "#1f2937",
    },
    features: {
      // Without the messages tab nobody can type a command in the direct message with the bot.
      app_home: {
        home_tab_enabled: false,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: "pika-relay", always_online: true },
      slash_commands: commands.map(toSlashCommand),
    },
    oauth_config: { scopes: { bot: [...BOT_SCOPES] } },
    settings: {
      interactivity: { is_enabled: false },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  };
}

function toSlashCommand(command: Command): object {
  const [option] = Object.keys(command.options);
  return {
    command: `/${command.name}`,
    description: command.description,
    ...(option === undefined ? {} : { usage_hint: `<${option}>` }),
    // Escaping would rewrite parts of a job id that look like a user or a channel.
    should_escape: false,
  };
}
