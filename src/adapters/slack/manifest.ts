import type { Command, CommandOption } from "../../core/command.ts";
import { DEFAULT_COMMAND_PREFIX, typedNames } from "../../core/command-names.ts";
import { translatorFor } from "../../messages/translator.ts";
import { isEscaped } from "./events/command-text.ts";

/** The callback_id of the shortcut in a message's menu that follows the job named there. */
export const FOLLOW_SHORTCUT = "follow-job";

/** The path that the relay's HTTP server takes everything from Slack on. */
export const EVENTS_PATH = "/slack/events";

/** The paths on which a browser installs the app in a workspace. */
export const INSTALL_PATH = "/slack/install";
export const REDIRECT_PATH = "/slack/oauth_redirect";

/** The least the bot needs, each with what it is for. */
export const BOT_SCOPES = [
  /** Be given slash commands. */
  "commands",
  /** Be told when the bot is mentioned: commands cannot be typed in threads. */
  "app_mentions:read",
  /** Post and edit messages; answer privately where a command's own address has run out. */
  "chat:write",
  /** Upload results. */
  "files:write",
  /** See whether an upload has appeared in the channel. */
  "files:read",
  /** Join the public channel a command came from: files cannot be shared into a channel from outside. */
  "channels:join",
  /**
   * Tell public, private, archived and direct conversations apart before promising a result there, and see whether
   * a person who shares a result into a channel is a member of it.
   */
  "channels:read",
  "groups:read",
  "im:read",
  /**
   * Speak a person's language; see whether they run the workspace, where only those who do may change something; name a
   * person whom a message does not notify.
   */
  "users:read",
  /** Send a result to the people who asked for it, if its channel is gone. */
  "im:write",
  /** Look for a message of our own before sending it again, after a crash or a lost answer. */
  "channels:history",
  "groups:history",
  "im:history",
] as const;

/** Without these nothing can be delivered. Without one of the others the relay does less. */
export const INDISPENSABLE_SCOPES: ReadonlySet<string> = new Set([
  "commands",
  "chat:write",
  "files:write",
  "files:read",
]);

/** Where the manifest is for an app whose commands begin with `commandPrefix`. */
export function manifestPlace(commandPrefix: string, { overHttp }: { overHttp: boolean }): string {
  if (overHttp) return "what `npm run --silent manifest -- https://<address of the relay>` prints";
  return commandPrefix === DEFAULT_COMMAND_PREFIX
    ? "slack-manifest.json"
    : "what `npm run --silent manifest` prints";
}

// Slack shows these texts in one language only.
const english = translatorFor("en", "slack");

/** The events that end an installation. */
export const UNINSTALL_EVENTS = ["app_uninstalled", "tokens_revoked"] as const;

/** Options of {@link renderManifest}. */
export interface ManifestOptions {
  /** What the names of the commands begin with. Default: `pika`. */
  readonly commandPrefix?: string | undefined;
  /** The relay's public address, for an app over HTTP. Default: none, for Socket Mode. */
  readonly publicUrl?: string | undefined;
}

/** The Slack app as JSON for "Create an app from a manifest"; its slash commands are the given ones. */
export function renderManifest(
  commands: readonly Command[],
  { commandPrefix = DEFAULT_COMMAND_PREFIX, publicUrl }: ManifestOptions = {},
): object {
  const requestUrl = publicUrl === undefined ? undefined : new URL(EVENTS_PATH, publicUrl).href;
  const toRequests = requestUrl === undefined ? {} : { request_url: requestUrl };
  return {
    display_information: {
      name: "Pika Relay",
      description: "Follows video jobs and posts the finished videos in your channels",
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
      shortcuts: [
        {
          name: english.text("shortcut.follow"),
          type: "message",
          callback_id: FOLLOW_SHORTCUT,
          description: english.text("command.any-status"),
        },
      ],
      slash_commands: commands.flatMap((command) =>
        typedNames(command.name, commandPrefix).map((name) =>
          toSlashCommand(command, name, requestUrl),
        ),
      ),
    },
    oauth_config: {
      ...(publicUrl !== undefined && { redirect_urls: [new URL(REDIRECT_PATH, publicUrl).href] }),
      scopes: { bot: [...BOT_SCOPES] },
    },
    settings: {
      event_subscriptions: {
        ...toRequests,
        bot_events: ["app_mention", ...(publicUrl === undefined ? [] : UNINSTALL_EVENTS)],
      },
      interactivity: { is_enabled: true, ...toRequests },
      org_deploy_enabled: false,
      socket_mode_enabled: requestUrl === undefined,
      token_rotation_enabled: false,
    },
  };
}

function toSlashCommand(command: Command, name: string, url: string | undefined): object {
  const hints = Object.entries<CommandOption>(command.options).map(toHint);
  return {
    command: `/${name}`,
    ...(url === undefined ? {} : { url }),
    description: english.textOf(command.description),
    ...(hints.length === 0 ? {} : { usage_hint: hints.join(" ") }),
    should_escape: isEscaped(command),
  };
}

/** `<jobid>`: required; `[jobid]`: optional. */
function toHint([name, option]: [string, CommandOption]): string {
  const { required, kind, choices, isNamed = false } = option;
  const value = choices?.join("|") ?? (kind === "channel" ? `#${name}` : name);
  const hint = isNamed ? `${name} ${value}` : value;
  return required ? `<${hint}>` : `[${hint}]`;
}
