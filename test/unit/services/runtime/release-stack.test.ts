import { describe, expect, it } from "vitest";
import { ReleaseStack } from "../../../../src/services/runtime/release-stack.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

const never = (): Promise<never> => new Promise(() => {});

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

describe("a release stack", () => {
  it("releases everything in reverse, and keeps the first error", async () => {
    const clock = new FakeClock();
    const log = createFakeLogger();
    const stack = new ReleaseStack({ clock, log });
    const order: string[] = [];
    for (const name of ["first", "second", "third"])
      stack.push({
        name,
        byMs: 1_000,
        run: async () => {
          order.push(name);
          if (name !== "first") throw new Error(name);
        },
      });
    expect(await stack.releaseAll()).toMatchObject({ message: "third" });
    expect(await stack.releaseAll()).toMatchObject({ message: "third" });
    expect(order).toEqual(["third", "second", "first"]);
    expect(log.of("relay.stop_failed")).toMatchObject([{ part: "third" }, { part: "second" }]);
    expect(clock.waiting).toBe(0);
  });

  it("tells a release to hurry when its time is up, then leaves it behind", async () => {
    const clock = new FakeClock();
    const log = createFakeLogger();
    const stack = new ReleaseStack({ clock, log });
    const hurried: number[] = [];
    let isReleased = false;
    const note = (signal: AbortSignal): void =>
      signal.addEventListener("abort", () => hurried.push(clock.monotonicMs()));
    stack.push({ name: "last", byMs: 3_000, run: async () => (isReleased = true) });
    for (const byMs of [2_000, 1_000])
      stack.push({
        name: String(byMs),
        byMs,
        run: async (signal) => {
          note(signal);
          await never();
        },
      });
    const released = stack.releaseAll();
    await clock.advance(5_000);
    expect(await released).toMatchObject({ code: "stop_overdue" });
    expect([hurried, isReleased]).toEqual([[1_000, 2_000], true]);
  });

  it("hurries at once if the caller has no time left", async () => {
    const clock = new FakeClock();
    const stack = new ReleaseStack({ clock, log: createFakeLogger() });
    const stop = new AbortController();
    for (const name of ["a", "b"]) stack.push({ name, byMs: 60_000, run: untilAborted });
    const released = stack.releaseAll(stop.signal);
    stop.abort();
    expect(await released).toBeUndefined();
    expect(clock.monotonicMs()).toBe(0);
  });
});
