import { expect, it } from "vitest";
import { PollWaiters } from "../../../../../src/services/runtime/sources/poll-waiters.ts";

const ANSWER = { kind: "unavailable" } as const;

it("answers everyone who waits for a job, and no one else", async () => {
  const waiters = new PollWaiters();
  const both = [waiters.add("a"), waiters.add("a")];
  const other = waiters.add("b");
  waiters.answer("a", ANSWER);
  expect(await Promise.all(both.map(({ pollResult }) => pollResult))).toEqual([ANSWER, ANSWER]);
  expect([waiters.has("a"), waiters.has("b")]).toEqual([false, true]);
  other.end();
  expect(waiters.has("b")).toBe(false);
});

it("keeps those who wait when one of them stops, also if that one was answered before", async () => {
  const waiters = new PollWaiters();
  const answered = waiters.add("a");
  waiters.answer("a", ANSWER);
  const [one, other] = [waiters.add("a"), waiters.add("a")];
  answered.end();
  one.end();
  expect(waiters.has("a")).toBe(true);
  waiters.stop();
  expect([await other.pollResult, waiters.has("a"), waiters.isStopped]).toEqual([
    undefined,
    false,
    true,
  ]);
});
