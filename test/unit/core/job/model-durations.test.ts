import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDurations,
  modelDurationsSchema,
  toUsualEnd,
  type ModelDurations,
  type TimedJob,
} from "../../../../src/core/job/model-durations.ts";

const EMPTY: ModelDurations = {
  source: "fal",
  model: "fal-ai/pika",
  started: [],
  submitted: [],
  followed: [],
};
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 1, 12);
const HALF_A_DAY = 12 * 60 * MINUTE;

/** Minutes from 1 to `count`, as durations. */
const minutes = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index + 1) * MINUTE);
/** A job whose times the API does not tell. */
const followed = (agoMs: number): TimedJob => ({ facts: {}, followedAt: NOW - agoMs });

const anyJob: fc.Arbitrary<TimedJob> = fc.record({
  facts: fc.record(
    { startedAt: fc.integer(), createdAt: fc.integer(), updatedAt: fc.integer() },
    { requiredKeys: [] },
  ),
  followedAt: fc.integer({ min: NOW - 10 * HALF_A_DAY, max: NOW + HALF_A_DAY }),
});
const anyDuration = fc.integer({ min: 1, max: 2 * HALF_A_DAY });

describe("the durations of a model", () => {
  it("count from each beginning that the API tells, to the end that it tells", () => {
    const facts = { createdAt: NOW, startedAt: NOW + MINUTE, updatedAt: NOW + 3 * MINUTE };
    expect(addDurations(EMPTY, { facts, followedAt: NOW }, NOW + 4 * MINUTE)).toEqual({
      ...EMPTY,
      started: [2 * MINUTE],
      submitted: [3 * MINUTE],
    });
  });

  it("count from when the relay has followed the job to what it has seen, if the API tells nothing", () => {
    expect(addDurations(EMPTY, followed(MINUTE), NOW).followed).toEqual([MINUTE]);
  });

  it("are the latest hundred, and none that cannot be true, whatever APIs and clocks say", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyJob, fc.integer()), { maxLength: 150 }), (jobs) => {
        const all = jobs.reduce((history, [job, now]) => addDurations(history, job, now), EMPTY);
        expect(modelDurationsSchema.parse(all)).toEqual(all);
        for (const durations of [all.started, all.submitted, all.followed])
          expect(durations.length).toBeLessThanOrEqual(100);
      }),
    );
    const many = minutes(130).reduce((all, ms) => addDurations(all, followed(ms), NOW), EMPTY);
    expect(many.followed).toEqual(minutes(130).slice(30));
  });
});

describe("the usual end of a running job", () => {
  it("is not known with fewer than twenty jobs", () => {
    const of = (count: number) =>
      toUsualEnd({ ...EMPTY, followed: minutes(count) }, followed(0), NOW);
    expect(of(19)).toBeUndefined();
    expect(of(20)).toEqual({ from: NOW + 10 * MINUTE, to: NOW + 18 * MINUTE });
  });

  it("counts from the same beginning as the durations", () => {
    const history = { ...EMPTY, started: minutes(20), submitted: minutes(40) };
    const queued = { facts: { createdAt: NOW - MINUTE }, followedAt: NOW };
    expect(toUsualEnd(history, queued, NOW)).toEqual({
      from: NOW + 19 * MINUTE,
      to: NOW + 35 * MINUTE,
    });
    const facts = { ...queued.facts, startedAt: NOW };
    expect(toUsualEnd(history, { facts, followedAt: NOW }, NOW)).toEqual({
      from: NOW + 10 * MINUTE,
      to: NOW + 18 * MINUTE,
    });
    expect(toUsualEnd(history, followed(0), NOW)).toBeUndefined();
  });

  it("begins now for a job that has taken longer than half of the others, and is not known beyond nine in ten", () => {
    const of = (agoMinutes: number) =>
      toUsualEnd({ ...EMPTY, followed: minutes(20) }, followed(agoMinutes * MINUTE), NOW);
    expect(of(12)).toEqual({ from: NOW, to: NOW + 6 * MINUTE });
    expect(of(18)).toBeUndefined();
  });

  it("is always to come, at least a minute long, in whole minutes and within half a day", () => {
    const durations = fc.array(anyDuration, { minLength: 20, maxLength: 100 });
    fc.assert(
      fc.property(durations, anyJob, (all, job) => {
        const history = { ...EMPTY, started: all, submitted: all, followed: all };
        const end = toUsualEnd(history, job, NOW);
        if (!end) return;
        expect(end.to).toBeGreaterThan(NOW);
        expect(end.to).toBeLessThanOrEqual(NOW + HALF_A_DAY + MINUTE);
        expect(end.to - end.from).toBeGreaterThanOrEqual(MINUTE);
        expect(end.from).toBeGreaterThan(NOW - MINUTE);
        expect([end.from % MINUTE, end.to % MINUTE].map(Math.abs)).toEqual([0, 0]);
      }),
    );
  });

  it("is what the jobs before it say: half of them took no longer, and nine in ten", () => {
    const durations = fc.array(anyDuration, { minLength: 20, maxLength: 100 });
    fc.assert(
      fc.property(durations, (all) => {
        const end = toUsualEnd({ ...EMPTY, followed: all }, followed(0), NOW);
        if (!end) return;
        const within = (instant: number) =>
          all.filter((ms) => NOW + ms <= instant).length / all.length;
        expect(within(end.from + MINUTE)).toBeGreaterThanOrEqual(0.5);
        expect(within(end.to)).toBeGreaterThanOrEqual(0.9);
      }),
    );
  });
});
