import { describe, expect, it } from "vitest";
import type { ChannelSettings } from "../../../src/core/channel/channel-settings.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import { markDelivered } from "../../../src/core/follow/follow.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { code, mention, channelSpan } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import {
  aFollow,
  aJob,
  aSettledFollow,
  DISCORD_CHANNEL,
  SLACK_CHANNEL,
} from "../../support/follows.ts";
import {
  INTERVAL_MS,
  startTestRelay,
  type TestRelay,
  type TestRelayOptions,
} from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";

const JOB = { job: code("job-1") };
const NOTIFIED = said("list.by-notification");

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const running: PollResult = { kind: "job", job: aJob("running") };
const failed: PollResult = { kind: "job", job: aJob("failed") };
const gone = new PlatformError("channel_lost", "deleted");

const on = (channel: ChannelSettings["channel"] = DISCORD_CHANNEL): ChannelSettings => ({
  channel,
  notifications: { by: "root", since: START },
});
const listed = (...jobIds: string[]) => ({ kind: "jobs", jobIds }) as const;

/** A channel that is notified of every job; the account runs two. */
async function setUp(options: TestRelayOptions = {}): Promise<TestRelay> {
  const relay = await startTestRelay({ settings: [on()], ...options });
  for (const jobId of ["job-1", "job-2", "job-3"]) relay.api.answer(jobId, running);
  relay.api.answerList(listed("job-1", "job-2"));
  await relay.clock.advance(1_000);
  return relay;
}

const textsOf = ({ discord }: TestRelay) => discord.posts.map(({ text }) => text);

describe("channel notifications", () => {
  it("post every finished job of the account, once per channel, and nothing until then", async () => {
    const relay = await setUp({ settings: [on(), on(SLACK_CHANNEL)] });
    await relay.clock.advance(INTERVAL_MS);
    expect([relay.discord.calls, relay.slack.calls]).toEqual([[], []]);
    for (const jobId of ["job-1", "job-2"]) relay.api.answer(jobId, failed);
    relay.api.answerList(listed("job-1"));
    await relay.clock.advance(300_000);
    for (const { posts } of [relay.discord, relay.slack])
      expect(
        posts.map(({ kind, text, message, replyTo }) => [kind, text, message.pings, replyTo]),
      ).toEqual(
        ["job-1", "job-2"].map((jobId) => [
          "result",
          expect.stringMatching(
            pattern`^❌ \*${said("result.failed")}\.\* [^]*${said("status.job", { job: code(jobId) })}[^]*${NOTIFIED}`,
          ),
          [],
          undefined,
        ]),
      );
    expect(relay.store.all().map(({ origin, state }) => [origin, state])).toEqual(
      Array.from({ length: 4 }, () => ["notification", "delivered"]),
    );
  });

  it("start at once when they are turned on, and end when they are turned off", async () => {
    const relay = await setUp({ settings: [] });
    expect(relay.api.lists).toBe(0);
    const notify = async (state: string) => {
      const command = { name: "pika-notify", options: { state }, canManage: true };
      await relay.discord.invoke({ ...command, channel: DISCORD_CHANNEL });
      await relay.clock.advance(1_000);
    };
    await notify("on");
    expect(relay.store.all()).toHaveLength(2);
    await notify("off");
    const lists = relay.api.lists;
    // What they had already found was once posted anyway.
    for (const jobId of ["job-1", "job-2"]) relay.api.answer(jobId, failed);
    await relay.clock.advance(300_000);
    expect(relay.discord.posts).toEqual([]);
    expect(relay.api.lists).toBe(lists);
    const [answer] = await relay.discord.invoke({ name: "pika-jobs", channel: DISCORD_CHANNEL });
    expect(answer).not.toMatch(sentence("list.undelivered"));
  });

  it("do not repeat what the channel follows, or had, while it is still listed", async () => {
    const posted = markDelivered(
      { ...aSettledFollow({ kind: "failed" }, { id: "f2", jobId: "job-2" }), settledAt: START },
      { id: "m9" },
      START,
    );
    const relay = await setUp({
      follows: [aFollow({ createdAt: START, job: aJob("running").facts }), posted],
    });
    for (const jobId of ["job-1", "job-2"]) relay.api.answer(jobId, failed);
    await relay.clock.advance(300_000);
    expect(relay.discord.posts.map(({ kind }) => kind)).toEqual(["status", "result"]);
    expect(relay.discord.posts[1]?.message.pings).toEqual(["ann"]);
    await relay.app.stop();
    const again = await startTestRelay({ store: relay.store });
    for (const jobId of ["job-1", "job-2"]) again.api.answer(jobId, failed);
    again.api.answerList(listed("job-1", "job-2"));
    await again.clock.advance(300_000);
    expect(again.discord.posts).toEqual([]);
  });

  it("continue after a restart with what was found before it", async () => {
    const relay = await setUp();
    await relay.app.stop();
    const again = await startTestRelay({ store: relay.store });
    for (const jobId of ["job-1", "job-2"]) again.api.answer(jobId, failed);
    again.api.answerList(listed());
    await again.clock.advance(60_000);
    expect(again.discord.posts).toHaveLength(2);
  });

  it("do not mention jobs that the relay gave up, or that the API no longer knows", async () => {
    const relay = await setUp({ giveUpAfterMs: 2 * HOUR });
    relay.api.forget("job-2");
    await relay.clock.advance(3 * HOUR);
    relay.api.answerList(listed());
    await relay.clock.advance(HOUR);
    expect(relay.discord.calls).toEqual([]);
    expect(relay.store.all().map(({ discardReason }) => discardReason)).toContain("not_ended");
  });

  // They would have been told nothing, and a job given up would have disappeared silently.
  it("turn into a requested follow: a status message, a mention, an end in any case", async () => {
    const relay = await setUp({ giveUpAfterMs: 2 * HOUR });
    const [answer] = await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    expect(answer).toMatch(
      pattern`${said("follow.already", { job: code("job-1") })}[^]*${said("follow.see-status")}`,
    );
    expect(textsOf(relay)).toEqual([
      expect.stringMatching(
        pattern`${said("status.progress")}[^]*${said("list.asked-by", { people: mention("ann") })}`,
      ),
    ]);
    await relay.clock.advance(3 * HOUR);
    expect(relay.discord.posts.at(-1)).toMatchObject({
      text: expect.stringMatching(pattern`^@ann ⌛ \*${sentence("result.gave-up")}`),
      message: { pings: ["ann"] },
    });
  });

  // Anyone could join it with one command and stop it with the other: the channel was never told of
  // the job.
  it.each([
    ["what they had found", true],
    ["what somebody asked for before they had", false],
  ])("continue with %s when the user who requested it leaves", async (_, isFound) => {
    const relay = await setUp(isFound ? {} : { settings: [] });
    const doing = async (name: string, options: object, person: object) => {
      const command = { name, options: { ...options }, channel: DISCORD_CHANNEL, ...person };
      const answers = relay.discord.invoke(command);
      await relay.clock.advance(1_000);
      return (await answers).at(-1);
    };
    const job = { jobid: "job-1" };
    for (const userId of ["eve", "bob"]) await doing("pika-status", job, { userId });
    if (!isFound) await doing("pika-notify", { state: "on" }, { userId: "root", canManage: true });
    expect(await doing("pika-forget", job, { userId: "eve" })).toBe(said("forget.left", JOB));
    expect(await doing("pika-forget", job, { userId: "bob" })).toBe(
      said("forget.left-notified", JOB),
    );
    expect(await doing("pika-forget", job, { userId: "eve" })).toBe(said("forget.not-yours"));
    relay.api.answer("job-1", failed);
    await relay.clock.advance(300_000);
    const results = relay.discord.posts.filter(({ kind }) => kind === "result");
    expect(results).toMatchObject([
      { text: expect.stringContaining(NOTIFIED), message: { pings: [] } },
    ]);
  });

  // It was never posted: the channel was assumed to have received it.
  it("post a job that a user had stopped before they were on, and not one stopped since", async () => {
    const relay = await setUp({ settings: [] });
    const stop = { name: "pika-forget", options: { jobid: "job-1" }, channel: DISCORD_CHANNEL };
    await relay.ask("job-1", { channel: DISCORD_CHANNEL, userId: "eve" });
    await relay.discord.invoke({ ...stop, userId: "eve" });
    await relay.clock.advance(10_000);
    const switchOn = { name: "pika-notify", options: { state: "on" }, canManage: true };
    await relay.discord.invoke({ ...switchOn, channel: DISCORD_CHANNEL });
    await relay.clock.advance(1_000);
    expect(relay.store.all()).toContainEqual(
      expect.objectContaining({ jobId: "job-1", state: "pending", origin: "notification" }),
    );
    await relay.discord.invoke({ ...stop, userId: "root", canManage: true });
    await relay.clock.advance(300_000);
    expect(relay.store.all()).toContainEqual(
      expect.objectContaining({ jobId: "job-1", discardReason: "forgotten" }),
    );
  });

  it("are stopped for one job by a channel manager, and follow none of a thread's", async () => {
    const relay = await setUp();
    const stop = { name: "pika-forget", options: { jobid: "job-1" }, userId: "root" };
    await relay.discord.invoke({ ...stop, canManage: true, channel: DISCORD_CHANNEL });
    const thread = { ...SLACK_CHANNEL, thread: "171.1" };
    await relay.app.stop();
    const other = await setUp({ settings: [on(SLACK_CHANNEL)] });
    other.api.answerList(listed());
    await other.ask("job-3", { on: "slack", channel: thread, userId: "eve" });
    const forget = { name: "pika-forget", options: { jobid: "job-3" }, userId: "eve" };
    const [answer] = await other.slack.invoke({ ...forget, channel: thread });
    expect(answer).toBe(said("forget.done", { job: code("job-3") }));
    expect(relay.store.all().map(({ jobId, outcome }) => [jobId, outcome?.kind])).toContainEqual([
      "job-1",
      "forgotten",
    ]);
  });

  // Postponed by the platform, it once came only with the next change of the job, or never.
  it("post that status message later if it is postponed", async () => {
    const relay = await setUp();
    relay.discord.failNext("status", new PlatformError("rate_limited", "429"));
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    await relay.clock.advance(5_000);
    expect(textsOf(relay)).toEqual([expect.stringContaining(said("status.progress"))]);
  });

  it("never take the place of what a user requests at the same moment", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", running);
    relay.api.answerList(listed("job-1"));
    const get = relay.store.follows.get.bind(relay.store.follows);
    const late = Promise.withResolvers<void>();
    // The check whether the channel had this job takes time.
    relay.store.follows.get = async (key) => {
      relay.store.follows.get = get;
      const found = await get(key);
      await late.promise;
      return found;
    };
    const options = { state: "on" };
    void relay.discord.invoke({
      name: "pika-notify",
      options,
      canManage: true,
      channel: DISCORD_CHANNEL,
    });
    await relay.clock.advance(100);
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    late.resolve();
    await relay.clock.advance(1_000);
    expect(relay.store.all()).toMatchObject([{ origin: "command", requesters: ["ann"] }]);
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    expect(relay.discord.posts.at(-1)?.message.pings).toEqual(["ann"]);
  });
});

describe("the list of the account's jobs", () => {
  it("is requested once an interval, and only if a channel wants notifications", async () => {
    const quiet = await startTestRelay();
    await quiet.clock.advance(HOUR);
    expect(quiet.api.lists).toBe(0);
    const { api, clock } = await setUp();
    const before = api.lists;
    await clock.advance(10 * INTERVAL_MS);
    expect(api.lists - before).toBe(10);
  });

  it("is requested again when the job API is down, as often as it allows", async () => {
    const relay = await startTestRelay({ settings: [on()] });
    relay.api.answerList({ kind: "rate-limited", retryAfterMs: 5 * 60_000 });
    await relay.clock.advance(4 * 60_000);
    expect(relay.api.lists).toBe(1);
    relay.api.answerList({ kind: "unauthorised" });
    await relay.clock.advance(10 * 60_000);
    expect(relay.api.lists).toBeLessThan(15);
    relay.api.answer("job-1", failed);
    relay.api.answerList(listed("job-1"));
    await relay.clock.advance(3 * 60_000);
    expect(relay.discord.posts).toHaveLength(1);
    expect(relay.log.of("account.not_read").length).toBeGreaterThan(1);
  });

  it("is processed again if a part of it could not be stored", async () => {
    const relay = await startTestRelay({ settings: [on()] });
    relay.api.answer("job-1", failed);
    relay.api.answerList(listed("job-1"));
    relay.store.failWith(new Error("disk full"));
    await relay.clock.advance(60_000);
    relay.store.failWith(undefined);
    await relay.clock.advance(60_000);
    expect(relay.discord.posts).toHaveLength(1);
  });

  // A job that exceeded the limit was once never looked at again.
  it("adds later what exceeded the channel's limit, and reports it once", async () => {
    const relay = await setUp({ quotas: { followsPerChannel: 1 } });
    expect(relay.store.all()).toHaveLength(1);
    await relay.clock.advance(10 * INTERVAL_MS);
    expect(relay.log.of("follow.refused")).toHaveLength(1);
    relay.api.answer("job-1", failed);
    await relay.clock.advance(120_000);
    relay.api.answer("job-2", failed);
    await relay.clock.advance(120_000);
    expect(relay.discord.posts).toHaveLength(2);
  });

  it("does not delay the relay's stop", async () => {
    const relay = await startTestRelay({ settings: [on()] });
    relay.api.hangList();
    await relay.clock.advance(1_000);
    await relay.app.stop();
    expect(relay.api.closed).toBe(true);
  });
});

const lose = async () => {
  const relay = await setUp();
  relay.discord.refuse(DISCORD_CHANNEL, gone);
  for (const jobId of ["job-1", "job-2"]) relay.api.answer(jobId, failed);
  await relay.clock.advance(300_000);
  return relay;
};

describe("notifications for a lost channel", () => {
  const direct = { platform: "discord", workspace: "@me", channel: "Droot" } as const;

  it("are turned off, and the user who turned them on is told once", async () => {
    const relay = await lose();
    expect(relay.store.allSettings()).toEqual([{ channel: DISCORD_CHANNEL }]);
    expect(relay.discord.in(direct).map(({ text, message }) => [text, message.pings])).toEqual([
      [
        expect.stringMatching(
          sentence("notify.lost", {
            channel: channelSpan("c1"),
            reason: localized("undelivered.channel_lost"),
          }),
        ),
        [],
      ],
    ]);
    expect(relay.log.of("notifications.lost")).toHaveLength(1);
    const lists = relay.api.lists;
    await relay.clock.advance(HOUR);
    expect([relay.api.lists, relay.discord.in(direct).length]).toEqual([lists, 1]);
  });

  it("are also turned off if the relay may not post any more, and not for other reasons", async () => {
    const relay = await setUp();
    relay.discord.failNext("result", new PlatformError("forbidden", "no"));
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    expect(relay.discord.in(direct)).toHaveLength(1);
    const other = await setUp();
    other.discord.failNext("result", new PlatformError("unavailable", "503"));
    other.api.answer("job-1", failed);
    await other.clock.advance(60_000);
    expect(other.store.allSettings()).toMatchObject([{ notifications: { by: "root" } }]);
  });

  it("leave one line in the log if the user accepts no messages", async () => {
    const relay = await setUp();
    relay.discord.failAll("direct", new PlatformError("forbidden", "takes none"));
    relay.discord.refuse(DISCORD_CHANNEL, gone);
    relay.api.answer("job-1", failed);
    await relay.clock.advance(HOUR);
    expect(relay.log.of("notifications.not_told")).toHaveLength(1);
    expect(relay.store.allSettings()).toEqual([{ channel: DISCORD_CHANNEL }]);
  });

  it("are reported later if the platform is down", async () => {
    const relay = await setUp();
    relay.discord.failAll("direct", new PlatformError("unavailable", "503"));
    relay.discord.refuse(DISCORD_CHANNEL, gone);
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    relay.discord.failAll("direct");
    await relay.clock.advance(HOUR);
    expect(relay.discord.in(direct)).toHaveLength(1);
  });

  it("can be turned on again, lost again, and reported again", async () => {
    const relay = await lose();
    relay.discord.accept(DISCORD_CHANNEL);
    const command = { name: "pika-notify", options: { state: "on" }, canManage: true };
    await relay.discord.invoke({ ...command, userId: "root", channel: DISCORD_CHANNEL });
    relay.api.answer("job-3", running);
    relay.api.answerList(listed("job-3"));
    await relay.clock.advance(60_000);
    relay.discord.refuse(DISCORD_CHANNEL, gone);
    relay.api.answer("job-3", failed);
    await relay.clock.advance(HOUR);
    expect(relay.discord.in(direct)).toHaveLength(2);
  });
});
