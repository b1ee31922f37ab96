import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";

// The lines that operators search and alert on: their names and keys are promises.

const running: PollResult = { kind: "job", job: aJob("running") };
const failed: PollResult = { kind: "job", job: aJob("failed") };
const SAME_FOLLOW = {
  followId: "follow-1",
  jobId: "job-1",
  platform: "discord",
  channelId: DISCORD_CHANNEL.channel,
};
const down = new PlatformError("unavailable", "503");

const ask = (relay: TestRelay) => relay.ask("job-1", { channel: DISCORD_CHANNEL });

/** The lines of an event with their level, which says who should look at them. */
const lines = ({ log }: TestRelay, event: string) =>
  log.lines.filter((line) => line.event === event).map(({ level, fields }) => ({ level, fields }));

const about = (fields: object) => [
  { level: "info", fields: expect.objectContaining(fields) as object },
];

describe("the log of a follow", () => {
  it("has one line for each event, with the same keys", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", running, failed);
    await ask(relay);
    await relay.clock.advance(60_000);
    const command = { command: "pika-status", platform: "discord", channelId: "c1", userId: "ann" };
    expect(lines(relay, "command.received")).toEqual(about(command));
    expect(lines(relay, "command.answered")).toEqual(about(command));
    expect(lines(relay, "follow.registered")).toEqual(about({ ...SAME_FOLLOW, reading: "job" }));
    expect(lines(relay, "job.changed")).toEqual(about({ ...SAME_FOLLOW, status: "progress" }));
    expect(lines(relay, "status.posted")).toEqual(about({ ...SAME_FOLLOW, messageId: "m1" }));
    // Once before the result, and once after it with a link to it.
    const edited = about({ ...SAME_FOLLOW, messageId: "m1" });
    expect(lines(relay, "status.edited")).toEqual([...edited, ...edited]);
    expect(lines(relay, "follow.settled")).toEqual(about({ ...SAME_FOLLOW, outcome: "failed" }));
    expect(lines(relay, "follow.delivered")).toEqual(about({ ...SAME_FOLLOW, messageId: "m2" }));
    expect(relay.log.of("job.polled")).toEqual([
      { jobId: "job-1", kind: "job" },
      { jobId: "job-1", kind: "job" },
    ]);
  });

  it("begins with what was resumed and what was left alone", async () => {
    const relay = await startTestRelay({
      follows: [aFollow(), aFollow({ id: "f2", source: "other" })],
    });
    expect(relay.log.of("follows.resumed")).toEqual([{ follows: 1, jobs: 1 }]);
    expect(relay.log.of("follow.parked")).toMatchObject([{ followId: "f2" }]);
    expect(relay.log.of("relay.ready")).toEqual([{ platforms: ["discord", "slack"] }]);
  });
});

describe("the log of failures", () => {
  it("has one error when the job API begins to refuse, and one line when it accepts again", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", { kind: "unauthorised" });
    await ask(relay);
    relay.api.answer("job-2", { kind: "unauthorised" });
    await relay.ask("job-2");
    await relay.clock.advance(300_000);
    expect(lines(relay, "api.suspected")).toEqual([
      { level: "warn", fields: { api: "pika", kind: "unauthorised", asker: "job job-1" } },
    ]);
    expect(lines(relay, "api.refused")).toEqual([
      { level: "error", fields: { api: "pika", kind: "unauthorised" } },
    ]);
    expect(lines(relay, "api.accepted")).toEqual([]);
    relay.api.answer("job-1", running);
    relay.api.answer("job-2", running);
    await relay.clock.advance(61_000);
    expect(lines(relay, "api.accepted")).toEqual([{ level: "info", fields: { api: "pika" } }]);
    expect(lines(relay, "job.changed").at(-1)?.fields).toMatchObject({ trouble: undefined });
  });

  it("names the attempt and the wait of a postponed delivery", async () => {
    const relay = await startTestRelay();
    relay.discord.failNext("result", down);
    relay.discord.failNext("result", down);
    relay.api.answer("job-1", failed);
    await ask(relay);
    await relay.clock.advance(60_000);
    expect(lines(relay, "delivery.postponed")).toEqual([
      { level: "warn", fields: { ...SAME_FOLLOW, attempt: 1, delayMs: 2_000, err: down } },
      { level: "warn", fields: { ...SAME_FOLLOW, attempt: 2, delayMs: 4_000, err: down } },
    ]);
  });

  // A day's outage once logged a line for each of its 290 attempts, with two stacks each.
  it("is not flooded by an outage, and says at its end how long it took", async () => {
    const relay = await startTestRelay();
    relay.discord.failAll("result", down);
    relay.api.answer("job-1", failed);
    await ask(relay);
    await relay.clock.advance(12 * 3_600_000);
    expect(lines(relay, "delivery.postponed").length).toBeLessThan(18);
    relay.discord.failAll("result");
    await relay.clock.advance(600_000);
    const [delivered] = relay.log.of("follow.delivered");
    expect(delivered?.["attempts"]).toBeGreaterThan(140);
    expect(delivered?.["troubleMs"]).toBeGreaterThan(12 * 3_600_000 - 60_000);
  });

  it("names what could not be stored, once for each attempt", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", running);
    await ask(relay);
    relay.store.failWith(new Error("disk full"));
    relay.api.answer("job-1", failed);
    await relay.clock.advance(16_000);
    expect(lines(relay, "follow.not_stored")).toEqual([
      { level: "error", fields: { ...SAME_FOLLOW, err: expect.any(Error) as Error } },
    ]);
  });

  it("names what a channel did not accept", async () => {
    const relay = await startTestRelay();
    relay.discord.failNext("result", new PlatformError("message_lost", "10008"));
    relay.api.answer("job-1", failed);
    await ask(relay);
    await relay.clock.advance(1_000);
    expect(lines(relay, "delivery.stepped_down")).toMatchObject([
      { level: "warn", fields: SAME_FOLLOW },
    ]);
  });
});

describe("a status message that cannot be posted", () => {
  it("is retried at growing intervals, and posted once possible", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", running);
    for (let times = 0; times < 4; times += 1) relay.discord.failNext("status", down);
    await ask(relay);
    await relay.clock.advance(2_500);
    // The command's own attempt is the first; the retries come after 1 s, 2 s and so on.
    expect(lines(relay, "status.postponed")).toEqual([
      { level: "warn", fields: { ...SAME_FOLLOW, attempt: 1, err: down } },
      { level: "warn", fields: { ...SAME_FOLLOW, attempt: 2, err: down } },
    ]);
    await relay.clock.advance(10_000);
    expect(relay.discord.posts).toMatchObject([{ kind: "status" }]);
    expect(relay.discord.calls).toHaveLength(5);
  });

  it("waits as long as the platform asks", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", running);
    const limited = new PlatformError("rate_limited", "429", { retryAfterMs: 30_000 });
    relay.discord.failNext("status", limited);
    relay.discord.failNext("status", limited);
    await ask(relay);
    await relay.clock.advance(29_000);
    expect(relay.discord.posts).toEqual([]);
    await relay.clock.advance(2_000);
    expect(relay.discord.posts).toHaveLength(1);
  });

  it("is not retried if that is pointless, and the result is posted anyway", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", running);
    const rejected = new PlatformError("rejected", "50035");
    relay.discord.failNext("status", rejected);
    relay.discord.failNext("status", rejected);
    await ask(relay);
    await relay.clock.advance(14_000);
    expect(relay.discord.calls.map(({ operation }) => operation)).toEqual(["status", "status"]);
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    expect(relay.discord.posts.map(({ kind }) => kind)).toEqual(["status", "result"]);
  });

  it("is left as it is when it can no longer be edited", async () => {
    const relay = await startTestRelay();
    relay.api.answer("job-1", running);
    await ask(relay);
    relay.discord.failNext("edit", new PlatformError("message_lost", "30046"));
    relay.api.answer("job-1", { kind: "job", job: aJob("running", { status: "started" }) });
    await relay.clock.advance(120_000);
    expect(lines(relay, "status.not_editable")).toMatchObject([
      { level: "warn", fields: SAME_FOLLOW },
    ]);
    expect(relay.discord.calls.filter(({ operation }) => operation === "edit")).toHaveLength(1);
  });
});
