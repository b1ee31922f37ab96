import { expect, it } from "vitest";
import { Waiters } from "../../../../src/services/runtime/waiters.ts";

it("gives the next place to who came first, and every second one at most to those that a person waits in", () => {
  const waiters = new Waiters();
  const served: string[] = [];
  const waiter = (name: string, first = false) => ({ wake: () => void served.push(name), first });
  const again = waiter("a");
  for (const each of [again, waiter("b"), waiter("x", true), waiter("y", true), again])
    waiters.add(each);
  expect(waiters.size).toBe(4);
  for (let next = waiters.next(); next; next = waiters.next()) next();
  expect(served).toEqual(["x", "a", "y", "b"]);
  expect(waiters.size).toBe(0);
});

it("forgets all of them", () => {
  const waiters = new Waiters();
  waiters.add({ wake: () => {}, first: true });
  waiters.add({ wake: () => {}, first: false });
  waiters.clear();
  expect([waiters.size, waiters.next()]).toEqual([0, undefined]);
});
