import { beforeEach, expect, it } from "vitest";
import { scheduleOf } from "../../../../src/core/job/poll-schedule.ts";
import { PollSlots } from "../../../../src/services/runtime/poll-slots.ts";
import { Scheduler } from "../../../../src/services/runtime/scheduler.ts";
import { GuardedJobSource } from "../../../../src/services/runtime/sources/guarded-job-source.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { FakeJobSource } from "../../../support/fakes/fake-job-source.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { USUAL_POLL } from "../../../support/limits.ts";

const ANSWER_MS = 1_000;

let clock: FakeClock;
let polled: string[];
let inFlight: number;
let mostInFlight: number;
/** Starts three schedulers. The first of them has taken all slots, and has more jobs to poll. */
let startThree: () => Promise<[Scheduler, Scheduler, Scheduler]>;

beforeEach(() => {
  clock = new FakeClock();
  polled = [];
  inFlight = 0;
  mostInFlight = 0;
  const log = createFakeLogger();
  const api = new GuardedJobSource({
    api: new FakeJobSource(),
    schedule: scheduleOf(USUAL_POLL, 0),
    maxPerSecond: 1_000,
    offersRetry: false,
    clock,
    log,
  });
  const slots = new PollSlots({ api: "pika", count: 2, clock, log });
  // The API is slow, and each job is due again at once.
  const poll = async (key: string): Promise<number> => {
    polled.push(key);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    await new Promise<void>((resolve) => void clock.setTimer(ANSWER_MS, resolve));
    inFlight -= 1;
    return 0;
  };
  const poller = { poll, lookAgain: () => {}, isToAsk: () => true, wasAnswered: () => true };
  const create = () => new Scheduler({ api, poller, slots, clock, log });
  startThree = async () => {
    const three: [Scheduler, Scheduler, Scheduler] = [create(), create(), create()];
    for (const scheduler of three) await scheduler.start();
    for (let job = 0; job < 5; job += 1) three[0].add(`busy-${job}`, 0);
    await clock.advance(10);
    return three;
  };
});

const timesOf = (prefix: string): number => polled.filter((key) => key.startsWith(prefix)).length;

// Whoever had the slots took them again as soon as a poll ended, and jobs of other partitions were never polled.
it("gives all partitions their turn while the slots of the process are all taken", async () => {
  const [, other, third] = await startThree();
  other.add("other", 0);
  third.add("third", 0);
  await clock.advance(20 * ANSWER_MS);
  expect(timesOf("other")).toBeGreaterThan(5);
  expect(timesOf("third")).toBeGreaterThan(5);
  expect(timesOf("busy")).toBeGreaterThan(5);
  expect(mostInFlight).toBe(2);
});

it("gives the next free slot to a partition in which a person waits", async () => {
  const [, other, asked] = await startThree();
  other.add("other", 0);
  asked.add("asked", 0, { first: true });
  await clock.advance(ANSWER_MS + 200);
  const next = polled.slice(2, 3);
  expect(next).toEqual(["asked"]);
});
