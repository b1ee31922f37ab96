import { describe, expect, it } from "vitest";
import type { ChannelRef } from "../../../../src/core/channel/channel-ref.ts";
import { markDelivered } from "../../../../src/core/follow/follow.ts";
import type { PollResult, RetryRequestResult } from "../../../../src/core/job/job.ts";
import { code } from "../../../../src/core/message.ts";
import { localized } from "../../../../src/messages/translator.ts";
import {
  startTestRelay,
  type TestRelay,
  type TestRelayOptions,
} from "../../../support/test-relay.ts";
import { StoreError } from "../../../../src/core/errors.ts";
import { aJob, aSettledFollow } from "../../../support/follows.ts";
import { pattern, said, sentence } from "../../../support/sentence.ts";
import { BOTH, peopleOn, PLACES, pollResult } from "../asking.ts";

interface SetUp extends TestRelayOptions {
  readonly isRetryable?: boolean;
  readonly thread?: { readonly thread?: string };
}

const started: RetryRequestResult = { kind: "started", jobId: "job-2" };

describe.each(BOTH)("the button Retry on %s", (platform) => {
  async function setUp({ isRetryable = true, thread = {}, ...options }: SetUp = {}) {
    const relay = await startTestRelay(options);
    relay.api.answer("job-1", pollResult("running"), pollResult("failed", { isRetryable }));
    relay.api.answer("job-2", pollResult("running"));
    relay.api.answerRetry("job-1", started);
    const people = peopleOn(relay, platform);
    const place = { ...people.channel, ...thread };
    await people.type("pika-status", { jobid: "job-1" }, { channel: place });
    await relay.clock.advance(25_000);
    return { ...relay, ...people, place };
  }

  it("appears only if the job API offers a retry", async () => {
    expect((await setUp()).buttons()).toEqual(["share", "retry"]);
    const relay = await setUp({ isRetryable: false });
    expect(relay.buttons()).toEqual(["share"]);
    expect(await relay.press("retry-now", "follow-1")).toBe(
      said("retry.not-retryable", { job: code("job-1") }),
    );
    expect(relay.api.retries).toEqual([]);
  });

  it("logs the job API's answer under the same field as polls", async () => {
    const relay = await setUp();
    relay.api.answerRetry("job-1", { kind: "moderated", message: "no" });
    await relay.press("retry-now", "follow-1");
    const { channel: channelId } = relay.channel;
    const fields = { followId: "follow-2", jobId: "job-1", platform, channelId };
    expect(relay.log.of("job.retried")).toEqual([{ ...fields, reading: "moderated" }]);
  });

  it("asks for a confirmation, and starts nothing if the user cancels", async () => {
    const relay = await setUp();
    expect(await relay.press("retry", "follow-1")).toMatch(
      pattern`^${said("retry.sure", { job: code("job-1") })}`,
    );
    expect(relay.adapter.answers.at(-1)?.actions).toMatchObject([
      { name: "retry-now", argument: "follow-1", style: "primary" },
      { name: "cancel" },
    ]);
    expect(await relay.press("cancel", "follow-1")).toBe(said("answer.cancelled"));
    expect(relay.api.retries).toEqual([]);
  });

  it("follows the new job in the same channel for the user who pressed it, and names no price", async () => {
    const relay = await setUp({ retry: "everyone" });
    const answer = await relay.press("retry-now", "follow-1", { userId: "bob" });
    expect(answer).toMatch(pattern`^${said("follow.following", { job: code("job-2") })}`);
    relay.api.answer("job-2", pollResult("failed"));
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
  it("follows it in the old job's thread", async () => {
    const relay = await setUp({ thread: { thread: "171.1" } });
    expect(await relay.press("retry-now", "follow-1")).toContain(
      said("follow.following", { job: code("job-2") }),
    );
    expect(relay.adapter.in(relay.place).map(({ kind }) => kind)).toEqual([
      "status",
      "result",
      "status",
    ]);
  });

  // Of two who confirmed only the first one was mentioned.
  it("starts one job for two users who confirm at the same time or shortly after each other, and tells both", async () => {
    const relay = await setUp({ retry: "everyone" });
    const answers = await Promise.all([
      relay.press("retry-now", "follow-1"),
      relay.press("retry-now", "follow-1", { userId: "bob" }),
    ]);
    answers.push(await relay.press("retry-now", "follow-1", { userId: "cat" }));
    expect(relay.api.retries).toEqual(["job-1"]);
    for (const answer of answers)
      expect(answer).toContain(said("follow.following", { job: code("job-2") }));
    relay.api.answer("job-2", pollResult("failed"));
    await relay.clock.advance(60_000);
    expect(relay.results().at(-1)?.message.pings).toEqual(["ann", "bob", "cat"]);
  });

  it("starts another job for another confirmation later on", async () => {
    const relay = await setUp();
    await relay.press("retry-now", "follow-1");
    await relay.clock.advance(10_000);
    relay.api.answerRetry("job-1", { kind: "started", jobId: "job-3" });
    relay.api.answer("job-3", pollResult("running"));
    expect(await relay.press("retry-now", "follow-1")).toContain(
      said("follow.following", { job: code("job-3") }),
    );
    expect(relay.api.retries).toEqual(["job-1", "job-1"]);
  });

  // Everybody in the channel could once spend the account's money.
  it.each(["retry", "retry-now"])(
    "is only for requesters and channel managers (%s)",
    async (button) => {
      const relay = await setUp();
      expect(await relay.press(button, "follow-1", { userId: "bob" })).toMatch(
        pattern`^${said("retry.not-yours")}`,
      );
      expect(relay.api.retries).toEqual([]);
      const manager = { userId: "bob", canManage: true };
      expect(await relay.press(button, "follow-1", manager)).not.toContain("Only");
      expect(await relay.press(button, "follow-1")).not.toContain("Only");
    },
  );

  it("is missing if it is switched off, and an old one says so", async () => {
    const relay = await setUp({ retry: "off" });
    expect(relay.buttons()).toEqual(["share"]);
    for (const button of ["retry", "retry-now"])
      expect(await relay.press(button, "follow-1", { canManage: true })).toContain(
        said("retry.off"),
      );
    expect(relay.api.retries).toEqual([]);
  });

  // The money was once spent first: a new job that nobody followed, twenty times a minute.
  it("starts nothing if the user or the channel may not follow the new job, and says so", async () => {
    const relay = await setUp({ quotas: { followsPerUser: 1 } });
    relay.api.answer("job-9", pollResult("running"));
    await relay.type("pika-status", { jobid: "job-9" });
    expect(await relay.press("retry-now", "follow-1")).toMatch(
      pattern`1 job[^]*${said("retry.refused-rest")}`,
    );
    expect(relay.api.retries).toEqual([]);
    expect(relay.store.all().filter(({ origin }) => origin === "retry")).toEqual([]);
  });

  it("starts nothing if the bot may not post in the channel, and says so", async () => {
    const relay = await setUp();
    const access = {
      ok: false,
      problem: localized("access.locked"),
      cure: localized("access.unlock"),
    };
    const answer = await relay.press("retry-now", "follow-1", { access });
    expect(answer).toMatch(pattern`${said("access.locked")}[^]*${said("retry.refused-rest")}`);
    expect(relay.api.retries).toEqual([]);
  });

  // One 404 of an API that had not taken it in yet dropped the job that was just paid for.
  it("treats a 404 for a job that has just started as temporary, but not forever", async () => {
    const relay = await setUp();
    relay.api.forget("job-2");
    expect(await relay.press("retry-now", "follow-1")).toContain(
      said("follow.following", { job: code("job-2") }),
    );
    await relay.clock.advance(5 * 60_000);
    expect(relay.results()).toHaveLength(1);
    relay.api.answer("job-2", pollResult("running"), pollResult("failed"));
    await relay.clock.advance(3 * 60_000);
    expect(relay.results().at(-1)?.text).toContain("job-2");
    await relay.clock.advance(10_000);
    relay.api.answerRetry("job-1", { kind: "started", jobId: "job-3" });
    await relay.press("retry-now", "follow-1");
    await relay.clock.advance(15 * 60_000);
    expect(relay.results().at(-1)?.text).toContain("job-3");
  });

  it("looks for the new job if the API's answer was lost, and follows it", async () => {
    const relay = await setUp({ retry: "everyone" });
    relay.api.answerRetry("job-1", { kind: "unknown" });
    expect(await relay.press("retry-now", "follow-1")).toContain(said("retry.unknown"));
    expect(await relay.press("retry-now", "follow-1", { userId: "bob" })).toContain(
      said("retry.unknown"),
    );
    const other = aJob("running", { jobId: "job-5", parentJobId: "job-4" });
    const made = aJob("running", { jobId: "job-6", parentJobId: "job-1" });
    relay.api.answer("job-5", { kind: "job", job: other });
    relay.api.answer("job-6", { kind: "job", job: made });
    await relay.clock.advance(30_000);
    relay.api.answer("job-6", pollResult("failed"));
    await relay.clock.advance(60_000);
    expect(relay.api.retries).toEqual(["job-1"]);
    expect(relay.results().map(({ message }) => message.pings)).toEqual([["ann"], ["ann", "bob"]]);
    expect(relay.results().at(-1)?.text).toContain("job-6");
  });

  // Three looks within 42 s were all; an answer is mostly lost where others are, too.
  it.each([
    ["the list", { kind: "unavailable" } as const, pollResult("running")],
    ["the job", { kind: "jobs", jobIds: ["job-6"] } as const, { kind: "unavailable" } as const],
  ])("keeps looking for it while %s cannot be read", async (_what, list, job) => {
    const relay = await setUp();
    relay.api.answerRetry("job-1", { kind: "unknown" });
    relay.api.answerList(list);
    relay.api.answer("job-6", job);
    await relay.press("retry-now", "follow-1");
    await relay.clock.advance(5 * 60_000);
    relay.api.answerList({ kind: "jobs", jobIds: ["job-6"] });
    const made = aJob("running", { jobId: "job-6", parentJobId: "job-1" });
    relay.api.answer("job-6", { kind: "job", job: made });
    await relay.clock.advance(60_000);
    relay.api.answer("job-6", pollResult("failed"));
    await relay.clock.advance(60_000);
    expect(relay.results().map(({ text }) => /job-\d/.exec(text)?.[0])).toEqual(["job-1", "job-6"]);
  });

  it.each([
    ["knows of none", { kind: "jobs", jobIds: [] } as const, 2],
    ["answers nothing", { kind: "unavailable" } as const, 12],
  ])("tells the channel in plain words if the API %s", async (_what, list, minutes) => {
    const relay = await setUp();
    relay.api.answerRetry("job-1", { kind: "unknown" });
    relay.api.answerList(list);
    await relay.press("retry-now", "follow-1");
    await relay.clock.advance(minutes * 60_000);
    const last = relay.results().at(-1);
    expect(last?.text).toMatch(sentence("retry.unknown-here", { job: code("job-1") }));
    expect(last?.message.pings).toEqual(["ann"]);
    expect(last?.message.actions ?? []).toEqual([]);
    expect(await relay.type("pika-jobs")).not.toContain(said("retry.unknown"));
  });

  it.each([
    [{ kind: "queue-full" }, pattern`^${said("retry.queue-full")}`],
    [{ kind: "moderated", message: "Blocked" }, pattern`${said("retry.moderated")}[^]*> Blocked`],
    [{ kind: "not-found", message: "Gone" }, pattern`${said("retry.not-found")}[^]*> Gone`],
    [{ kind: "unknown" }, sentence("retry.unknown")],
    [{ kind: "unavailable" }, sentence("retry.unavailable")],
    [{ kind: "rate-limited", retryAfterMs: 5_000 }, sentence("retry.slow-down")],
    [{ kind: "unauthorised" }, sentence("retry.refused")],
    [{ kind: "no-subscription" }, sentence("retry.refused")],
  ] as const)("explains %j, and sends the job API one request", async (answer, says) => {
    const relay = await setUp();
    relay.api.answerRetry("job-1", answer);
    expect(await relay.press("retry-now", "follow-1")).toMatch(says);
    expect(relay.api.retries).toEqual(["job-1"]);
    const left = relay.store.all().filter(({ origin }) => origin === "retry");
    const isOpen = answer.kind === "unknown";
    expect(left.map(({ state }) => state)).toEqual(isOpen ? ["pending"] : []);
  });

  it("sends nothing to an API that refuses the relay or asks for a pause", async () => {
    const relay = await setUp();
    relay.api.answer("job-3", { kind: "rate-limited", retryAfterMs: 30_000 });
    await relay.type("pika-status", { jobid: "job-3" });
    expect(await relay.press("retry-now", "follow-1")).toMatch(sentence("retry.slow-down"));
    expect(relay.api.retries).toEqual([]);
  });

  it("starts nothing if the intent cannot be stored", async () => {
    const relay = await setUp();
    relay.store.failWith(new Error("disk full"));
    expect(await relay.press("retry-now", "follow-1")).toMatch(sentence("answer.store-down"));
    expect(relay.api.retries).toEqual([]);
  });

  it("says what is known if the new job could not be stored, and follows it as soon as it can", async () => {
    const relay = await setUp();
    relay.store.beforeWrite = ({ startedAs }) => {
      if (startedAs !== undefined) throw new StoreError("disk full");
    };
    expect(await relay.press("retry-now", "follow-1")).toMatch(
      pattern`^${said("retry.started", { job: code("job-2") })}\n${said("follow.store-down")}`,
    );
    relay.store.beforeWrite = undefined;
    relay.api.answer("job-2", pollResult("failed"));
    await relay.clock.advance(120_000);
    expect(relay.results().at(-1)?.text).toContain("job-2");
    expect(relay.store.all().filter(({ origin }) => origin === "retry")).toEqual([]);
  });
});

const over = (id: string, channel: ChannelRef) =>
  markDelivered(
    aSettledFollow(
      { kind: "failed" },
      { id, channel, job: { status: "failed", isRetryable: true }, requesters: ["ann"] },
    ),
    { id },
    Date.UTC(2026, 0, 1),
  );

const retried = (jobId: string): PollResult => ({
  kind: "job",
  job: aJob("running", { jobId, parentJobId: "job-1" }),
});

/** A relay with the result of the same job in a channel of each platform. */
const startTwo = (): Promise<TestRelay> =>
  startTestRelay({ follows: [over("f2", PLACES.discord), over("f3", PLACES.slack)] });

const openJobs = ({ store }: TestRelay): string[] =>
  store
    .all()
    .filter(({ state }) => state === "pending")
    .map(({ jobId }) => jobId);

// Both once followed the first of the two new jobs, and nobody the other.
it("finds the new job of each of two channels that retried the same job and got no answer", async () => {
  const relay = await startTwo();
  const pollJob = relay.api.pollJob.bind(relay.api);
  relay.api.pollJob = async (jobId, signal) => {
    await new Promise<void>((resolve) => void relay.clock.setTimer(1_000, resolve));
    return pollJob(jobId, signal);
  };
  relay.api.answerRetry("job-1", { kind: "unknown" });
  for (const jobId of ["job-3", "job-4"]) relay.api.answer(jobId, retried(jobId));
  await Promise.all([
    peopleOn(relay, "discord").press("retry-now", "f2"),
    peopleOn(relay, "slack").press("retry-now", "f3"),
  ]);
  await relay.clock.advance(60_000);
  expect(openJobs(relay).toSorted()).toEqual(["job-3", "job-4"]);
});

// The one without an answer took the other's job, whose answer was still to come.
it("leaves a new job to the channel whose answer is still to come", async () => {
  const relay = await startTwo();
  const retryJob = relay.api.retryJob.bind(relay.api);
  let asked = 0;
  relay.api.retryJob = async (jobId, signal) => {
    asked += 1;
    if (asked === 2) return retryJob(jobId, signal);
    relay.api.answer("job-3", retried("job-3"));
    await new Promise<void>((resolve) => void relay.clock.setTimer(8_000, resolve));
    relay.api.answer("job-4", retried("job-4"));
    return { kind: "started", jobId: "job-3" };
  };
  relay.api.answerRetry("job-1", { kind: "unknown" });
  const press = { name: "retry-now", userId: "ann" };
  void relay.discord.press({ ...press, argument: "f2", channel: PLACES.discord });
  void relay.slack.press({ ...press, argument: "f3", channel: PLACES.slack });
  await relay.clock.advance(120_000);
  expect(openJobs(relay)).toEqual(["job-3", "job-4"]);
});
