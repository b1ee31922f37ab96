import { expect, it } from "vitest";
import { withTimeout } from "../../../../src/core/time/with-timeout.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";

const never = new Promise<string>(() => {});
const fail = (): never => {
  throw new Error("took too long");
};

it("settles as the promise does, and leaves no timer behind", async () => {
  const clock = new FakeClock();
  const failed = Promise.reject(new Error("failed"));
  expect(await withTimeout(Promise.resolve("done"), { clock, timeoutMs: 10 })).toBe("done");
  await expect(withTimeout(failed, { clock, timeoutMs: 10 })).rejects.toThrow("failed");
  expect(clock.waiting).toBe(0);
});

it("resolves with undefined after its time", async () => {
  const clock = new FakeClock();
  const answer = withTimeout(never, { clock, timeoutMs: 10 });
  await clock.advance(10);
  expect(await answer).toBeUndefined();
});

it("resolves with its fallback after its time, and does not call it before", async () => {
  const clock = new FakeClock();
  const answer = withTimeout(never, { clock, timeoutMs: 10, fallback: () => "late" });
  await clock.advance(10);
  expect(await answer).toBe("late");
  const inTime = Promise.resolve(1);
  expect(await withTimeout(inTime, { clock, timeoutMs: 10, fallback: fail })).toBe(1);
});

it("rejects with what its fallback throws", async () => {
  const clock = new FakeClock();
  const answer = withTimeout(never, { clock, timeoutMs: 10, fallback: fail });
  answer.catch(() => {});
  await clock.advance(10);
  await expect(answer).rejects.toThrow("took too long");
});

it("leaves no unhandled rejection behind", async () => {
  const clock = new FakeClock();
  const { promise, reject } = Promise.withResolvers<void>();
  const answer = withTimeout(promise, { clock, timeoutMs: 10 });
  await clock.advance(10);
  expect(await answer).toBeUndefined();
  reject(new Error("too late"));
  // Vitest fails the run on an unhandled rejection.
  await new Promise((resolve) => void setImmediate(resolve));
});
