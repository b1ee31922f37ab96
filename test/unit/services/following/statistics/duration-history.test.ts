import { expect, it } from "vitest";
import type { JobFacts, JobPhase, PollResult } from "../../../../../src/core/job/job.ts";
import { DurationHistory } from "../../../../../src/services/following/statistics/duration-history.ts";
import { FakeClock, settle } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { createFakeStore } from "../../../../support/fakes/fake-store.ts";
import { aFollow, aJob, SLACK_CHANNEL } from "../../../../support/follows.ts";

const MINUTE = 60_000;
const model = "pika-create";
const facts: JobFacts = { status: "progress", model };

const ended = (phase: JobPhase = "completed", changes: Partial<JobFacts> = {}): PollResult => ({
  kind: "job",
  job: { ...aJob(phase), facts: { ...facts, ...changes } },
});

async function start({ store = createFakeStore(), refreshEveryMs = Infinity } = {}) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const history = new DurationHistory({ store: store.durations, refreshEveryMs, clock, log });
  await history.load();
  await history.start();
  const follow = (agoMs = 0, changes = {}) =>
    aFollow({ createdAt: clock.now() - agoMs, ...changes });
  /** Notes jobs that took one minute, two minutes, and so on. */
  const noteMany = async (count: number, result = ended()) => {
    for (let index = 1; index <= count; index += 1) history.note([follow(index * MINUTE)], result);
    await settle();
  };
  return { clock, log, store, history, follow, noteMany };
}

it("knows when a job usually ends once twenty jobs of its model have completed, in any channel", async () => {
  const { clock, history, follow, noteMany } = await start();
  await noteMany(19);
  expect(history.usualEnd(follow(), facts)).toBeUndefined();
  history.note([follow(20 * MINUTE, { channel: SLACK_CHANNEL })], ended());
  const end = { from: clock.now() + 10 * MINUTE, to: clock.now() + 18 * MINUTE };
  expect(history.usualEnd(follow(), facts)).toEqual(end);
});

it("says nothing of other models and sources, or beside a percentage", async () => {
  const { history, follow, noteMany } = await start();
  await noteMany(20);
  const { model: _, ...nameless } = facts;
  expect(history.usualEnd(follow(), nameless)).toBeUndefined();
  expect(history.usualEnd(follow(), { ...facts, model: "other" })).toBeUndefined();
  expect(history.usualEnd(follow(0, { source: "other" }), facts)).toBeUndefined();
  expect(history.usualEnd(follow(), { ...facts, percent: 5 })).toBeUndefined();
});

it("learns only from completed jobs with a model", async () => {
  const { history, noteMany, store } = await start();
  for (const phase of ["running", "failed", "cancelled", "moderated"] as const)
    await noteMany(20, ended(phase));
  await noteMany(20, { kind: "unavailable" });
  await noteMany(20, ended("completed", { model: undefined }));
  history.note([], ended());
  expect(store.allDurations()).toEqual([]);
});

it("counts a job once, from its earliest follow", async () => {
  const { history, follow, store } = await start();
  history.note([follow(MINUTE), follow(3 * MINUTE), follow(2 * MINUTE)], ended());
  await settle();
  expect(store.allDurations()).toMatchObject([{ source: "pika", model, followed: [3 * MINUTE] }]);
});

it("goes on with what an earlier process has stored", async () => {
  const first = await start();
  await first.noteMany(20);
  const next = await start(first);
  expect(next.history.usualEnd(next.follow(), facts)).toBeDefined();
});

it("keeps what the store did not take for the next job's write", async () => {
  const { history, follow, noteMany, log, store } = await start();
  store.failWith(new Error("disk full"));
  await noteMany(1);
  expect(log.of("durations.not_stored")).toHaveLength(1);
  store.failWith(undefined);
  history.note([follow(2 * MINUTE)], ended());
  await settle();
  expect(store.allDurations()).toMatchObject([{ followed: [MINUTE, 2 * MINUTE] }]);
});

it("keeps a thousand models, those used last, in memory and in the store", async () => {
  const first = await start();
  for (let index = 0; index < 1_200; index += 1)
    first.history.note([first.follow(MINUTE)], ended("completed", { model: `model-${index}` }));
  await settle();
  await first.clock.advance(1_000);
  const models = () => first.store.allDurations().map((each) => each.model);
  // An API that gives each job a model of its own filled the store: nothing was removed for 90 days.
  expect(models()).toHaveLength(1_000);
  expect(models()).toContain("model-1199");
  expect(models()).not.toContain("model-0");
  await first.history.stop();
  const next = await start(first);
  await next.clock.advance(1_000);
  expect(models()).toHaveLength(1_000);
});

it("loses no job that another process has noted", async () => {
  const one = await start();
  const other = await start(one);
  await one.noteMany(2);
  await other.noteMany(1);
  one.history.note([one.follow(3 * MINUTE)], ended());
  await settle();
  expect(one.store.allDurations()).toMatchObject([
    { followed: [1, 2, 1, 3].map((minutes) => minutes * MINUTE) },
  ]);
});

it("learns what other processes have noted, and reads it once a minute at most", async () => {
  const one = await start();
  const other = await start({ store: one.store, refreshEveryMs: MINUTE });
  const usualEnd = async () => {
    other.history.usualEnd(other.follow(), facts);
    await settle();
    return other.history.usualEnd(other.follow(), facts);
  };
  expect(await usualEnd()).toBeUndefined();
  await one.noteMany(20);
  expect(await usualEnd()).toBeUndefined();
  await other.clock.advance(MINUTE);
  expect(await usualEnd()).toBeDefined();
});
