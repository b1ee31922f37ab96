import { expect, it } from "vitest";
import { TransferTimeouts } from "../../../../src/core/time/transfer-timeouts.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";

function start(signal?: AbortSignal) {
  const clock = new FakeClock();
  const timeouts = new TransferTimeouts({ clock, deadlineMs: 100, stallMs: 30, signal });
  return { clock, timeouts };
}

const reason = (message: string) => ({ code: "unavailable", message });

it("ends a transfer that stalls, counted from its last byte", async () => {
  const { clock, timeouts } = start();
  await clock.advance(29);
  timeouts.progress();
  await clock.advance(29);
  expect(timeouts.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(timeouts.signal.reason).toMatchObject(reason("the transfer stood still"));
});

it("ends a transfer that takes too long, however steady it is", async () => {
  const { clock, timeouts } = start();
  for (let elapsedMs = 0; elapsedMs < 100; elapsedMs += 10) {
    timeouts.progress();
    await clock.advance(10);
  }
  expect(timeouts.signal.reason).toMatchObject(reason("the transfer took too long"));
});

it("ends when the caller's signal aborts, or has already aborted", () => {
  const caller = new AbortController();
  const { timeouts } = start(caller.signal);
  caller.abort(new Error("stopping"));
  const late = start(caller.signal).timeouts;
  for (const { signal } of [timeouts, late]) {
    expect(signal.reason).toMatchObject(reason("the transfer was stopped"));
    expect(signal.reason.cause).toEqual(new Error("stopping"));
  }
});

it("leaves nothing behind once it is stopped", async () => {
  const caller = new AbortController();
  const { clock, timeouts } = start(caller.signal);
  timeouts.progress();
  timeouts.stop();
  expect(clock.waiting).toBe(0);
  caller.abort();
  expect(timeouts.signal.aborted).toBe(false);
});
