/** People who do not want results to notify them. */
import { describe, expect, it, vi } from "vitest";
import type { Delivery } from "../../../src/core/channel/channel-settings.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { startDiscordRelay } from "../../support/discord/discord-relay.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { startSlackRelay } from "../../support/slack/slack-relay.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { BOTH, peopleOn, pollResult } from "../../unit/commands/asking.ts";

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };

/** Ann and Bob wait for a job, and Ann wants no pings. */
async function setUp(platform: "discord" | "slack", delivery: Delivery = "post") {
  const relay = await startTestRelay({ delivery });
  const people = peopleOn(relay, platform);
  relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
  relay.api.answer("job-1", pollResult("running"));
  for (const userId of ["ann", "bob"])
    await people.type("pika-status", { jobid: "job-1" }, { userId });
  await people.type("pika-settings", { ping: "off" }, { userId: "ann" });
  const end = async (phase: "completed" | "failed" = "completed") => {
    const attachments = phase === "completed" ? [VIDEO] : [];
    relay.api.answer("job-1", { kind: "job", job: aJob(phase, { attachments }) });
    await relay.clock.advance(120_000);
  };
  return { ...relay, ...people, end };
}

describe.each(BOTH)("a person without pings on %s", (platform) => {
  it.each(["post", "edit", "thread"] as const)(
    "is named by the result, and only others are notified (%s)",
    async (delivery) => {
      const { end, results } = await setUp(platform, delivery);
      await end();
      expect(results().map(({ message }) => message.pings)).toEqual([["bob"]]);
      expect(results()[0]?.text).toMatch(/^@ann, @bob /);
    },
  );

  it("is not notified of a failure, and again of everything after switching back", async () => {
    const { end, results, type } = await setUp(platform);
    await end("failed");
    await type("pika-settings", { ping: "on" }, { userId: "ann" });
    await type("pika-status", { jobid: "job-1" }, { userId: "ann" });
    expect(results().map(({ message }) => message.pings)).toEqual([["bob"], ["ann"]]);
  });

  it("is not notified if somebody stops the job", async () => {
    const { type, posts } = await setUp(platform);
    await type("pika-forget", { jobid: "job-1" }, { userId: "root", canManage: true });
    expect(posts().at(-1)?.text).toMatch(/^@ann, @bob /);
    expect(posts().at(-1)?.message.pings).toEqual(["bob"]);
  });

  it("gets the result of a lost channel as a direct message all the same", async () => {
    const { end, results, adapter, channel } = await setUp(platform);
    adapter.refuse(channel, new PlatformError("channel_lost", "deleted"));
    await end();
    expect(results().map(({ channel: to, message }) => [to.channel, message.pings])).toEqual([
      ["Dann", ["ann"]],
      ["Dbob", ["bob"]],
    ]);
  });

  it("is notified in other servers and workspaces", async () => {
    const relay = await setUp(platform);
    const channel = { ...relay.channel, workspace: "elsewhere", channel: "c9" };
    await relay.type("pika-status", { jobid: "job-1" }, { channel });
    await relay.end();
    expect(relay.adapter.in(channel).at(-1)?.message.pings).toEqual(["ann"]);
  });
});

it("is read at the moment of posting, from memory, also while the store is down", async () => {
  const { end, results, adapter, type, store, clock } = await setUp("discord");
  adapter.failAll("result", new PlatformError("unavailable", "503"));
  await end();
  await type("pika-settings", { ping: "off" }, { userId: "bob" });
  adapter.failAll("result");
  // The checkpoint is written before the result is sent, so the store is down only until then.
  store.failWith(new Error("disk full"));
  await clock.advance(60_000);
  store.failWith(undefined);
  await clock.advance(600_000);
  expect(results().map(({ message }) => message.pings)).toEqual([[]]);
});

it("on Discord: names the person in the text, and allows no mention of them", async () => {
  await using discord = await createDiscordSandbox();
  const [ann, bob] = discord.users;
  const { guildId: workspace, channelId } = discord;
  const channel = { platform: "discord", workspace, channel: channelId } as const;
  const follow = aFollow({ channel, requesters: [ann.id, bob.id] });
  const { app, clock, api, store } = await startDiscordRelay(discord, { follows: [follow] });
  const typed = await discord.command({ name: "pika-settings", options: { ping: "off" } });
  await expect.poll(() => typed.reply()).toContain("Pings are off for you");
  api.answer("job-1", { kind: "job", job: aJob("failed") });
  await expect
    .poll(async () => (await clock.advance(15_000), store.all()[0]?.state))
    .toBe("delivered");
  const result = discord.messages(channelId).at(-1);
  expect(result?.content).toMatch(new RegExp(`^<@${ann.id}>, <@${bob.id}> `));
  expect(result?.pings.users).toEqual([bob.id]);
  await app.stop();
});

it.each([
  ["a text", []],
  ["a video", [VIDEO]],
])(
  "on Slack: a result with %s links the person's profile",
  async (_what, attachments) => {
    await using relay = await startSlackRelay();
    const { slack, api, store, media } = relay;
    media.script(VIDEO.url, { bytes: mp4Bytes() });
    api.answer("job-1", pollResult("running"));
    const asked = await slack.command({ command: "/pika-status", text: "job-1" });
    await asked.waitForPrivateReply(({ text }) => text.includes("Following"));
    const typed = await slack.command({ command: "/pika-settings", text: "ping off" });
    await typed.waitForPrivateReply(({ text }) => text.includes("Pings are off for you"));
    api.answer("job-1", { kind: "job", job: aJob("completed", { attachments }) });
    await vi.waitFor(() => expect(store.all()[0]?.state).toBe("delivered"), 10_000);
    const result = slack.messages(typed.channelId).at(-1);
    const name = slack.people.find(({ id }) => id === slack.userId)?.name;
    expect(JSON.stringify(result)).toContain(`/team/${slack.userId}|@${name}>`);
    expect(JSON.stringify(result)).not.toContain(`<@${slack.userId}>`);
    expect(result?.pings.users).toEqual([]);
  },
  20_000,
);
