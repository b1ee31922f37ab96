import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DueQueue, type DueQueueOptions } from "../../../../src/services/runtime/due-queue.ts";
import { FakeClock, settle } from "../../../support/fakes/fake-clock.ts";

function setUp(overrides: Partial<DueQueueOptions> = {}) {
  const clock = new FakeClock();
  const runs: [string, number][] = [];
  const logged: string[] = [];
  const note = (_fields: unknown, event: string): void => void logged.push(event);
  const queue = new DueQueue({
    clock,
    log: { debug: note, info: note, warn: note, error: note },
    concurrency: 100,
    run: async (key) => {
      runs.push([key, clock.monotonicMs()]);
      return undefined;
    },
    ...overrides,
  });
  return { clock, queue, runs, logged };
}

const keysOf = (runs: [string, number][]): string[] => runs.map(([key]) => key);

describe("the due queue", () => {
  it("runs keys when they are due, in order of their due times", async () => {
    const { clock, queue, runs } = setUp();
    queue.start();
    queue.add("late", 300);
    queue.add("soon", 100);
    await clock.advance(99);
    expect(runs).toEqual([]);
    await clock.advance(300);
    expect(runs).toEqual([
      ["soon", 100],
      ["late", 300],
    ]);
    expect(clock.waiting).toBe(0);
  });

  it("starts nothing before start and nothing after stop", async () => {
    const { clock, queue, runs } = setUp();
    queue.add("a", 0);
    await clock.advance(10);
    expect(runs).toEqual([]);
    queue.start();
    await clock.advance(10);
    expect(keysOf(runs)).toEqual(["a"]);
    await queue.stop();
    queue.add("b", 0);
    await clock.advance(10_000);
    expect(keysOf(runs)).toEqual(["a"]);
  });

  // It ran as often at once as it added itself before its first wait, beyond the limit, too.
  it("runs a key once at a time, and no more than allowed, whatever the run adds as it begins", async () => {
    let inProgress = 0;
    let most = 0;
    let left = 3;
    const { clock, queue, runs } = setUp({
      concurrency: 1,
      run: async (key) => {
        runs.push([key, clock.monotonicMs()]);
        inProgress += 1;
        most = Math.max(most, inProgress);
        if ((left -= 1) >= 0) {
          queue.add(key, 0);
          queue.add(`${key}${left}`, 0);
        }
        await new Promise<void>((resolve) => void clock.setTimer(20, resolve));
        inProgress -= 1;
        return undefined;
      },
    });
    queue.start();
    queue.add("a", 0);
    await clock.advance(1_000);
    expect(most).toBe(1);
    expect(keysOf(runs)).toContain("a2");
    expect(keysOf(runs).filter((key) => key === "a").length).toBeGreaterThan(1);
  });

  it("tells how late each key starts", async () => {
    const lateness: number[] = [];
    const { clock, queue } = setUp({ onStart: (latenessMs) => void lateness.push(latenessMs) });
    queue.add("waits for the start", 100);
    await clock.advance(350);
    queue.start();
    queue.add("in time", 100);
    await clock.advance(100);
    expect(lateness).toEqual([250, 0]);
  });

  it("repeats a key after the delay that its run returns", async () => {
    const times: number[] = [];
    const { clock, queue } = setUp({
      run: async () => {
        times.push(clock.monotonicMs());
        return times.length < 3 ? 50 : undefined;
      },
    });
    queue.start();
    queue.add("a", 0);
    await clock.advance(1_000);
    expect(times).toEqual([0, 50, 100]);
    expect(clock.waiting).toBe(0);
  });

  it("lets two wait for the same runs to end", async () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
    const { clock, queue } = setUp({ run: async () => ended });
    queue.start();
    queue.add("a", 0);
    await clock.advance(1);
    const stops = Promise.all([queue.stop(), queue.stop()]);
    end(undefined);
    await expect(stops).resolves.toHaveLength(2);
  });

  it("keeps the earlier of two due times", async () => {
    const { clock, queue, runs } = setUp();
    queue.start();
    queue.add("a", 100);
    queue.add("a", 500);
    queue.add("b", 500);
    queue.add("b", 100);
    await clock.advance(1_000);
    expect(runs).toEqual([
      ["a", 100],
      ["b", 100],
    ]);
  });

  // First keys once went before all others, and while they kept coming nothing else was ever started.
  it("prefers first keys, at most every second time, and takes the oldest due of each kind", async () => {
    const hold = { waitMs: 1_000 };
    const { clock, queue, runs } = setUp({ waitMs: () => hold.waitMs });
    queue.start();
    queue.add("old", 0);
    await clock.advance(10);
    queue.add("newer", 0);
    for (const key of ["first", "second", "third", "fourth"]) queue.add(key, 5, { first: true });
    await clock.advance(10);
    hold.waitMs = 0;
    queue.wake();
    await settle();
    expect(keysOf(runs)).toEqual(["first", "old", "second", "newer", "third", "fourth"]);
  });

  it("never starts two first keys in a row while another key is due", async () => {
    const added = fc.record({
      key: fc.integer({ min: 0, max: 9 }).map(String),
      delayMs: fc.integer({ min: 0, max: 300 }),
      first: fc.boolean(),
      passMs: fc.integer({ min: 0, max: 100 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(added, { maxLength: 40 }), async (adds) => {
        let nextAtMs = 0;
        const firsts = new Set<string>();
        const starts: { first: boolean; isOtherDue: boolean }[] = [];
        const { clock, queue } = setUp({
          waitMs: () => Math.max(nextAtMs - clock.monotonicMs(), 0),
          run: async (key) => {
            nextAtMs = clock.monotonicMs() + 50;
            const isOtherDue = Array.from("0123456789").some(
              (other) => other !== key && !firsts.has(other) && (queue.dueInMs(other) ?? 1) <= 0,
            );
            starts.push({ first: firsts.delete(key), isOtherDue });
            return undefined;
          },
        });
        queue.start();
        for (const { key, delayMs, first, passMs } of adds) {
          if (first) firsts.add(key);
          queue.add(key, delayMs, { first });
          await clock.advance(passMs);
        }
        await clock.advance(10_000);
        const unfair = starts.filter(
          ({ first, isOtherDue }, index) => first && isOtherDue && starts[index - 1]?.first,
        );
        expect(unfair).toEqual([]);
        expect(starts.length).toBeGreaterThan(adds.length === 0 ? -1 : 0);
      }),
      { numRuns: 60 },
    );
  });

  it("starts a preferred key in place of another one, and that one later", async () => {
    let isChoosy = true;
    const { clock, queue, runs } = setUp({
      prefer: () => (isChoosy ? (other) => other.startsWith("good") : undefined),
      waitMs: () => (runs.length === 1 && isChoosy ? 1_000 : 0),
    });
    queue.add("bad", 0);
    queue.add("good, later", 9_000);
    queue.add("good", 5_000);
    queue.start();
    await clock.advance(10);
    expect(keysOf(runs)).toEqual(["good"]);
    isChoosy = false;
    queue.wake();
    await clock.advance(10_000);
    expect(keysOf(runs)).toEqual(["good", "bad", "good, later"]);
  });

  it("never runs a key twice at a time; one that is added meanwhile runs afterwards", async () => {
    const finish: (() => void)[] = [];
    const { clock, queue } = setUp({
      run: () => new Promise((resolve) => finish.push(() => resolve(undefined))),
    });
    queue.start();
    queue.add("a", 0);
    await clock.advance(1);
    queue.add("a", 0, { first: true });
    await clock.advance(100);
    expect(finish).toHaveLength(1);
    finish[0]?.();
    await clock.advance(1);
    expect(finish).toHaveLength(2);
    finish[1]?.();
    await settle();
    expect(clock.waiting).toBe(0);
  });

  it("keeps to its concurrency, and continues when a place is free", async () => {
    const finish: (() => void)[] = [];
    const { clock, queue } = setUp({
      concurrency: 2,
      run: () => new Promise((resolve) => finish.push(() => resolve(undefined))),
    });
    queue.start();
    for (const key of ["a", "b", "c"]) queue.add(key, 0);
    await clock.advance(1_000);
    expect(finish).toHaveLength(2);
    finish[0]?.();
    await clock.advance(1);
    expect(finish).toHaveLength(3);
  });

  it("rounds due times up to its grid, so that one wake-up serves many", async () => {
    const { clock, queue, runs } = setUp({ gridMs: 50 });
    queue.start();
    queue.add("a", 1);
    queue.add("b", 49);
    queue.add("c", 51);
    await clock.advance(100);
    expect(runs).toEqual([
      ["a", 50],
      ["b", 50],
      ["c", 100],
    ]);
  });

  it("logs a run that throws, retries its key, and continues with the others", async () => {
    let failures = 1;
    const done: string[] = [];
    const { clock, queue, logged } = setUp({
      failureDelayMs: 200,
      run: async (key) => {
        if (key === "bad" && failures-- > 0) throw new Error("broken");
        done.push(key);
        return undefined;
      },
    });
    queue.start();
    queue.add("bad", 0);
    queue.add("good", 0);
    await clock.advance(100);
    expect(done).toEqual(["good"]);
    expect(logged).toEqual(["queue.run_failed"]);
    await clock.advance(100);
    expect(done).toEqual(["good", "bad"]);
  });

  // One signal for all runs once gathered a listener of every request ever made.
  it("gives each run its own signal", async () => {
    const signals = new Set<AbortSignal>();
    const { clock, queue } = setUp({
      run: async (_key, signal) => {
        signals.add(signal);
        return undefined;
      },
    });
    queue.start();
    for (const key of ["a", "b", "c"]) queue.add(key, 0);
    await clock.advance(1);
    expect(signals.size).toBe(3);
  });

  it("waits at a stop for running keys, then aborts them", async () => {
    const seen: string[] = [];
    const { clock, queue } = setUp({
      run: (_key, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            seen.push("aborted");
            resolve(undefined);
          });
        }),
    });
    queue.start();
    queue.add("a", 0);
    await clock.advance(1);
    const stopped = queue.stop(500).then(() => seen.push("stopped"));
    await clock.advance(499);
    expect(seen).toEqual([]);
    await clock.advance(1);
    await stopped;
    expect(seen).toEqual(["aborted", "stopped"]);
    await queue.stop();
  });

  it("aborts running keys at once when a stop is told to hurry", async () => {
    const { clock, queue } = setUp({
      run: (_key, signal) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined))),
    });
    queue.start();
    queue.add("a", 0);
    const hurry = new AbortController();
    const stopped = queue.stop(60_000, hurry.signal);
    hurry.abort();
    await stopped;
    expect(clock.waiting).toBe(0);
  });

  it("starts again after a stop, with the keys that waited", async () => {
    const { clock, queue, runs } = setUp();
    queue.start();
    queue.add("a", 1_000);
    await queue.stop();
    await clock.advance(5_000);
    expect(runs).toEqual([]);
    queue.start();
    await settle();
    expect(keysOf(runs)).toEqual(["a"]);
  });

  it("reports when a key is due, and which keys wait", async () => {
    const { clock, queue } = setUp({ run: () => new Promise(() => {}), concurrency: 1 });
    queue.add("a", 1_000);
    queue.add("b", 2_000);
    expect(queue.dueInMs("a")).toBe(1_000);
    expect(queue.dueInMs("unknown")).toBeUndefined();
    queue.start();
    await clock.advance(3_000);
    // At work.
    expect(queue.dueInMs("a")).toBeUndefined();
    expect(queue.dueInMs("b")).toBe(-1_000);
    expect(queue.waiting()).toEqual(["b"]);
  });

  it("pauses for as long as it is told to, and checks again when it is woken", async () => {
    let waitMs = 5_000;
    const { clock, queue, runs } = setUp({ waitMs: () => waitMs });
    queue.start();
    queue.add("a", 0);
    queue.add("b", 0);
    await clock.advance(4_999);
    expect(runs).toEqual([]);
    waitMs = 0;
    queue.wake();
    await settle();
    expect(keysOf(runs)).toEqual(["a", "b"]);
  });
});
