import { expect, it } from "vitest";
import { ConcurrencyLimit } from "../../../../src/services/delivery/concurrency-limit.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";

const NEVER = [new AbortController().signal];

/** A task that ends when told to. */
function aTask() {
  const { promise, resolve } = Promise.withResolvers<string>();
  let hasBegun = false;
  return {
    run: () => {
      hasBegun = true;
      return promise;
    },
    hasBegun: () => hasBegun,
    end: () => resolve("done"),
  };
}

it("runs as many tasks at once as the limit, and the others in order", async () => {
  const limit = new ConcurrencyLimit(1);
  const tasks = [aTask(), aTask(), aTask()] as const;
  const runs = tasks.map(({ run }) => limit.run(NEVER, run));
  await settle();
  expect(tasks.map(({ hasBegun }) => hasBegun())).toEqual([true, false, false]);
  tasks[0].end();
  await settle();
  expect(tasks.map(({ hasBegun }) => hasBegun())).toEqual([true, true, false]);
  tasks[1].end();
  tasks[2].end();
  expect(await Promise.all(runs)).toEqual(["done", "done", "done"]);
});

it("gives the place of a task that fails to the next", async () => {
  const limit = new ConcurrencyLimit(1);
  const failing = limit.run(NEVER, async () => Promise.reject(new Error("lost")));
  const next = limit.run(NEVER, async () => "next");
  await expect(failing).rejects.toThrow("lost");
  expect(await next).toBe("next");
});

it("rejects a waiting task when its signal aborts, and keeps the order of the others", async () => {
  const limit = new ConcurrencyLimit(1);
  const [first, last] = [aTask(), aTask()];
  const running = limit.run(NEVER, first.run);
  const leaving = new AbortController();
  const left = limit.run([leaving.signal], async () => "too late");
  const waiting = limit.run(NEVER, last.run);
  leaving.abort();
  expect(await left).toBeUndefined();
  first.end();
  last.end();
  expect(await Promise.all([running, waiting])).toEqual(["done", "done"]);
});

it("turns away waiting and new tasks once one of their signals has aborted, and lets the running ones end", async () => {
  const limit = new ConcurrencyLimit(1);
  const first = aTask();
  const stopping = new AbortController();
  const signals = [...NEVER, stopping.signal];
  const running = limit.run(signals, first.run);
  const waiting = limit.run(signals, async () => "waited");
  const other = limit.run(NEVER, async () => "other");
  stopping.abort();
  expect(await waiting).toBeUndefined();
  expect(await limit.run(signals, async () => "new")).toBeUndefined();
  first.end();
  expect(await Promise.all([running, other])).toEqual(["done", "other"]);
});
