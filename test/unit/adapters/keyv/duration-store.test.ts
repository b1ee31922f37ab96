import { MemoryAdapter } from "../../../../src/adapters/keyv/memory-adapter.ts";
import { expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { KeyvStore } from "../../../../src/adapters/keyv/store.ts";
import { durationsOf } from "../../../contracts/store/duration-store.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

const DAY = 86_400_000;
const DURATIONS = { source: "fal", model: "m", started: [], submitted: [], followed: [1] };

async function createStore() {
  const records = new Map<string, { value: unknown }>();
  const adapter = new MemoryAdapter(records);
  const store = new KeyvStore({
    open: async () => adapter,
    clock: systemClock,
    log: createFakeLogger(),
  });
  await store.start();
  await store.durations.put(DURATIONS);
  return { store, records };
}

it("drops the durations of a model 90 days after its last job", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const { store } = await createStore();
  vi.setSystemTime(Date.now() + 89 * DAY);
  expect(await durationsOf(store)).toEqual([DURATIONS]);
  vi.setSystemTime(Date.now() + 2 * DAY);
  expect(await durationsOf(store)).toEqual([]);
});

it("never overwrites durations of a newer release, and replaces those that cannot be read", async () => {
  const { store, records } = await createStore();
  const [key] = [...records.keys()];
  const newer = { value: JSON.stringify({ value: { version: 99, other: "shape" } }) };
  records.set(key!, newer);
  await expect(store.durations.put(DURATIONS)).rejects.toMatchObject({ code: "record_newer" });
  expect(records.get(key!)).toBe(newer);
  records.set(key!, { value: "nonsense" });
  await store.durations.put(DURATIONS);
  expect(await durationsOf(store)).toEqual([DURATIONS]);
});
