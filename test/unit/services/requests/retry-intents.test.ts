import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import {
  addRequester,
  followKey,
  markDelivered,
  markDiscarded,
  settle,
  type Follow,
} from "../../../../src/core/follow/follow.ts";
import { createRetried, createRetryIntent } from "../../../../src/core/follow/retry-intent.ts";
import type { Job } from "../../../../src/core/job/job.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../../../support/follows.ts";
import { sentence } from "../../../support/sentence.ts";
import { aRetryableFollow, startUseCases } from "../../../support/use-cases.ts";

const NOW = new FakeClock().now();
const HOUR_MS = 3_600_000;
const down = new Error("disk full");
const anIntent = (changes: Partial<Follow> = {}): Follow => ({
  ...createRetryIntent(aRetryableFollow(), {
    id: "r1",
    userId: "ann",
    createdAt: NOW,
    locale: "de",
    uploadLimitBytes: 1_000,
  }),
  ...changes,
});
const intent = anIntent();
const elsewhere = { ...DISCORD_CHANNEL, channel: "c2" };
/** What follows the new job, made as soon as the process has started. */
const made = createRetried(intent, { jobId: "job-2", publicId: "job-2" }, NOW);
/** The new job as the API lists it. */
const jobOf = (changes: Partial<Job> = {}) =>
  ({
    kind: "job",
    job: aJob("running", { jobId: "job-2", parentJobId: "job-1", ...changes }),
  }) as const;
const bornAt = (createdAt: number) => jobOf({ facts: { status: "progress", createdAt } });

/** Intents that work, in a process that found `follows` in its store. */
async function startIntents(follows: readonly Follow[] = [intent]) {
  const started = await startUseCases({ follows });
  for await (const each of started.deps.registry.retries())
    if (each.state === "pending") started.intents.resume(each);
  await started.partition.statusUpdater.start();
  /** Lets a delay pass, and the API answer what it is asked then. */
  const pass = async (delayMs: number) => started.clock.advance(delayMs + 200);
  return { ...started, pass };
}

/** A retry of this process whose answer was lost. */
async function startSearch(others: readonly Follow[] = [], { afterMs = 0 } = {}) {
  const started = await startIntents([]);
  await started.intents.start();
  await started.clock.advance(afterMs);
  for (const other of others) await started.deps.registry.insert(other);
  await started.deps.registry.insert(intent);
  started.intents.search(intent);
  return started;
}

it("follows the new job in the place of the intent, in the same language", async () => {
  const { intents, store, log } = await startIntents();
  expect(await intents.follow(intent, "job-2")).toEqual(made);
  expect(store.all()).toEqual([made]);
  expect(made).toMatchObject({
    id: "r1:made",
    jobId: "job-2",
    origin: "command",
    requesters: ["ann"],
    locale: "de",
    givenAt: NOW,
  });
  expect(log.of("retry.followed")).toMatchObject([{ followId: "r1:made", jobId: "job-2" }]);
});

it("tells the people of the new job, too, who confirmed the same retry meanwhile", async () => {
  const { deps, intents, store } = await startIntents();
  await deps.registry.update(followKey(intent), (current) => addRequester(current, "bob"));
  await intents.follow(intent, "job-2");
  expect(store.all()).toMatchObject([{ jobId: "job-2", requesters: ["ann", "bob"] }]);
});

it("joins the follow that the channel's notifications have of the new job", async () => {
  const notified = aFollow({ id: "n1", jobId: "job-2", origin: "notification", requesters: [] });
  const { intents, store } = await startIntents([intent, notified]);
  expect(await intents.follow(intent, "job-2")).toMatchObject({ id: "n1" });
  expect(store.all()).toMatchObject([
    { id: "n1", origin: "command", requesters: ["ann"], givenAt: NOW },
  ]);
});

it("keeps the time at which a joined follow's job was started", async () => {
  const known = aFollow({ id: "f2", jobId: "job-2", requesters: ["bob"], givenAt: 5 });
  const { intents, store } = await startIntents([intent, known]);
  await intents.follow(intent, "job-2");
  expect(store.all()).toMatchObject([{ id: "f2", requesters: ["bob", "ann"], givenAt: 5 }]);
});

const failed = (id: string): Follow => settle({ ...made, id }, { kind: "failed" }, NOW);

it.each([
  { what: "its result is there", over: markDelivered(failed(made.id), { id: "m9" }, NOW) },
  {
    what: "a notification brought its result",
    over: markDelivered(failed("n1"), { id: "m9" }, NOW),
  },
  { what: "its result could not be posted", over: markDiscarded(failed(made.id), "too_late", NOW) },
])("does not follow the new job again after $what", async ({ over }) => {
  const { intents, store } = await startIntents([intent, over]);
  await intents.follow(intent, "job-2");
  expect(store.all()).toEqual([over]);
});

it("follows the new job if another follow's result of it could not be posted", async () => {
  const { intents, store } = await startIntents([
    intent,
    markDiscarded(failed("n1"), "too_late", NOW),
  ]);
  await intents.follow(intent, "job-2");
  expect(store.all()).toEqual([made]);
});

it("rejects if the store is down, and follows, polls and shows the new job once it is back", async () => {
  const { deps, intents, api, store, discord, log, clock, pass } = await startIntents([]);
  await intents.start();
  await deps.registry.insert(intent);
  api.answer("job-2", jobOf());
  store.failWith(down);
  await expect(intents.follow(intent, "job-2")).rejects.toThrow(StoreError);
  expect(log.of("retry.not_stored")).toMatchObject([{ followId: "r1" }]);
  store.failWith(undefined);
  await clock.advance(999);
  expect(store.all()).toEqual([intent]);
  await pass(1);
  expect(store.all()).toMatchObject([
    { id: "r1:made", jobId: "job-2", job: { status: "progress" } },
  ]);
  expect(api).toMatchObject({ lists: 0, reads: ["job-2"] });
  expect(discord.in(DISCORD_CHANNEL)).toMatchObject([{ kind: "status" }]);
});

it("removes the intent later if the store is down, and searches for no job", async () => {
  const { deps, intents, store, api, log, clock } = await startIntents([]);
  await intents.start();
  await deps.registry.insert(intent);
  store.failWith(down);
  await intents.drop(intent);
  // Each attempt waits twice as long: 1, 1, 2 and 4 s.
  await clock.advance(4_000);
  expect(log.of("retry.not_stored")).toHaveLength(4);
  store.failWith(undefined);
  await clock.advance(3_999);
  expect(store.all()).toEqual([intent]);
  await clock.advance(1);
  expect(store.all()).toEqual([]);
  expect(api.lists).toBe(0);
});

it("removes the intent if no job was made, even if a person joins it at that moment", async () => {
  const { deps, intents, store } = await startIntents();
  const joined = deps.registry.update(followKey(intent), (each) => addRequester(each, "bob"));
  await Promise.all([joined, intents.drop(intent)]);
  expect(store.all()).toEqual([]);
});

it("finds the new job 2 s after a lost answer, and follows, polls and shows it", async () => {
  const { api, store, discord, log, clock, pass } = await startSearch();
  api.answer("job-2", jobOf());
  await clock.advance(1_999);
  expect(api.lists).toBe(0);
  await pass(1);
  expect(store.all()).toMatchObject([{ id: "r1:made", jobId: "job-2", statusMessage: {} }]);
  // Once to find it, and once to follow it.
  expect(api.reads).toEqual(["job-2", "job-2"]);
  expect(discord.in(DISCORD_CHANNEL)).toMatchObject([
    { text: expect.stringMatching(sentence("status.unasked", {}, { locale: "de" })) },
  ]);
  expect(log.of("retry.unknown")).toEqual([]);
  await clock.advance(60_000);
  expect(api.lists).toBe(1);
});

it("finds a new job that the API lists late", async () => {
  const { api, store, clock, pass } = await startSearch();
  await clock.advance(12_000);
  api.answer("job-2", jobOf());
  await clock.advance(29_999);
  expect(api.lists).toBe(2);
  await pass(1);
  expect(store.all()).toMatchObject([{ jobId: "job-2" }]);
});

it("tells people after three searches that no new job can be found", async () => {
  const { api, store, events, log, clock } = await startSearch();
  await clock.advance(41_999);
  expect(events).toEqual([]);
  await clock.advance(1);
  expect(api.lists).toBe(3);
  expect(store.all()).toMatchObject([{ state: "settled", outcome: { kind: "retry-unknown" } }]);
  expect(events).toEqual(["settled r1"]);
  expect(log.of("retry.unknown")).toMatchObject([{ followId: "r1" }]);
  await clock.advance(600_000);
  expect(api.lists).toBe(3);
});

it.each([
  { what: "runs another job again", job: jobOf({ parentJobId: "job-7" }) },
  { what: "runs no job again", job: jobOf({ parentJobId: undefined }) },
  { what: "was started long before", job: bornAt(NOW - 60_001) },
])("does not take a job that $what for the new one", async ({ job }) => {
  const { api, store, pass } = await startSearch();
  api.answer("job-2", job);
  await pass(42_000);
  expect(store.all()).toMatchObject([{ id: "r1", outcome: { kind: "retry-unknown" } }]);
});

it("takes a job for the new one although the API's clock is a minute behind", async () => {
  const { api, store, pass } = await startSearch();
  api.answer("job-2", bornAt(NOW - 60_000));
  await pass(2_000);
  expect(store.all()).toMatchObject([{ jobId: "job-2" }]);
});

it("does not take the job of another retry for the new one", async () => {
  const other = aFollow({ id: "f2", jobId: "job-2", channel: elsewhere, givenAt: 5 });
  const { api, store, pass } = await startSearch([other]);
  api.answer("job-2", jobOf());
  api.answer("job-3", jobOf({ jobId: "job-3" }));
  await pass(2_000);
  expect(store.all()).toMatchObject([{ id: "f2" }, { id: "r1:made", jobId: "job-3" }]);
  expect(api.reads).not.toContain("job-2");
});

it("takes a job that only the channel's notifications follow for the new one", async () => {
  const other = aFollow({ id: "n1", jobId: "job-2", origin: "notification", requesters: [] });
  const { api, store, pass } = await startSearch([other]);
  api.answer("job-2", jobOf());
  await pass(2_000);
  expect(store.all()).toMatchObject([{ id: "n1", requesters: ["ann"] }]);
});

it("follows two new jobs for two lost answers about the same job", async () => {
  const second = anIntent({ id: "r2", channel: elsewhere });
  const { deps, intents, api, store, pass } = await startSearch();
  await deps.registry.insert(second);
  intents.search(second);
  api.answer("job-2", jobOf());
  api.answer("job-3", jobOf({ jobId: "job-3" }));
  await pass(2_000);
  expect(store.all()).toMatchObject([
    { id: "r1:made", jobId: "job-2" },
    { id: "r2:made", jobId: "job-3" },
  ]);
});

it("does not take a job while another retry of the same job waits for its answer", async () => {
  const { deps, intents, api, store, pass } = await startSearch();
  const second = anIntent({ id: "r2", channel: elsewhere });
  await deps.registry.insert(second);
  api.answer("job-2", jobOf());
  await pass(2_000);
  expect(api.lists).toBe(0);
  await intents.follow(second, "job-2");
  api.answer("job-3", jobOf({ jobId: "job-3" }));
  await pass(2_000);
  expect(store.all()).toMatchObject([
    { id: "r2:made", jobId: "job-2" },
    { id: "r1:made", jobId: "job-3" },
  ]);
});

it.each([
  { what: "of another job", other: anIntent({ id: "r2", jobId: "job-7" }) },
  {
    what: "that people are being told of",
    other: settle(anIntent({ id: "r2", channel: elsewhere }), { kind: "retry-unknown" }, NOW),
  },
])("does not wait for a retry $what", async ({ other }) => {
  const { api, store, pass } = await startSearch([other]);
  api.answer("job-2", jobOf());
  await pass(2_000);
  expect(store.all()).toContainEqual(expect.objectContaining({ id: "r1:made" }));
});

it("checks no more jobs than an account has", async () => {
  const { api, store, clock } = await startSearch();
  const ids = Array.from({ length: 30 }, (_, n) => `other-${n}`);
  for (const jobId of ids) api.answer(jobId, jobOf({ jobId, parentJobId: undefined }));
  api.answer("job-2", jobOf());
  await clock.advance(10_000);
  expect(api.reads).toEqual(ids);
  expect(store.all()).toMatchObject([{ id: "r1", state: "pending" }]);
});

it("goes on searching for ten minutes while the API does not answer, and then tells people", async () => {
  const { api, store, events, clock } = await startSearch([], { afterMs: HOUR_MS });
  api.answerList({ kind: "unavailable" });
  // After 2, 4, 8, 16 and 32 s, and then every 30 s.
  await clock.advance(601_999);
  expect(api.lists).toBe(23);
  expect(events).toEqual([]);
  expect(store.all()).toMatchObject([{ state: "pending" }]);
  await clock.advance(1);
  expect(api.lists).toBe(24);
  expect(events).toEqual(["settled r1"]);
});

it("finds the new job once the API answers again", async () => {
  const { api, store, clock } = await startSearch();
  api.answerList({ kind: "unavailable" });
  await clock.advance(300_000);
  api.answerList({ kind: "jobs", jobIds: ["job-2"] });
  api.answer("job-2", jobOf());
  await clock.advance(30_000);
  expect(store.all()).toMatchObject([{ jobId: "job-2" }]);
});

it("does not count a search in which one of the jobs could not be read", async () => {
  const { api, store, log, clock } = await startSearch();
  api.answerList({ kind: "jobs", jobIds: ["job-2"] });
  api.answer("job-2", { kind: "unavailable" });
  await clock.advance(60_000);
  expect(store.all()).toMatchObject([{ id: "r1", state: "pending" }]);
  api.answer("job-2", jobOf());
  await clock.advance(30_000);
  expect(store.all()).toMatchObject([{ id: "r1:made" }]);
  expect(log.of("retry.not_stored")).toEqual([]);
});

it("goes on after a restart: follows a job that is known, and searches for one that is not", async () => {
  const known = anIntent({ id: "r2", jobId: "job-7", startedAs: "job-8" });
  const { intents, api, store, pass } = await startIntents([known, intent]);
  api.answer("job-2", jobOf());
  await intents.start();
  await pass(0);
  expect(store.all()).toMatchObject([
    { id: "r2:made", jobId: "job-8" },
    { id: "r1:made", jobId: "job-2" },
  ]);
  expect(api.lists).toBe(1);
});

it("tells people later if that cannot be stored at once", async () => {
  const { store, events, log, clock } = await startSearch();
  await clock.advance(41_000);
  store.failWith(down);
  await clock.advance(1_000);
  expect(events).toEqual([]);
  expect(log.of("retry.not_stored")).toMatchObject([{ key: followKey(intent) }]);
  store.failWith(undefined);
  await clock.advance(60_000);
  expect(events).toEqual(["settled r1"]);
});

it("goes on after a restart with two retries of the same job", async () => {
  const second = anIntent({ id: "r2", channel: elsewhere });
  const { intents, api, store, pass } = await startIntents([intent, second]);
  api.answer("job-2", jobOf());
  api.answer("job-3", jobOf({ jobId: "job-3" }));
  await intents.start();
  await pass(0);
  expect(store.all()).toMatchObject([{ jobId: "job-2" }, { jobId: "job-3" }]);
});

it("searches for nothing after a stop", async () => {
  const { intents, api, store, clock, run } = await startSearch();
  await run(intents.stop());
  await clock.advance(60_000);
  expect(api.lists).toBe(0);
  expect(store.all()).toEqual([intent]);
});

it("does not tell people that a search is over which a stop has ended", async () => {
  const { intents, api, store, events, clock, run } = await startSearch();
  api.answerList({ kind: "unavailable" });
  await clock.advance(600_000);
  api.hangList();
  await clock.advance(2_000);
  expect(api.lists).toBe(24);
  await run(intents.stop());
  expect(store.all()).toEqual([intent]);
  expect(events).toEqual([]);
});

it("has nothing left to try once the intent is gone", async () => {
  const { deps, intents, store, log, clock } = await startIntents([]);
  await intents.start();
  await deps.registry.insert(intent);
  store.failWith(down);
  await intents.drop(intent);
  store.failWith(undefined);
  await intents.drop(intent);
  await clock.advance(60_000);
  expect(store.all()).toEqual([]);
  expect(log.of("queue.run_failed")).toEqual([]);
});
