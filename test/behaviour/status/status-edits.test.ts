import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { LOCALES } from "../../../src/messages/translator.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";
import { pattern, said } from "../../support/sentence.ts";

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

function progress(percent?: number, status = "progress"): PollResult {
  const job = aJob("running", { status });
  return { kind: "job", job: { ...job, facts: { ...job.facts, percent } } };
}
const failed: PollResult = { kind: "job", job: aJob("failed") };

async function follow(relay: TestRelay, person = {}): Promise<TestRelay> {
  relay.api.answer("job-1", progress());
  await relay.ask("job-1", { channel: DISCORD_CHANNEL, ...person });
  return relay;
}
const editsOf = ({ discord }: TestRelay) =>
  discord.calls.filter(({ operation }) => operation === "edit").length;
const statusOf = ({ discord }: TestRelay) => discord.posts[0]?.text ?? "";
/** Polls the job at once, as a user does with Refresh. */
const refresh = async (relay: TestRelay) => {
  void relay.discord.press({ name: "refresh", argument: "follow-1", channel: DISCORD_CHANNEL });
  await relay.clock.advance(500);
};

describe("a status message", () => {
  it("is edited at most every 5 s, and shows the latest of the changes in between", async () => {
    const relay = await follow(await startTestRelay());
    await relay.clock.advance(10_000);
    for (let percent = 5; percent <= 60; percent += 5) {
      relay.api.answer("job-1", progress(percent));
      await refresh(relay);
    }
    expect(editsOf(relay)).toBeLessThanOrEqual(2);
    await relay.clock.advance(5_000);
    expect(editsOf(relay)).toBeLessThanOrEqual(3);
    expect(statusOf(relay)).toContain("60%");
  });

  // Each change of the job sent another request, however long the platform had asked to wait.
  it("is not sent again before the platform wants it, even if the job changes meanwhile", async () => {
    const relay = await follow(await startTestRelay());
    await relay.clock.advance(10_000);
    const limited = new PlatformError("rate_limited", "429", { retryAfterMs: 60_000 });
    relay.discord.failNext("edit", limited);
    for (let percent = 5; percent <= 20; percent += 5) {
      relay.api.answer("job-1", progress(percent));
      await refresh(relay);
      await relay.clock.advance(11_000);
    }
    expect(editsOf(relay)).toBe(1);
    await relay.clock.advance(30_000);
    expect([editsOf(relay), statusOf(relay)]).toEqual([2, expect.stringContaining("20%")]);
  });

  it("is not edited if nothing that it shows has changed", async () => {
    const relay = await follow(await startTestRelay());
    await relay.clock.advance(HOUR / 2);
    expect(relay.api.readsOf("job-1")).toBeGreaterThan(20);
    expect(editsOf(relay)).toBe(0);
  });

  it("is edited at most every 10 min once it is an hour old, and shows the outcome at once", async () => {
    const relay = await follow(await startTestRelay());
    await relay.clock.advance(HOUR + 60_000);
    const before = editsOf(relay);
    let percent = 0;
    for (let minutes = 0; minutes < 60; minutes += 1) {
      percent = (percent + 5) % 100;
      relay.api.answer("job-1", progress(percent));
      await relay.clock.advance(60_000);
    }
    expect(editsOf(relay) - before).toBeGreaterThan(3);
    expect(editsOf(relay) - before).toBeLessThanOrEqual(7);
    relay.api.answer("job-1", failed);
    await relay.clock.advance(75_000);
    expect(statusOf(relay)).toContain(`❌ *${said("status.failed")}*`);
  });

  it("shows the end of a job that ends within seconds of its start", async () => {
    const relay = await follow(await startTestRelay());
    relay.api.answer("job-1", failed);
    await refresh(relay);
    await relay.clock.advance(20_000);
    expect(relay.discord.posts.map(({ kind }) => kind)).toEqual(["status", "result"]);
    expect(statusOf(relay)).toMatch(
      pattern`❌ \*${said("status.failed")}\*[^]*${said("status.result")}`,
    );
  });

  // A job posted a day later was once said to have taken a day.
  it("says how long the job took, as the result does, whenever it is posted", async () => {
    const relay = await follow(await startTestRelay());
    const job = aJob("failed");
    const facts = { ...job.facts, createdAt: START, updatedAt: START + 45_000 };
    relay.api.answer("job-1", { kind: "job", job: { ...job, facts } });
    relay.discord.failNext("result", new PlatformError("forbidden", "no"));
    await relay.clock.advance(26 * HOUR);
    const press = { name: "try-again", argument: "follow-1", channel: DISCORD_CHANNEL };
    await relay.discord.press(press);
    await relay.clock.advance(60_000);
    for (const { text } of relay.discord.posts)
      expect(text).toContain(said("status.took", { duration: "45s" }));
    expect(relay.discord.posts).toHaveLength(2);
  });

  it("has a bar only if the job reports a percentage, and the number next to it", async () => {
    const relay = await follow(await startTestRelay());
    await relay.clock.advance(6_000);
    expect(statusOf(relay)).not.toMatch(/[▰▱%]/);
    relay.api.answer("job-1", progress(47));
    await refresh(relay);
    await relay.clock.advance(6_000);
    expect(statusOf(relay)).toContain("▰▰▰▰▰▱▱▱▱▱ 45%");
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    expect(statusOf(relay)).not.toMatch(/[▰▱%]/);
  });
});

describe("the language of messages", () => {
  it.each(LOCALES)("is the server's language in the channel (%s)", async (workspaceLocale) => {
    const relay = await follow(await startTestRelay(), { workspaceLocale, locale: "fr" });
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    const [status, result] = relay.discord.posts;
    expect(status?.text).toContain(said("status.failed", {}, { locale: workspaceLocale }));
    expect(result?.text).toContain(said("result.failed", {}, { locale: workspaceLocale }));
    expect([status?.message.locale, result?.message.locale]).toEqual([
      workspaceLocale,
      workspaceLocale,
    ]);
  });

  it.each(LOCALES)("is the user's language in private (%s)", async (locale) => {
    const { discord } = await startTestRelay();
    const options = { jobid: "job-9" };
    const command = { name: "pika-forget", options, locale, workspaceLocale: "de" };
    const [answer] = await discord.invoke(command);
    expect(answer).toContain(said("answer.not-found", {}, { locale }));
  });

  it.each(["xx", "nl-NL", "", "not a tag at all"])("is English if none fits (%j)", async (tag) => {
    const { discord } = await startTestRelay();
    const options = { jobid: "job-9" };
    const [answer] = await discord.invoke({ name: "pika-forget", options, locale: tag });
    expect(answer).toContain(said("answer.not-found"));
  });

  it("stays the channel's language across a restart, and for shared jobs", async () => {
    const relay = await startTestRelay({
      follows: [aFollow({ createdAt: START, locale: "ja", statusMessage: { id: "s9" } })],
    });
    relay.api.answer("job-1", failed);
    await relay.clock.advance(60_000);
    const options = { jobid: "job-1", channel: "C2" };
    await relay.discord.invoke({ name: "pika-share", options, channel: DISCORD_CHANNEL });
    await relay.clock.advance(10_000);
    const texts = relay.discord.posts.map(({ text }) => text);
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).toContain(said("result.failed", {}, { locale: "ja" }));
  });
});
