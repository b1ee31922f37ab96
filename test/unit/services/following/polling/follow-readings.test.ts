import { beforeEach, expect, it } from "vitest";
import { followKey, jobKey, markDiscarded, settle } from "../../../../../src/core/follow/follow.ts";
import { JobPoller } from "../../../../../src/services/following/job-poller.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../../../../support/follows.ts";
import { startUseCases } from "../../../../support/use-cases.ts";

const isCovered = async (): Promise<boolean> => false;
const KEY = jobKey(aFollow());
const { signal } = new AbortController();

let relay: Awaited<ReturnType<typeof startUseCases>>;
let poller: JobPoller;
let readings: number;
/** Called after each reading. */
let afterReading: () => Promise<unknown>;

/** Polls as late as the recent result allows. */
const poll = async (): Promise<number | undefined> => {
  await relay.clock.advance(15_000);
  return poller.poll(KEY, signal);
};

beforeEach(async () => {
  relay = await startUseCases({ follows: [aFollow()] });
  afterReading = async () => {};
  const { deps, clock, log, api } = relay;
  const registry = new Proxy(deps.registry, {
    get: (target, name) => {
      if (name === "entriesOfJob")
        return async (key: string) => {
          const entries = await target.entriesOfJob(key);
          readings += 1;
          await afterReading();
          return entries;
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const history = { note: () => {}, usualEnd: () => undefined };
  poller = new JobPoller({ ...deps, registry, isCovered, history, clock, log, random: () => 0 });
  api.answer("job-1", { kind: "job", job: aJob("running") });
  // The second one finds that the result of the first is shown.
  await poll();
  await poll();
  readings = 0;
});

const insertElsewhere = () =>
  relay.deps.registry.insert(aFollow({ id: "f2", channel: { ...DISCORD_CHANNEL, channel: "c2" } }));

const pending = () => [{ ...aFollow(), state: "pending" as const }];

it("does not read which follows a job has while its polls change nothing, for 90 s", async () => {
  for (let times = 0; times < 4; times += 1) expect(await poll()).toBeGreaterThan(0);
  expect(readings).toBe(0);
  expect(relay.api.reads).toHaveLength(6);
  await relay.clock.advance(15_000);
  await poll();
  expect(readings).toBe(1);
  await poll();
  expect(readings).toBe(1);
});

it("reads it no sooner for a job whose follows a check has found unchanged", async () => {
  for (let times = 0; times < 20; times += 1) {
    poller.readings.confirm(KEY, pending(), relay.clock.monotonicMs());
    expect(await poll()).toBeGreaterThan(0);
  }
  expect(readings).toBe(0);
});

it("counts from when the check began to read, not from when it has found them", async () => {
  for (let times = 0; times < 4; times += 1) await poll();
  poller.readings.confirm(KEY, pending(), relay.clock.monotonicMs() - 30_000);
  for (let times = 0; times < 3; times += 1) await poll();
  expect(readings).toBe(0);
  await poll();
  expect(readings).toBe(1);
});

it("shows a follow that a check has found the unchanged result at the next poll", async () => {
  const { store } = relay;
  await insertElsewhere();
  const found = { ...aFollow({ id: "f2" }), state: "pending" as const };
  poller.readings.confirm(KEY, [...pending(), found], relay.clock.monotonicMs());
  await poll();
  expect(store.all()[1]?.job).toEqual(store.all()[0]?.job);
});

it("reads it when a poll result is new, and settles a follow that nobody has mentioned", async () => {
  const { store, api } = relay;
  await insertElsewhere();
  api.answer("job-1", { kind: "job", job: aJob("completed") });
  expect(await poll()).toBeUndefined();
  expect(store.all()).toMatchObject([{ state: "settled" }, { state: "settled" }]);
});

it("shows a follow the unchanged result as soon as somebody has mentioned it", async () => {
  const { store } = relay;
  await insertElsewhere();
  await poll();
  expect(store.all()[1]?.job).toBeUndefined();
  poller.lookAgain(KEY);
  await poll();
  expect(store.all()[1]?.job).toEqual(store.all()[0]?.job);
});

it("does not miss a follow that is stored between the reading and the result of a poll", async () => {
  const { store } = relay;
  poller.lookAgain(KEY);
  afterReading = async () => {
    afterReading = async () => {};
    await insertElsewhere();
    poller.lookAgain(KEY);
  };
  await poll();
  await poll();
  expect(store.all()[1]?.job).toEqual(store.all()[0]?.job);
});

it("polls a job no more once somebody has mentioned the end of its last follow", async () => {
  const { deps, api } = relay;
  await deps.registry.update(followKey(aFollow()), (current) =>
    markDiscarded(settle(current, { kind: "forgotten", by: "ann" }, 1), "channel_lost", 2),
  );
  poller.lookAgain(KEY);
  const before = api.reads.length;
  expect(await poll()).toBeUndefined();
  expect(api.reads).toHaveLength(before);
});
