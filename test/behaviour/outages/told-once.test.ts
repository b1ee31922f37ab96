import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Follow } from "../../../src/core/follow/follow.ts";
import type { SourceProblem } from "../../../src/core/job/job.ts";
import { aFollow, aJob, DISCORD_CHANNEL, SLACK_CHANNEL } from "../../support/follows.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import { said, sentence } from "../../support/sentence.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const down: SourceProblem = { kind: "unavailable" };
const running = { kind: "job", job: aJob("running") } as const;
const failed = { kind: "job", job: aJob("failed") } as const;
const DOWN = sentence("trouble.unavailable", { source: "Pika" });
const OVER = sentence("outage.over", { source: "Pika" });

/** A relay that follows jobs which run, in one channel unless `changes` says otherwise. */
async function setUp(count: number, changes: Partial<Follow> = {}, options: TestRelayOptions = {}) {
  const jobs = Array.from({ length: count }, (_each, index) => `job-${index}`);
  const createdAt = Date.UTC(2026, 0, 1);
  const follows = jobs.map((jobId) => aFollow({ id: `f-${jobId}`, jobId, createdAt, ...changes }));
  const relay = await startTestRelay({ follows, ...options });
  const answerAll = (answer: Parameters<FakeJobSource["answer"]>[1]): void => {
    for (const jobId of jobs) relay.api.answer(jobId, answer);
  };
  answerAll(running);
  await relay.clock.advance(MINUTE);
  const posts = () => [...relay.discord.posts, ...relay.slack.posts];
  const notices = () => posts().filter(({ key }) => key.endsWith(":outage"));
  const edited = () => posts().filter(({ key, edits }) => key.endsWith(":status") && edits.length);
  return { ...relay, jobs, answerAll, posts, notices, edited };
}

describe("a source that is down while several jobs wait in a channel", () => {
  it("is told once, no status message is edited, and the message says when it is over", async () => {
    const relay = await setUp(12);
    relay.answerAll(down);
    await relay.clock.advance(30 * MINUTE);
    expect(relay.notices().map(({ text }) => text)).toEqual([
      expect.stringMatching(sentence("outage.since", { jobs: "12 jobs" })),
    ]);
    expect(relay.notices()[0]?.text).toMatch(DOWN);
    expect(relay.notices()[0]?.message.pings).toEqual([]);
    expect(relay.edited()).toEqual([]);
    relay.answerAll(running);
    await relay.clock.advance(5 * MINUTE);
    expect(relay.notices().map(({ text, edits }) => [text, edits.length])).toEqual([
      [expect.stringMatching(OVER), 1],
    ]);
    expect(relay.edited()).toEqual([]);
    relay.answerAll(failed);
    await relay.clock.advance(5 * MINUTE);
    expect(relay.posts().filter(({ kind }) => kind === "result")).toHaveLength(12);
  });

  it.each([
    [{ kind: "unauthorised" }, "trouble.unauthorised"],
    [{ kind: "no-subscription" }, "trouble.no-subscription"],
    [{ kind: "rate-limited", retryAfterMs: HOUR }, "trouble.rate-limited"],
    [{ kind: "not-understood" }, "trouble.not-understood"],
  ] as const)("is told whatever the problem is: %j", async (problem, key) => {
    const relay = await setUp(3);
    relay.answerAll(problem);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices().map(({ text }) => text)).toEqual([
      expect.stringMatching(sentence(key, { source: "Pika" })),
    ]);
    expect(relay.edited()).toEqual([]);
    relay.answerAll(running);
    await relay.clock.advance(HOUR);
    expect(relay.notices()[0]?.text).toMatch(OVER);
  });

  it("is not told if it lasts for a moment", async () => {
    const relay = await setUp(12);
    relay.answerAll(down);
    await relay.clock.advance(30_000);
    relay.answerAll(running);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices()).toEqual([]);
    expect(relay.edited()).toEqual([]);
  });

  it("is told in the channel's language", async () => {
    const relay = await setUp(2, { locale: "de" });
    relay.answerAll(down);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices()[0]?.text).toMatch(
      sentence("trouble.unavailable", { source: "Pika" }, { locale: "de" }),
    );
  });

  it("is told to a person who asks for one more job, which the message counts", async () => {
    const relay = await setUp(2);
    relay.answerAll(down);
    await relay.clock.advance(10 * MINUTE);
    relay.api.answer("job-9", down);
    const answers = await relay.ask("job-9", { channel: DISCORD_CHANNEL });
    expect(answers.join("\n")).toContain(said("follow.no-answer"));
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices().map(({ text }) => text)).toEqual([
      expect.stringMatching(sentence("outage.since", { jobs: "3 jobs" })),
    ]);
  });

  it("is told apart from another source that is down", async () => {
    const fal = new FakeJobSource("fal", "fal");
    for (const jobId of ["f-1", "f-2"]) fal.answer(jobId, running);
    const others = ["f-1", "f-2"].map((jobId) =>
      aFollow({
        id: jobId,
        jobId,
        source: "fal",
        sourceName: "fal",
        createdAt: Date.UTC(2026, 0, 1),
      }),
    );
    const pika = ["job-0", "job-1"].map((jobId) =>
      aFollow({ id: jobId, jobId, createdAt: Date.UTC(2026, 0, 1) }),
    );
    const follows = [...others, ...pika];
    const relay = await setUp(2, {}, { follows, moreSources: [fal] });
    for (const jobId of ["f-1", "f-2"]) fal.answer(jobId, down);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices().map(({ text }) => text)).toEqual([
      expect.stringMatching(sentence("trouble.unavailable", { source: "fal" })),
    ]);
    relay.answerAll(down);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices()).toHaveLength(2);
  });

  it("is told in the thread in which the jobs wait", async () => {
    const thread = { ...SLACK_CHANNEL, thread: "1.2" };
    const relay = await setUp(2, { channel: thread });
    relay.answerAll(down);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices()).toMatchObject([{ channel: thread }]);
  });
});

describe("a problem that only a status message tells", () => {
  it("is that of the only job that waits in a channel", async () => {
    const relay = await setUp(1);
    relay.answerAll(down);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices()).toEqual([]);
    expect(relay.posts()[0]?.text).toMatch(DOWN);
  });

  it("is that of a job that fails alone", async () => {
    const relay = await setUp(3);
    relay.api.answer("job-0", down);
    await relay.clock.advance(20 * MINUTE);
    expect(relay.notices()).toEqual([]);
    const texts = relay.posts().map(({ text }) => DOWN.test(text));
    expect(texts.filter(Boolean)).toEqual([true]);
  });

  it.each([
    { platform: "discord", workspace: "@me", channel: "D1" },
    { platform: "slack", workspace: "T1", channel: "D1" },
  ] as const)("is one in a direct conversation on $platform", async (channel) => {
    const relay = await setUp(2, { channel });
    relay.answerAll(down);
    await relay.clock.advance(20 * MINUTE);
    expect(relay.notices()).toEqual([]);
    expect(relay.posts().every(({ text }) => DOWN.test(text))).toBe(true);
  });

  it("is any in a channel that refuses the message, and every result still comes", async () => {
    const relay = await setUp(3);
    relay.discord.failNext("status", new PlatformError("forbidden", "no"));
    relay.answerAll(down);
    await relay.clock.advance(20 * MINUTE);
    expect(relay.notices()).toEqual([]);
    expect(relay.posts().every(({ text }) => DOWN.test(text))).toBe(true);
    relay.answerAll(failed);
    await relay.clock.advance(5 * MINUTE);
    expect(relay.posts().filter(({ kind }) => kind === "result")).toHaveLength(3);
  });
});

describe("another outage of the same source", () => {
  it("is told in the same message within an hour, and in a new one after that", async () => {
    const relay = await setUp(3);
    const outage = async (): Promise<void> => {
      relay.answerAll(down);
      await relay.clock.advance(10 * MINUTE);
      relay.answerAll(running);
      await relay.clock.advance(10 * MINUTE);
    };
    await outage();
    await outage();
    expect(relay.notices().map(({ edits }) => edits.length)).toEqual([3]);
    await relay.clock.advance(2 * HOUR);
    await outage();
    expect(relay.notices().map(({ edits }) => edits.length)).toEqual([3, 1]);
    expect(relay.edited()).toEqual([]);
  });

  // Discord refuses edits of messages older than an hour when there are many: the last text would stay for ever.
  it("edits an old message seldom, however often the source goes out, and says in the end that it is over", async () => {
    const relay = await setUp(3);
    const flap = async (): Promise<void> => {
      relay.answerAll(down);
      await relay.clock.advance(3 * MINUTE);
      relay.answerAll(running);
      await relay.clock.advance(3 * MINUTE);
    };
    for (let times = 0; times < 15; times += 1) await flap();
    const before = relay.notices()[0]?.edits.length ?? 0;
    for (let times = 0; times < 10; times += 1) await flap();
    expect(relay.notices()).toHaveLength(1);
    expect((relay.notices()[0]?.edits.length ?? 0) - before).toBeLessThanOrEqual(7);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices()[0]?.text).toMatch(OVER);
  });

  it("gets a new message if someone deleted the first one", async () => {
    const relay = await setUp(3);
    relay.answerAll(down);
    await relay.clock.advance(10 * MINUTE);
    relay.discord.deletePost(relay.notices()[0]?.id ?? "");
    relay.answerAll(running);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices()).toEqual([]);
    relay.answerAll(down);
    await relay.clock.advance(10 * MINUTE);
    expect(relay.notices()).toHaveLength(1);
  });
});

describe("the message about an outage", () => {
  it("does not come late: nothing is posted if the outage is over by then", async () => {
    const relay = await setUp(3);
    relay.discord.failAll("status", new PlatformError("unavailable", "503"));
    relay.answerAll(down);
    await relay.clock.advance(10 * MINUTE);
    relay.answerAll(running);
    await relay.clock.advance(10 * MINUTE);
    relay.discord.failAll("status");
    await relay.clock.advance(HOUR);
    expect(relay.notices()).toEqual([]);
    expect(relay.store.allSettings().flatMap((each) => each.outages ?? [])).toEqual([]);
  });

  // It was tried again every few seconds.
  it("waits for as long as the platform asks for", async () => {
    const relay = await setUp(3);
    const error = new PlatformError("rate_limited", "429", { retryAfterMs: 2 * MINUTE });
    relay.discord.failAll("status", error);
    relay.answerAll(down);
    await relay.clock.advance(8 * MINUTE);
    const tries = relay.discord.calls.filter(({ key }) => key.endsWith(":outage"));
    expect(tries.length).toBeGreaterThan(1);
    expect(tries.length).toBeLessThanOrEqual(5);
    relay.discord.failAll("status");
    await relay.clock.advance(3 * MINUTE);
    expect(relay.notices()).toHaveLength(1);
  });

  it("says that the outage is over if it ends while the message is being posted", async () => {
    const relay = await setUp(3);
    relay.discord.hang("status");
    relay.answerAll(down);
    await relay.clock.advance(5 * MINUTE);
    relay.answerAll(running);
    await relay.clock.advance(5 * MINUTE);
    relay.discord.recover("status");
    await relay.clock.advance(MINUTE);
    expect(relay.notices().map(({ text }) => text)).toEqual([expect.stringMatching(OVER)]);
  });

  it("says so if no job waits for the source any more", async () => {
    const relay = await setUp(2);
    relay.answerAll(down);
    await relay.clock.advance(10 * MINUTE);
    for (const jobid of relay.jobs)
      await relay.discord.invoke({
        name: "pika-forget",
        options: { jobid },
        userId: "ann",
        channel: DISCORD_CHANNEL,
      });
    await relay.clock.advance(MINUTE);
    expect(relay.notices().map(({ text }) => text)).toEqual([
      expect.stringMatching(sentence("outage.unwatched", { source: "Pika" })),
    ]);
  });
});
