import { describe, expect, it } from "vitest";
import type { RetryReading } from "../../../src/core/job.ts";
import { startTestRelay } from "../../support/relay.ts";
import { BOTH, peopleOn, reading } from "../asking.ts";

const started: RetryReading = { kind: "started", jobId: "job-2" };

describe.each(BOTH)("the button Retry on %s", (platform) => {
  async function setUp({ isRetryable = true, thread = {} } = {}) {
    const relay = await startTestRelay();
    relay.api.answer("job-1", reading("failed", { isRetryable }));
    relay.api.answer("job-2", reading("running"));
    relay.api.answerRetry("job-1", started);
    const people = peopleOn(relay, platform);
    const place = { ...people.channel, ...thread };
    await people.type("pika-status", { jobid: "job-1" }, { channel: place });
    await relay.clock.advance(10_000);
    return { ...relay, ...people, place };
  }

  it("is there where the job API offers it, and only there", async () => {
    expect((await setUp()).buttons()).toEqual(["share", "retry"]);
    const relay = await setUp({ isRetryable: false });
    expect(relay.buttons()).toEqual(["share"]);
    expect(await relay.press("retry-now", "follow-1")).toBe("Job `job-1` can’t be run again.");
    expect(relay.api.retries).toEqual([]);
  });

  it("asks first, and starts nothing where the person thinks better of it", async () => {
    const relay = await setUp();
    expect(await relay.press("retry", "follow-1")).toMatch(
      /^Run job `job-1` again\? This starts a new job/,
    );
    expect(relay.adapter.answers.at(-1)?.actions).toMatchObject([
      { name: "retry-now", argument: "follow-1", style: "primary" },
      { name: "cancel" },
    ]);
    expect(await relay.press("cancel", "follow-1")).toBe("OK, nothing was changed.");
    expect(relay.api.retries).toEqual([]);
  });

  it("follows the new job in the same place, for whoever pressed it, and tells no price", async () => {
    const relay = await setUp();
    const answer = await relay.press("retry-now", "follow-1", { userId: "bob" });
    expect(answer).toMatch(/^Following job `job-2`\./);
    relay.api.answer("job-2", reading("failed"));
    await relay.clock.advance(60_000);
    expect(relay.results().map(({ message }) => message.pings)).toEqual([["ann"], ["bob"]]);
    expect(
      relay
        .posts()
        .map(({ text }) => text)
        .join(),
    ).not.toMatch(/cost|credit|price/i);
  });

  // The confirmation is pressed in a private answer, which need not be in the thread.
  it("follows it in the thread that the old one was in", async () => {
    const relay = await setUp({ thread: { thread: "171.1" } });
    expect(await relay.press("retry-now", "follow-1")).toContain("Following job `job-2`");
    expect(relay.adapter.in(relay.place).map(({ kind }) => kind)).toEqual(["result", "status"]);
  });

  it("starts one job for two presses at once, whoever presses", async () => {
    const relay = await setUp();
    const answers = await Promise.all([
      relay.press("retry-now", "follow-1"),
      relay.press("retry-now", "follow-1", { userId: "bob" }),
    ]);
    expect(relay.api.retries).toEqual(["job-1"]);
    for (const answer of answers) expect(answer).toContain("Following job `job-2`");
  });

  it.each([
    [{ kind: "queue-full" }, /^The account is already running as many jobs as it can\./],
    [{ kind: "moderated", message: "Blocked" }, /won’t run it again[^]*> Blocked/],
    [{ kind: "not-found", message: "Gone" }, /can’t find this job anymore[^]*> Gone/],
    [{ kind: "unknown" }, /didn’t respond, so I don’t know whether a new job started/],
    [{ kind: "unavailable" }, /isn’t responding properly, so nothing was started/],
    [
      { kind: "rate-limited", retryAfterMs: 5_000 },
      /rate limiting requests, so nothing was started/,
    ],
    [{ kind: "unauthorised" }, /refusing Pika Relay’s requests, so nothing was started/],
    [{ kind: "no-subscription" }, /refusing Pika Relay’s requests, so nothing was started/],
  ] as const)("says honestly what %j means, and asks the job API once", async (answer, says) => {
    const relay = await setUp();
    relay.api.answerRetry("job-1", answer);
    expect(await relay.press("retry-now", "follow-1")).toMatch(says);
    expect(relay.api.retries).toEqual(["job-1"]);
    expect(relay.store.all()).toHaveLength(1);
  });

  it("does not ask a job API that refuses the relay, or says to slow down", async () => {
    const relay = await setUp();
    relay.api.answer("job-3", { kind: "rate-limited", retryAfterMs: 30_000 });
    await relay.type("pika-status", { jobid: "job-3" });
    expect(await relay.press("retry-now", "follow-1")).toMatch(
      /rate limiting requests, so nothing/,
    );
    expect(relay.api.retries).toEqual([]);
  });

  it("says what is known where the new job could not be followed", async () => {
    const relay = await setUp();
    relay.api.answerRetry("job-1", started);
    relay.store.follows.put = async () => {
      throw new Error("disk full");
    };
    expect(await relay.press("retry-now", "follow-1")).toMatch(
      /^Running again as job `job-2`\.\n\*I couldn’t save that, so the job isn’t/,
    );
  });
});
