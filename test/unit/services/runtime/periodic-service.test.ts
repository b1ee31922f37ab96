import { expect, it } from "vitest";
import { PeriodicService } from "../../../../src/services/runtime/periodic-service.ts";
import { serviceContract } from "../../../contracts/service.ts";
import { FakeClock, settle } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

const PAUSE_MS = 10_000;

/** Counts its passes. A pass ends at once, unless the test holds it. */
class Counter extends PeriodicService<number> {
  passes = 0;
  prepared = 0;
  atOnce = 0;
  readonly signals: AbortSignal[] = [];
  readonly pauses: (number | undefined)[] = [];
  error: Error | undefined;
  #held: PromiseWithResolvers<void> | undefined;

  /** Passes do not end until the returned function is called. */
  hold(): () => void {
    const held = Promise.withResolvers<void>();
    this.#held = held;
    return () => {
      this.#held = undefined;
      held.resolve();
    };
  }

  async pass(signal: AbortSignal): Promise<number> {
    this.passes += 1;
    this.atOnce += 1;
    this.signals.push(signal);
    if (this.atOnce > 1) throw new Error("two passes at the same time");
    await this.#held?.promise;
    this.atOnce -= 1;
    if (this.error) throw this.error;
    return this.passes;
  }

  protected override async prepare(): Promise<void> {
    this.prepared += 1;
    if (this.error) throw this.error;
  }

  protected override pauseMs(counts: number | undefined): number {
    this.pauses.push(counts);
    return PAUSE_MS;
  }
}

function setUp(firstPauseMs = 0) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const service = new Counter({ clock, log, failureEvent: "counter.failed", firstPauseMs });
  return { clock, log, service };
}

serviceContract("a periodic service", "starts-again", async () => {
  const { clock, service } = setUp();
  return {
    service,
    running: () => clock.waiting + service.atOnce,
    pass: async (until) => {
      await clock.advance(1_000);
      return until;
    },
  };
});

it("makes its first pass after the first pause, and the others each a pause after the last has ended", async () => {
  const { clock, service } = setUp(500);
  await service.start();
  expect(service.prepared).toBe(1);
  await clock.advance(499);
  expect(service.passes).toBe(0);
  await clock.advance(1);
  expect(service.passes).toBe(1);
  const release = service.hold();
  await clock.advance(PAUSE_MS);
  expect(service.passes).toBe(2);
  await clock.advance(PAUSE_MS);
  release();
  await clock.advance(PAUSE_MS - 1);
  expect(service.passes).toBe(2);
  await clock.advance(1);
  expect(service.passes).toBe(3);
  expect(service.pauses).toEqual([1, 2, 3]);
  await service.stop();
});

it("logs a preparation and a pass that reject, and goes on after the pause", async () => {
  const { clock, log, service } = setUp();
  service.error = new Error("broken");
  await service.start();
  expect(log.of("counter.failed")).toEqual([{ err: service.error }]);
  await clock.advance(0);
  expect(log.of("counter.failed")).toHaveLength(2);
  expect(service.pauses).toEqual([undefined]);
  await clock.advance(PAUSE_MS);
  expect(service.passes).toBe(2);
  await service.stop();
});

it("passes at once when it is woken, and then after a whole pause", async () => {
  const { clock, service } = setUp();
  await service.start();
  await clock.advance(PAUSE_MS / 2);
  service.wake();
  service.wake();
  await clock.advance(0);
  expect(service.passes).toBe(2);
  await clock.advance(PAUSE_MS - 1);
  expect(service.passes).toBe(2);
  await clock.advance(1);
  expect(service.passes).toBe(3);
  await service.stop();
});

it("passes once more when it is woken during a pass, however often", async () => {
  const { clock, service } = setUp();
  const release = service.hold();
  await service.start();
  await clock.advance(0);
  service.wake();
  service.wake();
  await clock.advance(PAUSE_MS);
  expect(service.passes).toBe(1);
  // Woken just before the pass ends.
  service.wake();
  release();
  await clock.advance(0);
  expect(service.passes).toBe(2);
  await clock.advance(PAUSE_MS - 1);
  expect(service.passes).toBe(2);
  await service.stop();
});

it("is not woken while it is stopped", async () => {
  const { clock, service } = setUp();
  service.wake();
  await service.start();
  await service.stop();
  service.wake();
  await clock.advance(PAUSE_MS);
  expect(service.passes).toBe(0);
  expect(clock.waiting).toBe(0);
});

it("aborts a pass at a stop and waits for it, and begins no other", async () => {
  const { clock, service } = setUp();
  const release = service.hold();
  await service.start();
  await clock.advance(0);
  service.wake();
  let isStopped = false;
  const stopped = service.stop().then(() => (isStopped = true));
  await settle();
  expect(service.signals[0]?.aborted).toBe(true);
  expect(isStopped).toBe(false);
  release();
  await stopped;
  await clock.advance(PAUSE_MS);
  expect(service.passes).toBe(1);
});

it("starts again while its last pass still runs, which ends first", async () => {
  const { clock, service } = setUp();
  const release = service.hold();
  await service.start();
  await clock.advance(0);
  const stopped = service.stop();
  await service.start();
  await clock.advance(0);
  expect(service.passes).toBe(1);
  release();
  await stopped;
  await clock.advance(0);
  expect(service.passes).toBe(2);
  expect(service.signals[1]?.aborted).toBe(false);
  await clock.advance(PAUSE_MS);
  expect(service.passes).toBe(3);
  await service.stop();
  expect(clock.waiting).toBe(0);
});
