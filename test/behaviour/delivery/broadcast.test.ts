/** Results in threads that a line in the channel points to. */
import { describe, expect, it, vi } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { startDiscordRelay } from "../../support/discord/discord-relay.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aFollow, aJob, DISCORD_CHANNEL, SLACK_CHANNEL } from "../../support/follows.ts";
import { said } from "../../support/sentence.ts";
import { startSlackRelay } from "../../support/slack/slack-relay.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { peopleOn, pollResult } from "../../unit/commands/asking.ts";

const VIDEOS = Array.from({ length: 12 }, (_each, index) => ({
  url: `https://cdn.test/${index}.mp4`,
  filename: `${index}.mp4`,
  contentType: "video/mp4",
}));
const BROADCAST = {
  name: "pika-settings",
  options: { delivery: "thread", broadcast: "on" },
  canManage: true,
} as const;

/** Ann and Bob wait for a job in a channel of Discord. */
async function setUp(options: Readonly<Record<string, string>> = BROADCAST.options) {
  const relay = await startTestRelay();
  const people = peopleOn(relay, "discord");
  for (const { url } of VIDEOS) relay.media.script(url, { bytes: mp4Bytes() });
  relay.api.answer("job-1", pollResult("running"));
  await people.type("pika-settings", options, { canManage: true });
  for (const userId of ["ann", "bob"])
    await people.type("pika-status", { jobid: "job-1" }, { userId });
  const end = async (count = 1) => {
    const job = aJob("completed", { attachments: VIDEOS.slice(0, count) });
    relay.api.answer("job-1", { kind: "job", job });
    await relay.clock.advance(300_000);
  };
  const results = () =>
    people
      .results()
      .map(({ channel, files, message }) => [channel.channel, files.length, message.pings]);
  return { ...relay, ...people, end, results };
}

const NO = (code: PlatformError["code"]) => new PlatformError(code, "no");
const IN_THREAD = ["thread-m1", 1, ["ann", "bob"]];

describe("a line in the channel", () => {
  it("names the requesters without notifying them, and links the first message of the result", async () => {
    const { end, results, discord, store } = await setUp();
    await end(12);
    expect(results()).toEqual([
      ["thread-m1", 10, ["ann", "bob"]],
      ["thread-m1", 2, []],
      ["c1", 0, []],
    ]);
    const line = discord.posts.at(-1);
    const result = discord.posts.find(({ channel }) => channel.channel === "thread-m1");
    expect(line?.text).toBe(
      `@ann, @bob ✅ *${said("result.video-ready")}* · [${said("status.result")}](https://chat.test/thread-m1/${result?.id})`,
    );
    expect(line?.replyTo).toBeUndefined();
    expect(store.all()).toMatchObject([{ state: "delivered", resultMessage: { id: result?.id } }]);
  });

  it("is posted once if answers are lost or refused", async () => {
    const { end, results, discord } = await setUp();
    for (const afterActing of [true, false, true, true])
      discord.failNext("result", NO("unavailable"), { afterActing });
    await end();
    expect(results()).toEqual([IN_THREAD, ["c1", 0, []]]);
  });

  it.each(["forbidden", "rejected", "file_refused", "message_lost"] as const)(
    "is left out if it is %s: the result is in its thread",
    async (code) => {
      const { end, results, discord, store, channel, log } = await setUp();
      const post = discord.postResult.bind(discord);
      discord.postResult = async (request) => {
        if (request.channel.channel === channel.channel) throw NO(code);
        return post(request);
      };
      await end();
      expect(results()).toEqual([IN_THREAD]);
      expect(store.all()).toMatchObject([{ state: "delivered" }]);
      expect(log.of("broadcast.refused")).toHaveLength(1);
    },
  );

  it("is not posted if the result could not go to a thread", async () => {
    const { end, results, discord } = await setUp();
    discord.failNext("thread", NO("forbidden"));
    await end();
    expect(results()).toEqual([["c1", 1, ["ann", "bob"]]]);
  });

  it.each([
    ["unless the channel wants it", { delivery: "thread" }],
    ["if results do not arrive in threads", { delivery: "post", broadcast: "on" }],
  ])("is not posted %s", async (_when, options) => {
    const { end, results } = await setUp(options);
    await end();
    expect(results()).toHaveLength(1);
  });

  it("follows the setting at the time of the first attempt", async () => {
    const { end, results, discord, type, clock } = await setUp();
    discord.failAll("result", NO("unavailable"));
    await end();
    await type("pika-settings", { broadcast: "off" }, { canManage: true });
    discord.failAll("result");
    await clock.advance(600_000);
    expect(results()).toEqual([IN_THREAD, ["c1", 0, []]]);
  });

  // The result was said not to be posted although it was in its thread, and a lost channel got it a second time in private.
  it.each([
    ["a day of failures", "unavailable"],
    ["the loss of the channel", "channel_lost"],
  ] as const)("is given up after %s, and the result counts as delivered", async (_what, code) => {
    const { end, results, discord, store, clock, channel } = await setUp();
    const post = discord.postResult.bind(discord);
    discord.postResult = async (result) => {
      if (result.key.endsWith(":broadcast")) discord.refuse(channel, NO(code));
      return post(result);
    };
    await end();
    await clock.advance(25 * 3_600_000);
    expect(store.all()).toMatchObject([{ state: "delivered", resultMessage: { id: "m2" } }]);
    discord.accept(channel);
    await clock.advance(600_000);
    expect(results()).toEqual([IN_THREAD]);
  });

  it("is not posted for a person who asked within a thread", async () => {
    const relay = await startTestRelay({
      settings: [{ channel: SLACK_CHANNEL, delivery: "thread", broadcast: true }],
    });
    relay.api.answer("job-1", pollResult("running"));
    const thread = { ...SLACK_CHANNEL, thread: "171.1" };
    await relay.ask("job-1", { on: "slack", channel: thread });
    relay.api.answer("job-1", pollResult("failed"));
    await relay.clock.advance(60_000);
    expect(relay.slack.posts.map(({ kind }) => kind)).toEqual(["status", "result"]);
  });
});

it.each([
  ["a text", []],
  ["a video", VIDEOS.slice(0, 1)],
])(
  "on Slack: %s in a thread is broadcast by a reply that links it",
  async (_what, attachments) => {
    await using relay = await startSlackRelay({
      settings: ({ teamId: workspace, channels: { publicJoined: channel } }) => [
        {
          channel: { platform: "slack", workspace, channel },
          delivery: "thread",
          broadcast: true,
        },
      ],
    });
    const { slack, api, store, media } = relay;
    media.script(VIDEOS[0]!.url, { bytes: mp4Bytes() });
    api.answer("job-1", pollResult("running"));
    const asked = await slack.command({
      command: "/pika-status",
      text: "job-1",
      channelId: slack.channels.publicJoined,
    });
    await asked.waitForPrivateReply(({ text }) => text.includes("Following"));
    api.answer("job-1", { kind: "job", job: aJob("completed", { attachments }) });
    await vi.waitFor(() => expect(store.all()[0]?.state).toBe("delivered"), 10_000);
    const [status, result, line, ...others] = slack.messages(slack.channels.publicJoined);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ thread_ts: status?.ts, files: attachments.map(() => ({})) });
    expect(result?.isBroadcast).toBeUndefined();
    expect(result?.pings.users).toEqual([slack.userId]);
    expect(line).toMatchObject({ thread_ts: status?.ts, isBroadcast: true, files: [] });
    expect(line?.text).toContain(`/p${result?.ts.replace(".", "")}?thread_ts=${status?.ts}`);
    expect(line?.pings.users).toEqual([]);
  },
  20_000,
);

it("on Discord: the line is a message in the channel that links the message in the thread", async () => {
  await using discord = await createDiscordSandbox();
  const [ann] = discord.users;
  const { guildId: workspace, channelId } = discord;
  const channel = { ...DISCORD_CHANNEL, workspace, channel: channelId };
  const { app, clock, api, store } = await startDiscordRelay(discord, {
    follows: [aFollow({ channel, requesters: [ann.id] })],
    settings: [{ channel, delivery: "thread", broadcast: true }],
  });
  await expect
    .poll(async () => (await clock.advance(5_000), discord.messages(channelId).length))
    .toBe(1);
  api.answer("job-1", { kind: "job", job: aJob("failed") });
  await expect
    .poll(async () => (await clock.advance(15_000), store.all()[0]?.state))
    .toBe("delivered");
  const thread = store.all()[0]?.thread?.channel ?? "";
  const result = discord.messages(thread).find(({ content }) => content.includes("<@"));
  const line = discord.messages(channelId).at(-1);
  expect(line?.content).toContain(`/channels/${workspace}/${thread}/${result?.id}`);
  expect(line?.content).toContain(`<@${ann.id}>`);
  expect(line?.pings.users).toEqual([]);
  expect(result?.pings.users).toEqual([ann.id]);
  expect(discord.violations).toEqual([]);
  await app.stop();
});
