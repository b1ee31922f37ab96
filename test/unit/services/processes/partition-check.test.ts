import { expect, it } from "vitest";
import { PARTITIONS } from "../../../../src/core/partition.ts";
import { jobKey, type Follow } from "../../../../src/core/follow/follow.ts";
import { PartitionCheck } from "../../../../src/services/processes/partition-check.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aFollow, aSettledFollow } from "../../../support/follows.ts";

const PENDING = aFollow({ id: "pending", jobId: "pending" });
const SETTLED = aSettledFollow({ kind: "failed" }, { id: "settled", jobId: "settled" });

function setUp(
  follows: readonly Follow[],
  { isHere = true, isQueued = false, isInDelivery = false } = {},
) {
  const clock = new FakeClock();
  const seen = { queued: [] as string[], delivered: [] as string[], resumed: [] as string[] };
  const confirmed: unknown[] = [];
  const entries = async function* () {
    for (const follow of follows)
      if (follow.state === "pending" || follow.state === "settled")
        yield { ...follow, state: follow.state };
  };
  const check = new PartitionCheck({
    // The last one in turn.
    partition: PARTITIONS - 1,
    contains: () => isHere,
    registry: {
      entries,
      retries: async function* () {
        for await (const entry of entries()) if (entry.origin === "retry") yield entry;
      },
      get: async () => follows[0],
    },
    intents: { resume: ({ id }) => void seen.resumed.push(id) },
    queue: {
      add: (key) => void seen.queued.push(key),
      dueInMs: () => (isQueued ? 1_000 : undefined),
    },
    progress: { has: () => isInDelivery },
    readings: {
      confirm: (key, pending, readAtMs) =>
        void confirmed.push([key, pending.map(({ id }) => id), readAtMs]),
    },
    actOn: ({ id }) => void seen.delivered.push(id),
    pollAfterMs: 15_000,
    clock,
    log: createFakeLogger(),
  });
  return { clock, seen, confirmed, check };
}

it("queues what is open and not queued, every minute", async () => {
  const polls = setUp([PENDING]);
  await polls.check.start();
  await polls.clock.advance(59_000);
  expect(polls.seen.queued).toEqual([]);
  await polls.clock.advance(61_000);
  expect(polls.seen.queued).toEqual([jobKey(PENDING), jobKey(PENDING)]);
  const results = setUp([SETTLED]);
  await results.check.pass();
  expect(results.seen).toEqual({ queued: [], delivered: ["settled"], resumed: [] });
});

// The intent of a gateway that died stayed until its partition had another holder.
it("continues the retries of processes that may have died", async () => {
  const { seen, check } = setUp([aFollow({ id: "intent", origin: "retry" })], { isQueued: true });
  await check.pass();
  expect(seen.resumed).toEqual(["intent"]);
});

it.each([
  ["what is queued or in delivery", { isQueued: true, isInDelivery: true }],
  ["jobs and channels of other partitions", { isHere: false }],
])("leaves alone %s", async (_, options) => {
  const { seen, check } = setUp([SETTLED, PENDING], options);
  await check.pass();
  expect(seen).toEqual({ queued: [], delivered: [], resumed: [] });
});

it("reads the record before it delivers: the entry may be out of date", async () => {
  const stale = setUp([{ ...SETTLED, state: "delivered" }]);
  await stale.check.pass();
  const gone = setUp([PENDING, SETTLED], { isQueued: true });
  await gone.check.pass();
  expect([stale.seen.delivered, gone.seen.delivered]).toEqual([[], []]);
});

it("tells which pending follows each job of the partition has", async () => {
  const another = aFollow({ id: "another", jobId: "pending" });
  const { clock, confirmed, check } = setUp([PENDING, SETTLED, another], { isQueued: true });
  await clock.advance(5_000);
  await check.pass();
  expect(confirmed).toEqual([[jobKey(PENDING), ["pending", "another"], 5_000]]);
  const elsewhere = setUp([PENDING], { isHere: false });
  await elsewhere.check.pass();
  expect(elsewhere.confirmed).toEqual([]);
});
