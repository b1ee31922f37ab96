import { bucketProblems } from "./bucket-settings.ts";
import { environment } from "./environment.ts";
import { shardProblems } from "./shard-settings.ts";
import { toSpoolDirectory } from "./store-url.ts";

type Name = keyof typeof environment.shape;
type SetVariables = Readonly<Partial<Record<string, string>>>;

/** Returns the problems of variables that are each valid but do not fit together. */
export function combinationProblems(
  set: SetVariables,
  wrong: ReadonlyMap<string, string>,
): string[] {
  /** The value of a variable; `undefined` if it is invalid, which is reported already. */
  const read = (name: Name): unknown =>
    wrong.has(name) ? undefined : environment.shape[name].parse(set[name]);
  const problems = [...platformProblems(set), ...shardProblems(set, wrong)];
  const intervalMs = Number(read("RELAY_POLL_INTERVAL_MS"));
  const maxIntervalMs = Number(read("RELAY_POLL_MAX_INTERVAL_MS"));
  if (set["RELAY_POLL_MAX_INTERVAL_MS"] !== undefined && maxIntervalMs < intervalMs)
    problems.push(
      "RELAY_POLL_MAX_INTERVAL_MS is below RELAY_POLL_INTERVAL_MS: raise it to at least that, or leave it out",
    );
  if (Number(read("RELAY_MAX_DISK_BYTES")) < Number(read("RELAY_MAX_VIDEO_BYTES")))
    problems.push(
      "RELAY_MAX_DISK_BYTES is below RELAY_MAX_VIDEO_BYTES: raise it to at least that, or lower RELAY_MAX_VIDEO_BYTES",
    );
  const guildId = set["DISCORD_GUILD_ID"];
  const guilds = read("RELAY_ALLOWED_GUILDS");
  if (guildId !== undefined && Array.isArray(guilds) && !guilds.includes(guildId))
    problems.push(
      "RELAY_ALLOWED_GUILDS lacks the server of DISCORD_GUILD_ID, the only one that gets commands: add it, or remove one of the two",
    );
  return [...problems, ...spoolProblems(set)];
}

/** Returns what is missing for sharing kept files. */
function spoolProblems(set: SetVariables): string[] {
  const { RELAY_SPOOL_URL, STORE_URL } = environment.shape;
  const address = RELAY_SPOOL_URL.safeParse(set["RELAY_SPOOL_URL"]).data;
  if (!address) return [];
  const problems = bucketProblems(address, set);
  const store = STORE_URL.safeParse(set["STORE_URL"]).data;
  if (set["RELAY_SPOOL_DIR"] === undefined && store && toSpoolDirectory(store) === undefined)
    problems.push(
      "RELAY_SPOOL_DIR is missing: RELAY_SPOOL_URL needs it with this store, set it to a directory on this machine for this relay alone",
    );
  return problems;
}

/** Returns what is missing for Discord, for Slack, or for either. */
function platformProblems(set: SetVariables): string[] {
  const { DISCORD_TOKEN: discord, DISCORD_PUBLIC_KEY: publicKey, SLACK_BOT_TOKEN: bot } = set;
  const { SLACK_APP_TOKEN: app, SLACK_SIGNING_SECRET: signing } = set;
  const problems = manyWorkspacesProblems(set);
  const hasOauth = OAUTH_NAMES.some((name) => set[name] !== undefined);
  if (!hasOauth && [discord, publicKey, bot, app, signing].every((value) => value === undefined))
    problems.push(
      "DISCORD_TOKEN or SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing: set one or both, or SLACK_CLIENT_ID for a Slack app in many workspaces, else there is no channel to post in",
    );
  if (publicKey !== undefined && discord === undefined)
    problems.push(
      "DISCORD_TOKEN is missing: DISCORD_PUBLIC_KEY needs it, set it to the application's bot token",
    );
  if (publicKey !== undefined && set["RELAY_HTTP_PORT"] === undefined)
    problems.push(
      "RELAY_HTTP_PORT is missing: DISCORD_PUBLIC_KEY needs it, set it to the port on which Discord's requests arrive, such as 3000",
    );
  if (bot !== undefined && !hasOauth && app === undefined && signing === undefined)
    problems.push(
      "SLACK_APP_TOKEN is missing: SLACK_BOT_TOKEN needs it, set it to an app-level token (xapp-…) with connections:write, or set SLACK_SIGNING_SECRET for Slack over HTTP",
    );
  if (bot === undefined && !hasOauth && (app ?? signing) !== undefined)
    problems.push(
      `SLACK_BOT_TOKEN is missing: ${app === undefined ? "SLACK_SIGNING_SECRET" : "SLACK_APP_TOKEN"} needs it, set it to the app's bot token (xoxb-…)`,
    );
  if (signing !== undefined && set["RELAY_HTTP_PORT"] === undefined)
    problems.push(
      "RELAY_HTTP_PORT is missing: SLACK_SIGNING_SECRET needs it, set it to the port on which Slack's requests arrive, such as 3000",
    );
  return problems;
}

const OAUTH_NAMES = ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_STATE_SECRET"] as const;
/** What an app in many workspaces needs, each with what to set it to. */
const OAUTH_NEEDS = {
  SLACK_CLIENT_ID: "the app's Client ID, under Basic Information",
  SLACK_CLIENT_SECRET: "the app's Client Secret, under Basic Information",
  SLACK_STATE_SECRET: "any long random text, such as from openssl rand -hex 32",
  SLACK_SIGNING_SECRET: "the app's Signing Secret, under Basic Information",
  RELAY_SECRET_KEY: "a key of 32 bytes, such as from openssl rand -hex 32",
} as const;

/** Returns what is missing for an app in many workspaces, or does not go with it. */
function manyWorkspacesProblems(set: SetVariables): string[] {
  const given = OAUTH_NAMES.find((name) => set[name] !== undefined);
  if (given === undefined) return [];
  const problems = Object.entries(OAUTH_NEEDS)
    .filter(([name]) => set[name] === undefined)
    .map(([name, cure]) => `${name} is missing: ${given} needs it, set it to ${cure}`);
  if (set["SLACK_BOT_TOKEN"] !== undefined)
    problems.push(
      `SLACK_BOT_TOKEN is set together with ${given}: remove it, because each workspace that installs the app has its own token, or remove ${given}`,
    );
  return problems;
}
