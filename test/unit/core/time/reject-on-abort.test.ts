import { expect, it } from "vitest";
import { rejectOnAbort } from "../../../../src/core/time/reject-on-abort.ts";

it("settles as the promise does, with or without a signal", async () => {
  const { signal } = new AbortController();
  const failed = Promise.reject(new Error("failed"));
  expect(await rejectOnAbort(Promise.resolve(1), signal)).toBe(1);
  expect(await rejectOnAbort(Promise.resolve(1), undefined)).toBe(1);
  await expect(rejectOnAbort(failed, signal)).rejects.toThrow("failed");
});

it("rejects with the signal's reason as soon as it aborts", async () => {
  const controller = new AbortController();
  const waiting = rejectOnAbort(new Promise(() => {}), controller.signal);
  controller.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow("stopped");
});

it("rejects with the reason of a signal that has aborted already, even if the promise is settled", async () => {
  const aborted = AbortSignal.abort(new Error("stopped"));
  await expect(rejectOnAbort(Promise.resolve(1), aborted)).rejects.toThrow("stopped");
});

it("leaves no unhandled rejection behind", async () => {
  const { promise, reject } = Promise.withResolvers<void>();
  const waiting = rejectOnAbort(promise, AbortSignal.abort(new Error("stopped")));
  await expect(waiting).rejects.toThrow("stopped");
  reject(new Error("too late"));
  // Vitest fails the run on an unhandled rejection.
  await new Promise((resolve) => void setImmediate(resolve));
});
