import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { createSlackSandbox } from "../../../sandbox/slack/create-slack-sandbox.ts";
import { createSlackAdapter } from "../../../src/adapters/slack/adapter.ts";
import { renderManifest } from "../../../src/adapters/slack/manifest.ts";
import {
  adapterFor,
  handlersWith,
  resultPost,
  say,
  statusPost,
  testFile,
} from "../../support/discord/connected.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { offeredCommands } from "../../support/offered-commands.ts";
import { createHurriedClock, createResultPost } from "../../support/slack/workspace.ts";
import { parseConfig } from "../../../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../../../src/job-sources.ts";

const forever = new AbortController().signal;

it("discord", async () => {
  await using discord = await createDiscordSandbox({ nonceWindowMs: 0 });
  const connections: boolean[] = [];
  const adapter = adapterFor(discord, {
    receivesCommands: false,
    publicKey: discord.publicKey,
    onConnection: ({ connected }) => void connections.push(connected),
  });
  expect(adapter.endpoints).toEqual([]);
  await adapter.start(forever);
  expect(connections).toEqual([true]);
  const channel = {
    platform: "discord",
    workspace: discord.guildId,
    channel: discord.channelId,
  } as const;
  const ref = await adapter.postStatus(statusPost(channel, "It runs."));
  expect(
    await adapter.postStatus({ ...statusPost(channel, "It runs."), mayAlreadyExist: true }),
  ).toEqual(ref);
  await adapter.editStatus({ channel, ref, message: say("It ended.") });
  await adapter.postResult(
    resultPost(channel, { files: [{ file: testFile(), altText: "a cat" }] }),
  );
  expect(discord.messages()).toHaveLength(2);
  expect(discord.registrations).toEqual([]);
  expect(discord.gateway.counts).toMatchObject({ connections: 0, identifies: 0 });
  expect(discord.violations).toEqual([]);
  await adapter.stop();
});

it("slack", async () => {
  const slack = await createSlackSandbox({
    manifest: renderManifest(offeredCommands),
    shareDelayMs: 0,
  });
  const connections: boolean[] = [];
  const adapter = createSlackAdapter({
    receivesCommands: false,
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    commands: offeredCommands,
    handlers: handlersWith(),
    log: createFakeLogger(),
    clock: createHurriedClock(),
    onConnection: ({ connected }) => void connections.push(connected),
  });
  expect(adapter.endpoints).toEqual([]);
  await adapter.start(forever);
  expect(connections).toEqual([true]);
  const [place] = slack.requests.filter(() => false);
  expect(place).toBeUndefined();
  expect(slack.socketCount).toBe(0);
  expect(slack.requestsOf("apps.connections.open")).toEqual([]);
  void createResultPost;
  await adapter.stop();
  await slack.close();
});

it("config", () => {
  const parse = (env: Record<string, string>) =>
    parseConfig({ PIKA_API_TOKEN: "pika-token", ...env }, SOURCE_DEFINITIONS, {
      receivesCommands: false,
    });
  expect(
    parse({ DISCORD_TOKEN: "a.b.c", DISCORD_PUBLIC_KEY: "ab".repeat(32) }).discord,
  ).toMatchObject({ receivesCommands: false });
  expect(parse({ SLACK_BOT_TOKEN: "xoxb-1-abc" }).slack).toMatchObject({
    receivesCommands: false,
    botToken: "xoxb-1-abc",
  });
  expect(parse({ RELAY_SECRET_KEY: "ab".repeat(32) }).slack).toMatchObject({
    receivesCommands: false,
    secretKeys: ["ab".repeat(32)],
  });
  expect(() => parse({})).toThrow(/DISCORD_TOKEN or SLACK_BOT_TOKEN/);
  expect(() => parse({ SLACK_CLIENT_ID: "1.2" })).toThrow(/RELAY_SECRET_KEY is missing/);
});
