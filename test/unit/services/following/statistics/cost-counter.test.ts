import { expect, it } from "vitest";
import {
  COSTS_KEPT_FOR_MS,
  type MonthlyCost,
} from "../../../../../src/core/channel/monthly-cost.ts";
import type { Follow } from "../../../../../src/core/follow/follow.ts";
import { CostCounter } from "../../../../../src/services/following/statistics/cost-counter.ts";
import { FakeClock, settle } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { createFakeStore, type FakeStore } from "../../../../support/fakes/fake-store.ts";
import {
  aFollow,
  aSettledFollow,
  DISCORD_CHANNEL,
  SLACK_CHANNEL,
} from "../../../../support/follows.ts";
import { putCost } from "../../../../contracts/store/cost-store.ts";

const START = Date.UTC(2026, 0, 1);
const usd = (amount: number) => ({ status: "completed", cost: { amount, unit: "USD" } });

/** A follow of a job that cost a dollar and ended in January. */
const ended = (changes: Partial<Follow> = {}): Follow => ({
  ...aSettledFollow({ kind: "completed", attachments: [] }, { job: usd(1) }),
  settledAt: START,
  ...changes,
});

async function start({ store = createFakeStore() }: { store?: FakeStore } = {}) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const options = { store: store.costs, clock, log, random: () => 0 };
  const counter = new CostCounter({ ...options, digest: (text) => text });
  await counter.start();
  const add = async (...follows: readonly Follow[]) => {
    for (const follow of follows) counter.add(follow);
    await settle();
  };
  const amounts = async (channel: MonthlyCost["channel"] = DISCORD_CHANNEL) =>
    (await counter.thisMonth(channel))?.sums.map(({ unit, amount }) => [unit, amount]);
  return { store, clock, log, counter, add, amounts };
}

it("knows no cost of a channel in which no job has ended", async () => {
  const { amounts, add, store } = await start();
  await add(aFollow({ job: usd(1) }), ended({ job: { status: "completed" } }));
  await add(ended({ outcome: { kind: "gave-up", afterMs: 1 } }), ended({ job: usd(0) }));
  expect(await amounts()).toBeUndefined();
  expect(store.allCosts()).toEqual([]);
});

it.each(["failed", "cancelled", "moderated"] as const)(
  "counts what a job cost that has %s",
  async (kind) => {
    const { amounts, add } = await start();
    await add(ended({ outcome: { kind } }));
    expect(await amounts()).toEqual([["USD", 1]]);
  },
);

it("counts a job once in a channel and its threads, also in a later process and in the next month", async () => {
  const { add, store } = await start();
  const channel = { ...SLACK_CHANNEL, thread: "1.2" };
  await add(ended({ channel: SLACK_CHANNEL }), ended({ channel, id: "f2" }));
  const next = await start({ store });
  expect(await next.amounts(SLACK_CHANNEL)).toEqual([["USD", 1]]);
  const later = ended({ channel: SLACK_CHANNEL, id: "f3", settledAt: START + 31 * 86_400_000 });
  await next.add(ended({ channel: SLACK_CHANNEL }), later);
  expect(store.allCosts().flatMap(({ month, sums }) => sums.map(({ amount }) => [month, amount])))
    // The record of the next month is not even made.
    .toEqual([["2026-01", 1]]);
});

it("does not count a job again after the clock was set back into the month before", async () => {
  const { add, store } = await start();
  const counted = ended({ settledAt: START + 31 * 86_400_000 });
  await add(counted);
  const next = await start({ store });
  await next.add({ ...counted, settledAt: START + 30 * 86_400_000 });
  expect(store.allCosts().map(({ month }) => month)).toEqual(["2026-02"]);
});

it("counts a job in each channel that waited for it, but not where its result was only shared or sent", async () => {
  const { add, amounts, counter } = await start();
  const elsewhere = (origin: Follow["origin"], channel: string) =>
    ended({ id: channel, origin, channel: { ...DISCORD_CHANNEL, channel } });
  await add(ended(), elsewhere("notification", "c2"), elsewhere("share", "c3"));
  await add(elsewhere("direct", "c4"));
  expect(await amounts()).toEqual([["USD", 1]]);
  expect(await amounts({ ...DISCORD_CHANNEL, channel: "c2" })).toEqual([["USD", 1]]);
  expect(await amounts({ ...DISCORD_CHANNEL, channel: "c3" })).toBeUndefined();
  expect(await amounts({ ...DISCORD_CHANNEL, channel: "c4" })).toBeUndefined();
  expect(await counter.thisMonth({ ...DISCORD_CHANNEL, workspace: "g2" })).toBeUndefined();
});

it("writes the jobs of a channel that end together at once", async () => {
  const { add, amounts, store } = await start();
  let writes = 0;
  const update = store.costs.update.bind(store.costs);
  store.costs.update = async (key, change) => {
    writes += 1;
    // A store reads the record first.
    await Promise.resolve();
    return update(key, change);
  };
  await add(...Array.from({ length: 10 }, (_, n) => ended({ id: `f${n}`, jobId: `job-${n}` })));
  expect(await amounts()).toEqual([["USD", 10]]);
  expect(writes).toBe(1);
});

it("counts in the month in which the outcome was known, and shows the month that it is now", async () => {
  const { add, amounts, clock, store } = await start();
  await add(ended({ settledAt: START - 1 }), ended({ id: "f2", jobId: "job-2", job: usd(2) }));
  expect(await amounts()).toEqual([["USD", 2]]);
  expect(store.allCosts().map(({ month }) => month)).toEqual(["2025-12", "2026-01"]);
  clock.jump(31 * 86_400_000);
  expect(await amounts()).toBeUndefined();
});

it("tries again after a failure of the store, with one log line, and counts nothing twice", async () => {
  const { add, amounts, clock, log, store } = await start();
  store.failWith(new Error("disk full"));
  await add(ended());
  expect(await amounts()).toBeUndefined();
  expect(log.of("cost.not_stored")).toHaveLength(1);
  store.failWith(undefined);
  await clock.advance(5_000);
  expect(await amounts()).toEqual([["USD", 1]]);
  expect(log.of("cost.stored")).toMatchObject([{ channelId: "c1", month: "2026-01" }]);
  await clock.advance(3_600_000);
  expect(await amounts()).toEqual([["USD", 1]]);
  expect(clock.waiting).toBe(0);
});

it("continues from what is stored, even if it has not read that itself", async () => {
  const { add, store } = await start();
  await add(ended());
  const [cost] = store.allCosts();
  const suspended = await start();
  await putCost(suspended.store, cost!);
  await suspended.add(ended(), ended({ id: "f2", jobId: "job-2", job: usd(5) }));
  expect(await suspended.amounts()).toEqual([["USD", 6]]);
});

it("forgets months that the store has dropped", async () => {
  const { add, amounts, clock, store } = await start();
  await add(ended());
  clock.jump(COSTS_KEPT_FOR_MS + 31 * 86_400_000);
  await add(ended({ id: "f2", jobId: "job-2", settledAt: clock.now() }));
  // The job of January would be counted anew: nothing is left of that month in memory.
  await add(ended({ id: "f3", settledAt: clock.now() }));
  expect(await amounts()).toEqual([["USD", 2]]);
  expect(store.allCosts()).toHaveLength(2);
});

it("reads what another process has counted, and does not count a job again that is in an earlier month there", async () => {
  const [one, other] = [await start(), await start()];
  const shared = await start({ store: one.store });
  await one.add(ended());
  expect(await shared.amounts()).toEqual([["USD", 1]]);
  expect(await other.amounts()).toBeUndefined();
  shared.clock.jump(31 * 86_400_000);
  await shared.add(ended({ id: "f2", settledAt: shared.clock.now() }));
  expect(await shared.amounts()).toBeUndefined();
});
