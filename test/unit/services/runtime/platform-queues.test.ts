import { expect, it } from "vitest";
import { PlatformQueues } from "../../../../src/services/runtime/platform-queues.ts";
import { FakeClock, settle } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

/** Queues whose work never ends for keys that begin with "slow", unless it is aborted. */
function setUp(concurrency = 1) {
  const clock = new FakeClock();
  const begun: string[] = [];
  const ended: string[] = [];
  const queues = new PlatformQueues({
    clock,
    log: createFakeLogger(),
    concurrency,
    run: async (key, signal) => {
      begun.push(key);
      if (key.startsWith("slow"))
        await new Promise<void>((resolve) =>
          signal.addEventListener("abort", () => resolve(), { once: true }),
        );
      ended.push(key);
      return undefined;
    },
  });
  return { clock, queues, begun, ended };
}

it("works on one platform while another hangs", async () => {
  const { queues, begun, ended } = setUp();
  queues.start();
  for (const key of ["slow 1", "slow 2"]) queues.add("discord", key);
  for (const key of ["a", "b"]) queues.add("slack", key);
  await settle();
  expect(begun).toEqual(["slow 1", "a", "b"]);
  expect(ended).toEqual(["a", "b"]);
  await queues.stop(0, AbortSignal.abort());
});

it("keeps to the concurrency on each platform", async () => {
  const { queues, begun } = setUp(2);
  queues.start();
  for (const platform of ["discord", "slack"])
    for (const number of [1, 2, 3]) queues.add(platform, `slow ${platform} ${number}`);
  await settle();
  expect(begun).toHaveLength(4);
  await queues.stop(0, AbortSignal.abort());
});

it("keeps keys that are added before the start, and starts the queue of a later platform", async () => {
  const { queues, begun } = setUp();
  queues.add("discord", "early");
  await settle();
  expect(begun).toEqual([]);
  queues.start();
  queues.add("slack", "late");
  await settle();
  expect(begun).toEqual(["early", "late"]);
  await queues.stop(0);
});

it("starts nothing after a stop, not even for a later platform, until it starts again", async () => {
  const { queues, begun } = setUp();
  queues.start();
  await queues.stop(0);
  queues.add("discord", "a");
  await settle();
  expect(begun).toEqual([]);
  queues.start();
  await settle();
  expect(begun).toEqual(["a"]);
  await queues.stop(0);
});

it("stops all platforms at the same time, each after its grace period", async () => {
  const { clock, queues, ended } = setUp();
  queues.start();
  queues.add("discord", "slow 1");
  queues.add("slack", "slow 2");
  await settle();
  const stopped = queues.stop(1_000);
  await clock.advance(999);
  expect(ended).toEqual([]);
  await clock.advance(1);
  await stopped;
  expect(ended).toEqual(["slow 1", "slow 2"]);
  expect(clock.waiting).toBe(0);
});
