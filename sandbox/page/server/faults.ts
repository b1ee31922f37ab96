/** The faults of the two platforms that the page can inject. Each takes effect at once, and returns a function that clears it if it lasts. */
import { DEFAULT_BOT_PERMISSIONS } from "../../discord/permissions.ts";
import type { StandIns } from "../../stand-ins.ts";

/** The open place on each platform. */
interface Where {
  readonly discordPlaceId: string;
  readonly slackPlaceId: string;
}

/** See the file's header. */
export type InjectFault = (standIns: StandIns, where: Where) => (() => void) | undefined;

const MESSAGES = /\/channels\/\d+\/messages/;
const SMALL_BYTES = 1_000;
const USUAL_BYTES = 10 * 1024 * 1024;

/** Faults of Discord. */
export const DISCORD_FAULTS: Readonly<Record<string, InjectFault>> = {
  "discord-rate-limit": ({ discord }) => {
    discord.failNext({ path: MESSAGES, status: 429, retryAfterMs: 3_000, times: 2 });
    return undefined;
  },
  "discord-outage": ({ discord }) => {
    const fault = discord.failNext({ path: MESSAGES, status: 503, times: Infinity });
    return () => fault.remove();
  },
  "discord-connection": ({ discord }) => {
    discord.gateway.drop();
    return undefined;
  },
  "discord-upload": ({ discord }) => {
    discord.setUploadLimit(discord.guildId, SMALL_BYTES);
    return () => discord.setUploadLimit(discord.guildId, USUAL_BYTES);
  },
  "discord-rights": ({ discord }, { discordPlaceId }) => {
    const place = discord.channels().find(({ id }) => id === discordPlaceId);
    const channelId = place?.parentId ?? discordPlaceId;
    discord.setBotPermissions(channelId, ["ViewChannel"]);
    return () => discord.setBotPermissions(channelId, DEFAULT_BOT_PERMISSIONS);
  },
  "discord-channel-gone": ({ discord }, { discordPlaceId }) => {
    discord.deleteChannel(discordPlaceId);
    return undefined;
  },
};

const POSTING = ["chat.postMessage", "chat.update"] as const;
const ALL_METHODS = [
  ...POSTING,
  "chat.postEphemeral",
  "files.getUploadURLExternal",
  "files.completeUploadExternal",
] as const;

/** Faults of Slack. */
export const SLACK_FAULTS: Readonly<Record<string, InjectFault>> = {
  "slack-rate-limit": ({ slack }) => {
    const headers = { "retry-after": "3" };
    for (const method of POSTING) slack.failNext({ method, error: "ratelimited", headers });
    return undefined;
  },
  "slack-outage": ({ slack }) => {
    for (const method of ALL_METHODS) slack.failNext({ method, status: 503, times: Infinity });
    return () => slack.clearFaults();
  },
  "slack-connection": ({ slack }) => {
    slack.socket.reset();
    return undefined;
  },
  "slack-upload": ({ slack }) => {
    const error = "file_uploads_disabled";
    slack.failNext({ method: "files.getUploadURLExternal", error, times: Infinity });
    return () => slack.clearFaults();
  },
  "slack-rights": ({ slack }, { slackPlaceId }) => {
    slack.kickBot(slackPlaceId);
    return () => slack.inviteBot(slackPlaceId);
  },
  "slack-channel-gone": ({ slack }, { slackPlaceId }) => {
    slack.deleteChannel(slackPlaceId);
    return undefined;
  },
};
