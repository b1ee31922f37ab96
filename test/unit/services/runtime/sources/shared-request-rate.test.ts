import { describe, expect, it } from "vitest";
import { SharedRequestRate } from "../../../../../src/services/runtime/sources/shared-request-rate.ts";
import { busiestSecond } from "../../../../support/cluster/observer.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { FakeSharedRateLimit } from "../../../../support/processes/fake-shared-rate-limit.ts";

/** Processes that share a limit, and the instants of all their starts. */
class Processes {
  readonly clock = new FakeClock();
  readonly limit = new FakeSharedRateLimit(this.clock);
  readonly closing = new AbortController();
  readonly starts: { readonly at: number }[] = [];

  createRate(maxPerSecond: number): SharedRequestRate {
    const { clock, limit, closing } = this;
    return new SharedRequestRate({
      api: "pika",
      limit,
      maxPerSecond,
      closing: closing.signal,
      clock,
    });
  }

  /** Starts requests as soon as it may, as a queue with work does. Returns how many it has started. */
  saturate(rate: SharedRequestRate): { readonly count: number } {
    const own = { count: 0 };
    let cancel: (() => void) | undefined;
    const waiter = { wake: () => pump(), first: false };
    const pump = (): void => {
      cancel?.();
      let waitMs = rate.waitMs(this.clock.monotonicMs(), waiter);
      for (; waitMs === 0; waitMs = rate.waitMs(this.clock.monotonicMs(), waiter)) {
        expect(rate.reserve(this.clock.monotonicMs())).toBe(0);
        this.starts.push({ at: this.clock.monotonicMs() });
        own.count += 1;
      }
      cancel = this.clock.setTimer(waitMs, pump);
    };
    pump();
    return own;
  }
}

describe("the rate of one of several processes", () => {
  it.each([1, 10, 100])("uses a limit of %i per second together with others", async (limit) => {
    const processes = new Processes();
    const each = [1, 2, 3, 4].map(() => processes.saturate(processes.createRate(limit)));
    await processes.clock.advance(60_000);
    expect(busiestSecond(processes.starts)).toBeLessThanOrEqual(limit);
    expect(processes.starts.length).toBeGreaterThanOrEqual(limit * 60 * 0.9);
    // A start a second is one at a time, for whoever asks first.
    for (const { count } of each) expect(count).toBeGreaterThan(limit === 1 ? 0 : limit * 10);
  });

  it("serves the queues of one process in turn", async () => {
    const processes = new Processes();
    const rate = processes.createRate(50);
    const each = [1, 2, 3, 4, 5].map(() => processes.saturate(rate));
    await processes.clock.advance(10_000);
    for (const { count } of each) expect(count).toBeGreaterThan(85);
  });

  it("asks for one start after a pause, and for more while all are used", async () => {
    const processes = new Processes();
    const { clock, limit } = processes;
    const rate = processes.createRate(100);
    rate.waitMs(0, { wake: () => {}, first: false });
    await clock.advance(1);
    expect(rate.waitMs(clock.monotonicMs())).toBe(0);
    expect(rate.reserve(clock.monotonicMs())).toBe(0);
    await clock.advance(10_000);
    expect(limit.wanted).toEqual([1]);
    processes.saturate(rate);
    await clock.advance(1_000);
    expect(limit.wanted.slice(0, 5)).toEqual([1, 1, 2, 4, 8]);
    expect(Math.max(...limit.wanted)).toBe(9);
  });

  it("lets no request start late: it would arrive together with those of others", async () => {
    const processes = new Processes();
    const { clock } = processes;
    const rate = processes.createRate(10);
    rate.waitMs(0, { wake: () => {}, first: false });
    await clock.advance(27);
    expect(rate.waitMs(clock.monotonicMs())).toBeGreaterThan(0);
  });

  it("wakes who waits for a person before others, but not twice in a row", async () => {
    const processes = new Processes();
    const { clock } = processes;
    const rate = processes.createRate(10);
    const woken: string[] = [];
    const wait = (name: string, first: boolean): void => {
      const wake = (): void => {
        woken.push(name);
        void rate.reserve(clock.monotonicMs());
      };
      rate.waitMs(clock.monotonicMs(), { wake, first });
    };
    for (const name of ["a", "b"]) wait(name, false);
    for (const name of ["person", "another"]) wait(name, true);
    await clock.advance(1_000);
    expect(woken).toEqual(["person", "a", "another", "b"]);
  });

  it("has a request that took longer than usual to prepare wait for another turn", () => {
    const rate = new Processes().createRate(10);
    expect([rate.isMissed(0, 5), rate.isMissed(0, 12)]).toEqual([false, true]);
    // A queue that is far away is slow each time.
    const missed = Array.from({ length: 50 }, () => rate.isMissed(0, 40)).filter(Boolean);
    expect(missed.length).toBeLessThan(15);
    expect(rate.isMissed(0, 40)).toBe(false);
    expect(rate.isMissed(0, 60)).toBe(true);
  });

  it("starts nothing while the limit cannot be asked, and goes on soon after", async () => {
    const processes = new Processes();
    const { clock, limit, starts } = processes;
    limit.isAway = true;
    processes.saturate(processes.createRate(10));
    await clock.advance(60_000);
    expect(starts).toEqual([]);
    limit.isAway = false;
    await clock.advance(1_000);
    expect(starts.length).toBeGreaterThan(3);
  });

  it("gives a request that reserves its turn among polls, at most every second start", async () => {
    const processes = new Processes();
    const { clock } = processes;
    const rate = processes.createRate(10);
    const polls = processes.saturate(rate);
    await clock.advance(1_000);
    const before = polls.count;
    const turns: { readonly at: number }[] = [];
    const reserving = Array.from({ length: 4 }, async () => {
      expect(await rate.reserve(clock.monotonicMs())).toBe(0);
      turns.push({ at: clock.monotonicMs() });
    });
    await clock.advance(1_000);
    await Promise.all(reserving);
    expect(polls.count - before).toBeGreaterThanOrEqual(5);
    expect(busiestSecond([...turns, ...processes.starts])).toBe(10);
  });

  it("gives up a reservation that takes too long, is no longer wanted, or outlives the relay", async () => {
    const processes = new Processes();
    const { clock, limit, closing } = processes;
    limit.isAway = true;
    const rate = processes.createRate(10);
    const unwanted = new AbortController();
    const late = rate.reserve(0, 2_000);
    const aborted = rate.reserve(0, undefined, unwanted.signal);
    const closed = rate.reserve(0);
    await clock.advance(2_000);
    expect(await late).toBeUndefined();
    unwanted.abort();
    expect(await aborted).toBeUndefined();
    closing.abort();
    expect(await closed).toBeUndefined();
    expect(await rate.reserve(0)).toBeUndefined();
    await clock.advance(0);
    expect(clock.waiting).toBe(0);
  });

  it("asks again if others have all starts", async () => {
    const processes = new Processes();
    const { clock, limit, starts } = processes;
    limit.horizonMs = -1;
    processes.saturate(processes.createRate(10));
    await clock.advance(500);
    expect(starts).toEqual([]);
    limit.horizonMs = 1_000;
    await clock.advance(500);
    expect(starts.length).toBeGreaterThan(2);
  });
});
