import { expect, it } from "vitest";
import { KeyedLock } from "../../../../src/services/runtime/keyed-lock.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";

/** A task that notes its beginning and ends when told to. */
function createTask(name: string, notes: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const run = (): Promise<string> => {
    notes.push(name);
    return promise;
  };
  return { run, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

it("runs tasks of one key one after another, in order, even after a failure", async () => {
  const lock = new KeyedLock();
  const notes: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => createTask(name, notes));
  const results = [a, b, c].map((task) => lock.run("key", task!.run).catch(() => "failed"));
  await settle();
  expect(notes).toEqual(["a"]);
  a?.fail();
  await settle();
  expect(notes).toEqual(["a", "b"]);
  b?.end();
  await settle();
  expect(notes).toEqual(["a", "b", "c"]);
  c?.end();
  expect(await Promise.all(results)).toEqual(["failed", "b", "c"]);
});

it("runs tasks of different keys side by side", async () => {
  const lock = new KeyedLock();
  const notes: string[] = [];
  const [a, b] = ["a", "b"].map((name) => createTask(name, notes));
  const both = [lock.run("one", a!.run), lock.run("two", b!.run)];
  await settle();
  expect(notes).toEqual(["a", "b"]);
  a?.end();
  b?.end();
  await Promise.all(both);
});

it("lets a task that is added while the last one ends wait for it", async () => {
  const lock = new KeyedLock();
  const notes: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => createTask(name, notes));
  const first = lock.run("key", a!.run);
  const second = lock.run("key", b!.run);
  a?.end();
  await first;
  const third = lock.run("key", c!.run);
  await settle();
  expect(notes).toEqual(["a", "b"]);
  b?.end();
  await second;
  c?.end();
  expect(await third).toBe("c");
});
