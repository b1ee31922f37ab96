import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Follow } from "../../../src/core/follow/follow.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { code } from "../../../src/core/message.ts";
import { renderStatus } from "../../../src/messages/status/render-status.ts";
import { digest } from "../../support/digest.ts";
import { aFollow, aJob, aSettledFollow, DISCORD_CHANNEL } from "../../support/follows.ts";
import { INTERVAL_MS, startTestRelay, type TestRelay } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const failed: PollResult = { kind: "job", job: aJob("failed") };
const running: PollResult = { kind: "job", job: aJob("running") };

const results = ({ discord }: TestRelay) => discord.posts.filter(({ kind }) => kind === "result");

/** A follow whose status message is posted and up to date. */
function shown(follow: Follow): Follow {
  const { blocks, actions } = renderStatus(follow);
  const statusShown = digest(JSON.stringify([blocks, actions]));
  return { ...follow, statusMessage: { id: "s" }, statusShown };
}

describe("a restart", () => {
  it("polls what is pending, many jobs spread over the interval, and delivers what is settled", async () => {
    const pending = Array.from({ length: 500 }, (_each, index) =>
      shown(aFollow({ id: `f${index}`, jobId: `job-${index}`, createdAt: START })),
    );
    const settled = shown({
      ...aSettledFollow({ kind: "failed" }, { id: "s1", jobId: "over" }),
      settledAt: START,
    });
    const relay = await startTestRelay({ follows: [...pending, settled] });
    await relay.clock.advance(1_000);
    expect(results(relay)).toMatchObject([{ text: expect.stringContaining("over") }]);
    expect(relay.api.reads.length).toBeLessThan(pending.length / 4);
    await relay.clock.advance(INTERVAL_MS);
    expect(new Set(relay.api.reads).size).toBe(pending.length);
    // Only the ended one is edited: it says where its result is.
    const edits = relay.discord.calls.filter(({ operation }) => operation === "edit");
    expect(edits).toHaveLength(1);
  });

  it("posts a status message that the last process did not post", async () => {
    const relay = await startTestRelay({ follows: [aFollow({ createdAt: START })] });
    relay.api.answer("job-1", running);
    await relay.clock.advance(INTERVAL_MS);
    expect(relay.discord.posts).toMatchObject([{ kind: "status" }]);
  });

  it("leaves follows of another job API in the store, untouched", async () => {
    const relay = await startTestRelay({
      follows: [aFollow({ source: "other", createdAt: START })],
    });
    await relay.clock.advance(2 * DAY);
    expect(relay.api.reads).toEqual([]);
    expect(relay.store.all()).toMatchObject([{ state: "pending" }]);
  });

  // An edit that the last process had stored but not made was once never made.
  it("makes the edit that the last process did not make", async () => {
    const status = await startTestRelay();
    status.api.answer("job-1", running);
    await status.ask("job-1", { channel: DISCORD_CHANNEL });
    const [before] = status.store.all();
    const relay = await startTestRelay({ follows: [{ ...before!, trouble: "unavailable" }] });
    expect(relay.discord.calls).toEqual([{ operation: "edit", key: before?.statusMessage?.id }]);
    await relay.clock.advance(1_000);
    expect(relay.discord.calls).toHaveLength(1);
  });

  // A restart within seconds of a result once left the status of a running job, with its buttons,
  // above it forever.
  it("makes the final edit after the result, which the last process did not make, once", async () => {
    const first = await startTestRelay();
    first.api.answer("job-1", running);
    await first.ask("job-1", { channel: DISCORD_CHANNEL });
    first.api.answer("job-1", failed);
    await first.clock.advance(INTERVAL_MS);
    const follows = first.store.all();
    expect(follows).toMatchObject([{ state: "delivered" }]);
    const second = await startTestRelay({ follows });
    const edit = { operation: "edit", key: follows[0]?.statusMessage?.id };
    expect(second.discord.calls).toEqual([edit]);
    await second.clock.advance(1_000);
    const third = await startTestRelay({ follows: second.store.all() });
    await third.clock.advance(INTERVAL_MS);
    expect(third.discord.calls).toEqual([]);
  });

  // After a downtime longer than the time limit, ended jobs were once given up before they were
  // polled.
  it("delivers the result of a job that ended while the relay was down for days", async () => {
    const relay = await startTestRelay({ follows: [aFollow({ createdAt: START - 5 * DAY })] });
    relay.api.answer("job-1", failed);
    await relay.clock.advance(2 * INTERVAL_MS);
    expect(results(relay)).toMatchObject([
      { text: expect.stringContaining(said("result.failed")) },
    ]);
  });

  it("waits another hour if the time limit passed during the downtime, then gives up", async () => {
    const relay = await startTestRelay({ follows: [aFollow({ createdAt: START - 5 * DAY })] });
    relay.api.answer("job-1", running);
    await relay.clock.advance(HOUR - 60_000);
    expect(results(relay)).toEqual([]);
    await relay.clock.advance(3 * 60_000);
    expect(results(relay)).toMatchObject([
      { text: expect.stringMatching(sentence("result.gave-up")) },
    ]);
  });

  // A result that was settled a day before the start was once discarded without a single attempt.
  it("delivers a result that has waited for days", async () => {
    const settled = { ...aSettledFollow({ kind: "failed" }), settledAt: START - 5 * DAY };
    const relay = await startTestRelay({ follows: [settled] });
    await relay.clock.advance(1_000);
    expect(results(relay)).toHaveLength(1);
  });
});

describe("a jump of the wall clock", () => {
  it.each([2 * DAY, -2 * DAY, HOUR, -HOUR])(
    "by %i ms ends nothing early and polls no more than before",
    async (byMs) => {
      const relay = await startTestRelay();
      relay.api.answer("job-1", running);
      await relay.ask("job-1");
      await relay.clock.advance(10 * 60_000);
      const reads = relay.api.readsOf("job-1");
      relay.clock.jump(byMs);
      await relay.clock.advance(55_000);
      expect(relay.api.readsOf("job-1") - reads).toBeLessThanOrEqual(2);
      await relay.clock.advance(3 * HOUR);
      expect(results(relay)).toEqual([]);
      await relay.clock.advance(21 * HOUR);
      expect(results(relay)).toMatchObject([
        { text: expect.stringMatching(sentence("result.gave-up")) },
      ]);
    },
  );

  it("does not discard a result that is being retried", async () => {
    const relay = await startTestRelay();
    relay.discord.refuse(DISCORD_CHANNEL, new PlatformError("unavailable", "503"));
    relay.api.answer("job-1", failed);
    await relay.ask("job-1", { channel: DISCORD_CHANNEL });
    await relay.clock.advance(60_000);
    relay.clock.jump(2 * DAY);
    await relay.clock.advance(60_000);
    relay.discord.accept(DISCORD_CHANNEL);
    await relay.clock.advance(10 * 60_000);
    expect(results(relay)).toHaveLength(1);
  });
});

describe("giving up", () => {
  it("is announced in the channel after the time limit, even if the API never answers, with the remedy", async () => {
    const relay = await startTestRelay({ giveUpAfterMs: 3_600_000 });
    relay.api.answer("job-1", { kind: "unauthorised" });
    await relay.ask("job-1");
    await relay.clock.advance(3_590_000);
    expect(results(relay)).toEqual([]);
    await relay.clock.advance(70_000);
    expect(results(relay)).toMatchObject([
      {
        text: expect.stringMatching(
          pattern`${said("result.gave-up", { duration: "1h" })}[^]*/pika-status pika:job-1`,
        ),
      },
    ]);
    const reads = relay.api.readsOf("job-1");
    await relay.clock.advance(3_600_000);
    expect(relay.api.readsOf("job-1")).toBeLessThanOrEqual(reads + 1);
  });
});

describe("stopping", () => {
  it("lets a command answer, accepts no more, and closes what it opened", async () => {
    const relay = await startTestRelay();
    relay.api.hang("job-1");
    const answered = relay.discord.invoke({ name: "pika-status", options: { jobid: "job-1" } });
    await relay.clock.advance(100);
    const stopped = relay.app.stop();
    await relay.clock.advance(3_000);
    await stopped;
    expect(await answered).toEqual([
      expect.stringContaining(said("follow.following", { job: code("job-1") })),
    ]);
    expect(await relay.discord.invoke({ name: "pika-status" })).toEqual([]);
    expect([relay.api.closed, relay.media.closed]).toEqual([true, true]);
    expect([relay.discord.running, relay.slack.running]).toEqual([false, false]);
    await relay.app.stop();
    expect(relay.clock.waiting).toBe(0);
  });

  // An edit without a response once delayed the stop beyond its ten seconds.
  it("aborts a hanging status edit, and the store keeps what is still to be done", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", running);
    await relay.ask("job-1");
    relay.discord.hang("edit");
    relay.api.answer("job-1", failed);
    await relay.clock.advance(2 * INTERVAL_MS);
    const stopped = relay.app.stop();
    await relay.clock.advance(6_500);
    await stopped;
    expect(relay.store.all()).toMatchObject([{ state: "settled" }]);
  });

  it("registers a command whose answer it no longer waits for, and does not blame the job API", async () => {
    const relay = await startTestRelay();
    relay.api.hang("job-1");
    const answered = relay.discord.invoke({ name: "pika-status", options: { jobid: "job-1" } });
    await relay.clock.advance(100);
    const stopped = relay.app.stop();
    await relay.clock.advance(3_000);
    await stopped;
    expect((await answered).join()).not.toContain(said("follow.no-answer"));
    expect(relay.store.all()).toMatchObject([{ state: "pending" }]);
    expect(relay.store.all()[0]).not.toHaveProperty("trouble");
  });
});
