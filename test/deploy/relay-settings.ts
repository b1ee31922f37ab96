import { parseConfig, settingsOf } from "../../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../../src/job-sources.ts";

/** The variables that the relay reads. */
export const SETTING_NAMES: readonly string[] = settingsOf(SOURCE_DEFINITIONS).map(
  ({ name }) => name,
);

/** What the operator adds to the settings of a deployment: a job API, and both platforms over HTTP. */
const SECRETS = {
  PIKA_API_TOKEN: "user:1-abcdefghijklmnop",
  DISCORD_TOKEN: "discord-token",
  DISCORD_PUBLIC_KEY: "a".repeat(64),
  SLACK_BOT_TOKEN: "xoxb-1-token",
  SLACK_SIGNING_SECRET: "signing-secret",
};

/** Throws if the relay would not start with these settings and the operator's secrets. */
export const parseSettings = (settings: Readonly<Record<string, string>>) =>
  parseConfig({ ...SECRETS, ...settings }, SOURCE_DEFINITIONS);
