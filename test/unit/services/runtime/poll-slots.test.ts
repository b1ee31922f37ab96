import { beforeEach, expect, it } from "vitest";
import type { PollResult } from "../../../../src/core/job/job.ts";
import { scheduleOf } from "../../../../src/core/job/poll-schedule.ts";
import { PollSlots } from "../../../../src/services/runtime/poll-slots.ts";
import { Scheduler } from "../../../../src/services/runtime/scheduler.ts";
import { GuardedJobSource } from "../../../../src/services/runtime/sources/guarded-job-source.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { FakeJobSource } from "../../../support/fakes/fake-job-source.ts";
import { createFakeLogger, type FakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aJob } from "../../../support/follows.ts";
import { USUAL_POLL } from "../../../support/limits.ts";

const ANSWER_MS = 10_000;
const MINUTE_MS = 60_000;

let clock: FakeClock;
let log: FakeLogger;
/** Polls in flight, and the most there ever were. */
let inFlight: number;
let mostInFlight: number;
/** What the API answers, after {@link ANSWER_MS}. */
let answer: PollResult;

beforeEach(() => {
  clock = new FakeClock();
  log = createFakeLogger();
  inFlight = 0;
  mostInFlight = 0;
  answer = { kind: "job", job: aJob("running") };
});

class SlowJobSource extends FakeJobSource {
  override async pollJob(): Promise<PollResult> {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    await new Promise<void>((resolve) => void clock.setTimer(ANSWER_MS, resolve));
    inFlight -= 1;
    return answer;
  }
}

/** Polls so many jobs, each a minute after its last poll. */
async function poll(jobs: number, { concurrency = 1_000, maxPerSecond = 10 } = {}): Promise<void> {
  const schedule = scheduleOf(USUAL_POLL, 0);
  const source = new SlowJobSource();
  const api = new GuardedJobSource({
    api: source,
    schedule,
    maxPerSecond,
    offersRetry: false,
    clock,
    log,
  });
  const pollOne = async (key: string, signal: AbortSignal): Promise<number> => {
    await api.pollIfWanted(key, async () => true, signal);
    return MINUTE_MS;
  };
  const poller = {
    poll: pollOne,
    lookAgain: () => {},
    isToAsk: () => true,
    wasAnswered: () => true,
  };
  const slots = new PollSlots({ api: api.name, count: concurrency, clock, log });
  const scheduler = new Scheduler({ api, poller, slots, clock, log });
  await scheduler.start();
  for (let job = 0; job < jobs; job += 1) scheduler.add(`job-${job}`, (job * MINUTE_MS) / jobs);
}

// 32 were in flight at most, however long the API took: of ten polls a second it got three.
it("lets as many polls be in flight as the rate and the time of an answer need", async () => {
  await poll(480);
  await clock.advance(5 * MINUTE_MS);
  expect(mostInFlight).toBeGreaterThanOrEqual(80);
  expect(mostInFlight).toBeLessThanOrEqual(100);
  expect(log.of("polls.held_back")).toEqual([]);
});

it("keeps to the limit, and says once in ten minutes that it holds polls back", async () => {
  await poll(60, { concurrency: 5 });
  await clock.advance(9 * MINUTE_MS);
  expect(mostInFlight).toBe(5);
  expect(log.of("polls.held_back")).toEqual([
    { api: "pika", limit: "concurrency", inFlight: 5, latenessMs: expect.any(Number) },
  ]);
  await clock.advance(9 * MINUTE_MS);
  expect(log.of("polls.held_back")).toHaveLength(2);
});

it("says that the rate holds polls back", async () => {
  await poll(60, { maxPerSecond: 0.5 });
  await clock.advance(5 * MINUTE_MS);
  expect(log.of("polls.held_back")).toEqual([
    { api: "pika", limit: "rate", inFlight: expect.any(Number), latenessMs: expect.any(Number) },
  ]);
});

it("does not say so of polls that waited because the API refused them", async () => {
  await poll(20);
  answer = { kind: "rate-limited", retryAfterMs: 2 * MINUTE_MS };
  await clock.advance(15_000);
  answer = { kind: "job", job: aJob("running") };
  await clock.advance(5 * MINUTE_MS);
  expect(log.of("polls.held_back")).toEqual([]);
});
