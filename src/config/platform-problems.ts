import type { Role } from "../core/ports/processes/role.ts";

type SetVariables = Readonly<Partial<Record<string, string>>>;

/**
 * Returns what is missing for Discord, for Slack, or for either. A worker only posts, so whatever makes commands arrive may be
 * missing there; so it may while it is unknown what the process does.
 */
export function platformProblems(set: SetVariables, role: Role | undefined): string[] {
  return role === undefined || role === "worker"
    ? postingProblems(set)
    : [...manyWorkspacesProblems(set, OAUTH_NEEDS), ...intakeProblems(set)];
}

/** Without commands, a token for each platform is enough; for many workspaces, the key that opens their tokens. */
function postingProblems(set: SetVariables): string[] {
  const { DISCORD_TOKEN: discord, SLACK_BOT_TOKEN: bot, RELAY_SECRET_KEY: key } = set;
  const { RELAY_SECRET_KEY } = OAUTH_NEEDS;
  const problems = manyWorkspacesProblems(set, { RELAY_SECRET_KEY });
  if (problems.length === 0 && (discord ?? bot ?? key) === undefined)
    problems.push(
      "DISCORD_TOKEN or SLACK_BOT_TOKEN is missing: set one or both (RELAY_SECRET_KEY instead of SLACK_BOT_TOKEN for an app in many workspaces), else there is no channel to post in",
    );
  return problems;
}

function intakeProblems(set: SetVariables): string[] {
  const { DISCORD_TOKEN: discord, DISCORD_PUBLIC_KEY: publicKey, SLACK_BOT_TOKEN: bot } = set;
  const { SLACK_APP_TOKEN: app, SLACK_SIGNING_SECRET: signing } = set;
  const problems: string[] = [];
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
function manyWorkspacesProblems(
  set: SetVariables,
  needs: Readonly<Record<string, string>>,
): string[] {
  const given = OAUTH_NAMES.find((name) => set[name] !== undefined);
  if (given === undefined) return [];
  const problems = Object.entries(needs)
    .filter(([name]) => set[name] === undefined)
    .map(([name, cure]) => `${name} is missing: ${given} needs it, set it to ${cure}`);
  if (set["SLACK_BOT_TOKEN"] !== undefined)
    problems.push(
      `SLACK_BOT_TOKEN is set together with ${given}: remove it, because each workspace that installs the app has its own token, or remove ${given}`,
    );
  return problems;
}
