import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { markDelivered, markDiscarded, type Follow } from "../../../src/core/follow/follow.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { BOTH, PLACES, peopleOn, pollResult } from "../../unit/commands/asking.ts";
import { aFollow, aSettledFollow } from "../../support/follows.ts";
import { startTestRelay } from "../../support/test-relay.ts";

const START = Date.UTC(2026, 0, 1);
const NOTHING_KNOWN = /job-1/;

describe.each(BOTH)("a job on %s that the API no longer knows", (platform) => {
  const channel = PLACES[platform];
  const over = { ...aSettledFollow({ kind: "failed" }, { channel }), settledAt: START };
  const delivered = markDelivered(over, { id: "r1" }, START);
  const kept = markDiscarded(over, "forbidden", START);

  const setUp = async (...follows: Follow[]) => {
    const relay = await startTestRelay({ follows });
    return { ...relay, ...peopleOn(relay, platform) };
  };

  // One 404 once removed everything that the channel had under the job's id.
  it.each([
    ["a delivered result", delivered],
    ["a result that is kept for a week", kept],
  ])("keeps %s as it was", async (_name, earlier) => {
    const relay = await setUp(earlier);
    expect(await relay.type("pika-status", { jobid: "job-1" })).toMatch(NOTHING_KNOWN);
    expect(relay.store.all()).toEqual([earlier]);
    expect(relay.posts()).toEqual([]);
    expect(await relay.type("pika-jobs")).toContain("job-1");
    if (earlier !== kept) return;
    await relay.press("try-again", "f1");
    await relay.clock.advance(60_000);
    expect(relay.results()).toHaveLength(1);
  });

  it("keeps nothing if there was nothing", async () => {
    const relay = await setUp();
    expect(await relay.type("pika-status", { jobid: "job-1" })).toMatch(NOTHING_KNOWN);
    expect(relay.store.all()).toEqual([]);
  });

  // The others waited for a stopped job: their message had not been posted yet, and was never
  // posted.
  it("still tells the others that it was stopped", async () => {
    const relay = await setUp();
    relay.api.answer("job-1", pollResult("running"));
    for (const userId of ["ann", "bob"])
      await relay.type("pika-status", { jobid: "job-1" }, { userId });
    const unavailable = new PlatformError("unavailable", "503");
    const afterActing = platform === "slack";
    relay.adapter.failNext("result", unavailable, { afterActing });
    for (let times = 0; times < 3; times += 1) relay.adapter.failNext("result", unavailable);
    await relay.type("pika-forget", { jobid: "job-1" });
    await relay.clock.advance(11_000);
    relay.api.forget("job-1");
    await relay.type("pika-status", { jobid: "job-1" }, { userId: "carl" });
    await relay.clock.advance(60_000);
    expect(relay.results()).toMatchObject([{ message: { pings: ["bob"] } }]);
    expect(relay.store.all()).toMatchObject([{ id: "follow-1", outcome: { kind: "forgotten" } }]);
  });

  it("keeps what a user shared here after the command's own follow was stopped", async () => {
    const elsewhere = { ...channel, channel: "source" };
    const source = { ...delivered, channel: elsewhere };
    const relay = await setUp(source);
    const { promise: late, resolve } = Promise.withResolvers<PollResult>();
    relay.api.pollJob = () => late;
    const asked = relay.type("pika-status", { jobid: "job-1" });
    await relay.clock.advance(1_000);
    const manager = { userId: "root", canManage: true };
    expect(await relay.type("pika-forget", { jobid: "job-1" }, manager)).toContain("job-1");
    await relay.press("share-to", "f1", { channel: elsewhere, value: channel.channel });
    resolve({ kind: "not-found", message: "no such job" });
    await asked;
    await relay.clock.advance(60_000);
    const here = relay.store.all().find((each) => each.channel.channel === channel.channel);
    expect(here).toMatchObject({ origin: "share", state: "delivered" });
  });

  // A user was told that the channel already gets it, and the channel received nothing.
  it("is not taken for a pending result when a user shares one there", async () => {
    const elsewhere = { ...channel, channel: "source" };
    const relay = await setUp({ ...delivered, channel: elsewhere });
    const { promise: late, resolve } = Promise.withResolvers<PollResult>();
    relay.api.pollJob = () => late;
    const asked = relay.type("pika-status", { jobid: "job-1" });
    await relay.clock.advance(1_000);
    const sharing = { channel: elsewhere, value: channel.channel };
    const shared = relay.press("share-to", "f1", sharing);
    await relay.clock.advance(1_000);
    resolve({ kind: "not-found", message: "no such job" });
    await asked;
    await relay.clock.advance(60_000);
    expect(await shared).toContain(channel.channel);
    expect(relay.results().map((each) => each.channel.channel)).toEqual([channel.channel]);
  });

  it("continues to be followed for channel notifications if the status message is refused", async () => {
    const notified = aFollow({ channel, origin: "notification", requesters: [], createdAt: START });
    const relay = await setUp(notified);
    relay.api.answer("job-1", pollResult("running"));
    relay.adapter.failNext("status", new PlatformError("forbidden", "no"));
    await relay.type("pika-status", { jobid: "job-1" });
    expect(relay.store.all()).toMatchObject([
      { id: "f1", state: "pending", origin: "notification", requesters: [] },
    ]);
  });
});
