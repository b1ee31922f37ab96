import { MemoryAdapter } from "../../../../src/adapters/keyv/memory-adapter.ts";
import { expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { KeyvStore } from "../../../../src/adapters/keyv/store.ts";
import {
  COSTS_KEPT_FOR_MS,
  createMonthlyCost,
  monthlyCostKey,
} from "../../../../src/core/channel/monthly-cost.ts";
import { costsOf, putCost } from "../../../contracts/store/cost-store.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { DISCORD_CHANNEL } from "../../../support/follows.ts";

const COST = createMonthlyCost(DISCORD_CHANNEL, "2026-01");

async function createStore() {
  const records = new Map<string, { value: unknown }>();
  const adapter = new MemoryAdapter(records);
  const log = createFakeLogger();
  const store = new KeyvStore({ open: async () => adapter, clock: systemClock, log });
  await store.start();
  return { store, records, log };
}

it("drops the costs of a month some time after the last change of them", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const { store } = await createStore();
  await putCost(store, COST);
  vi.setSystemTime(Date.now() + COSTS_KEPT_FOR_MS - 1_000);
  expect(await costsOf(store)).toEqual([COST]);
  vi.setSystemTime(Date.now() + 2_000);
  expect(await costsOf(store)).toEqual([]);
  expect(await store.costs.get(monthlyCostKey(COST))).toBeUndefined();
});

it("quarantines costs that cannot be read, and leaves those of a newer release alone", async () => {
  const { store, records, log } = await createStore();
  await putCost(store, COST);
  const [key] = [...records.keys()];
  records.set(key!, { value: JSON.stringify({ value: { ...COST, version: 1, sums: "many" } }) });
  expect(await costsOf(store)).toEqual([]);
  expect(log.of("record.set_aside")).toMatchObject([
    { record: expect.stringMatching(/^aside:cost:/) },
  ]);
  records.set(key!, { value: JSON.stringify({ value: { version: 99, other: "shape" } }) });
  await expect(store.costs.get(monthlyCostKey(COST))).rejects.toMatchObject({
    code: "record_newer",
  });
});
