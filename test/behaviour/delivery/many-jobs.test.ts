import { describe, expect, it, vi } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import {
  aFollow,
  aJob,
  aSettledFollow,
  DISCORD_CHANNEL,
  SLACK_CHANNEL,
} from "../../support/follows.ts";
import { createFakeStore } from "../../support/fakes/fake-store.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";
import { said, sentence } from "../../support/sentence.ts";

const START = Date.UTC(2026, 0, 1);
const COUNT = 500;
const OTHER = { ...DISCORD_CHANNEL, channel: "c2" };
const jobIds = Array.from({ length: COUNT }, (_each, index) => `job-${index}`);

/** The jobs whose results a channel shows, in order. */
const resultsIn = (
  { discord }: TestRelay,
  channel = DISCORD_CHANNEL as typeof OTHER | typeof DISCORD_CHANNEL,
) =>
  discord
    .in(channel)
    .filter(({ kind }) => kind === "result")
    .map(({ text }) => /`(job-\w+)`/.exec(text)?.[1]);

async function burst(): Promise<TestRelay> {
  const follow = (
    jobId: string,
    channel = DISCORD_CHANNEL as typeof OTHER | typeof DISCORD_CHANNEL,
  ) =>
    aFollow({ id: jobId, jobId, channel, createdAt: START, statusMessage: { id: `s-${jobId}` } });
  const started = await startTestRelay({
    follows: [...jobIds.map((jobId) => follow(jobId)), follow("job-other", OTHER)],
    maxPerSecond: 50,
  });
  for (const jobId of [...jobIds, "job-other"])
    started.api.answer(jobId, { kind: "job", job: aJob("failed", { jobId }) });
  return started;
}

describe("five hundred jobs of one channel that end at once", () => {
  it("are posted in the order in which they ended, none lost, none twice", async () => {
    const relay = await burst();
    await relay.clock.advance(180_000);
    const settled = relay.log.of("follow.settled").map(({ jobId }) => jobId);
    expect(resultsIn(relay)).toEqual(settled.filter((jobId) => jobId !== "job-other"));
    expect(resultsIn(relay)).toHaveLength(COUNT);
  });

  it("keep their order if the platform throttles the relay", async () => {
    const relay = await burst();
    const post = relay.discord.postResult.bind(relay.discord);
    let calls = 0;
    relay.discord.postResult = async (result) => {
      calls += 1;
      const retryAfterMs = 1_000;
      if (calls % 5 === 0) throw new PlatformError("rate_limited", "429", { retryAfterMs });
      return post(result);
    };
    await relay.clock.advance(1_200_000);
    const settled = relay.log.of("follow.settled").map(({ jobId }) => jobId);
    expect(resultsIn(relay)).toEqual(settled.filter((jobId) => jobId !== "job-other"));
  });

  it("block neither another channel nor any command", async () => {
    const relay = await burst();
    const post = relay.discord.postResult.bind(relay.discord);
    // One message per second, as Slack allows, and longer than this test waits for all of them.
    relay.discord.postResult = async (result) => {
      if (result.channel.channel !== "c1") return post(result);
      const { promise, resolve } = Promise.withResolvers<void>();
      relay.clock.setTimer(1_000, resolve);
      await promise;
      return post(result);
    };
    await relay.clock.advance(30_000);
    expect(resultsIn(relay, OTHER)).toEqual(["job-other"]);
    expect(resultsIn(relay).length).toBeLessThan(60);
    const answered = relay.discord.invoke({ name: "pika-jobs", channel: DISCORD_CHANNEL });
    await relay.clock.advance(1);
    expect(await answered).toEqual([expect.stringMatching(sentence("list.waiting-none"))]);
    await relay.clock.advance(600_000);
    expect(resultsIn(relay)).toHaveLength(COUNT);
  });

  it("keep their order across a restart", async () => {
    const settled = jobIds.map((jobId, index) => ({
      ...aSettledFollow({ kind: "failed" }, { id: jobId, jobId, createdAt: START }),
      settledAt: START + index,
    }));
    const relay = await startTestRelay({ follows: settled.toReversed() });
    await relay.clock.advance(60_000);
    expect(resultsIn(relay)).toEqual(jobIds);
  });
});

describe("ten thousand follows in the store", () => {
  it("do not slow down lists and suggestions, which read few of them", async () => {
    const follows = Array.from({ length: 10_000 }, (_each, index) =>
      aFollow({
        id: `f${index}`,
        jobId: `job-${index}`,
        createdAt: START + index,
        channel: index % 2 === 0 ? DISCORD_CHANNEL : SLACK_CHANNEL,
      }),
    );
    const store = createFakeStore(follows);
    const { discord, clock } = await startTestRelay({ store, maxPerSecond: 1 });
    await clock.advance(1);
    const read = vi.spyOn(store.follows, "get");
    const [answer] = await discord.invoke({ name: "pika-jobs", channel: DISCORD_CHANNEL });
    const typing = { command: "pika-forget", option: "jobid", channel: DISCORD_CHANNEL };
    const offered = await discord.complete({ ...typing, typed: "job-4444" });
    expect(answer).toContain(said("list.waiting", { jobs: "5,000 jobs" }));
    expect(offered.map(({ value }) => value)).toEqual(["job-4444"]);
    expect(await discord.complete({ ...typing, typed: "" })).toHaveLength(25);
    expect(read.mock.calls.length).toBeLessThan(500);
  });
});
