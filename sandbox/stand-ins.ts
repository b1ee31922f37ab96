/** The stand-ins with users, channels and threads, as the page shows them at the start. */
import { text } from "node:stream/consumers";
import type { DiscordSandbox } from "./discord/discord-sandbox.ts";
import { createDiscordSandbox } from "./discord/create-discord-sandbox.ts";
import { startNode } from "./process/node-process.ts";
import { createJobApis, type JobApis } from "./scripted/create-job-apis.ts";
import type { SlackSandbox } from "./slack/slack-sandbox.ts";
import { createSlackSandbox } from "./slack/create-slack-sandbox.ts";

const MANIFEST_SCRIPT = new URL("../scripts/slack-manifest.ts", import.meta.url).pathname;

/** The visible part of Slack's manifest. */
export interface SlackManifest {
  readonly features: {
    readonly slash_commands: readonly {
      readonly command: string;
      readonly description: string;
      readonly usage_hint?: string;
    }[];
    readonly shortcuts?: readonly { readonly callback_id: string; readonly name: string }[];
  };
}

/** See the file's header. */
export interface StandIns extends Omit<JobApis, "close">, AsyncDisposable {
  readonly discord: DiscordSandbox;
  readonly slack: SlackSandbox;
  readonly manifest: SlackManifest;
  /** Ids of the administrators of both platforms. */
  readonly administrators: ReadonlySet<string>;
}

/** Prints the manifest as an operator does; `env` is the relay's environment. Rejects if a setting is wrong. */
async function printManifest(env: Readonly<Record<string, string>>): Promise<SlackManifest> {
  // Not where the user's own .env may be, which the relay of the sandbox does not read either.
  const { stdout, stderr } = startNode([MANIFEST_SCRIPT], { cwd: import.meta.dirname, env });
  const [printed, problem] = await Promise.all([text(stdout), text(stderr)]);
  if (printed === "") throw new Error(problem.trim());
  return JSON.parse(printed) as SlackManifest;
}

/** Starts the stand-ins and adds users, channels and messages. The Slack app has the commands of a relay with `env`. */
export async function createStandIns(
  env: Readonly<Record<string, string>> = {},
): Promise<StandIns> {
  const manifest = await printManifest(env);
  const [jobApis, discord, slack] = await Promise.all([
    createJobApis(),
    createDiscordSandbox({ rateLimits: true }),
    createSlackSandbox({ manifest }),
  ]);
  const administrators = new Set([setDiscord(discord), setSlack(slack)]);
  return {
    ...jobApis,
    discord,
    slack,
    manifest,
    administrators,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([jobApis.close(), discord.close(), slack.close()]);
    },
  };
}

/** Returns the administrator's id. */
function setDiscord(discord: DiscordSandbox): string {
  const [, grace] = discord.users;
  const katherine = discord.addUser({ username: "katherine", globalName: "Katherine" });
  const editing = discord.addChannel({ name: "editing" });
  for (const channelId of [discord.channelId, editing])
    discord.setMemberPermissions(channelId, katherine.id, ["Administrator"]);
  const thread = discord.addThread({ parentId: discord.channelId, name: "storyboard" });
  for (const { id } of discord.people()) discord.addDirectMessage(id);
  discord.say(discord.channelId, grace.id, "This is where we wait for our videos.");
  discord.say(thread, grace.id, "First ideas go here.");
  return katherine.id;
}

/** Returns the administrator's id. A channel's creator may manage it, so the first user created none. */
function setSlack(slack: SlackSandbox): string {
  const { publicJoined, publicNotJoined, privateWithBot } = slack.channels;
  const grace = slack.addUser({ name: "grace" });
  const katherine = slack.addUser({ name: "katherine", isAdmin: true });
  for (const channelId of [publicJoined, publicNotJoined, privateWithBot])
    for (const { id } of [grace, katherine]) slack.joinChannel(channelId, id);
  for (const { id } of [grace, katherine])
    slack.addChannel({ name: "directmessage", kind: "im", members: [id], creator: id });
  const { ts } = slack.say(publicJoined, "This is where we wait for our videos.", {
    userId: grace.id,
  });
  slack.say(publicJoined, "First ideas go here.", { userId: grace.id, threadTs: ts });
  return katherine.id;
}
