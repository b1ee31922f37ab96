import { expect, it } from "vitest";
import { FollowSet } from "../../../../src/services/status/follow-set.ts";
import { aFollow } from "../../../support/follows.ts";

const first = aFollow({ id: "f1" });
const second = aFollow({ id: "f2" });
const other = aFollow({ id: "f3", jobId: "job-2" });

it("has the follows that were added, in any version of them", () => {
  const set = new FollowSet();
  set.add(first);
  set.add(other);
  expect(set.has({ ...first, requesters: ["bob"] })).toBe(true);
  expect(set.has(other)).toBe(true);
  expect(set.has(second)).toBe(false);
});

it("replaces a follow by a new one of the same job in the same channel", () => {
  const set = new FollowSet();
  set.add(first);
  set.add(second);
  expect([set.has(first), set.has(second)]).toEqual([false, true]);
});

it("deletes a follow, but not the one that has taken its place", () => {
  const set = new FollowSet();
  set.add(second);
  set.add(other);
  set.delete(first);
  expect(set.has(second)).toBe(true);
  set.delete(second);
  expect([set.has(second), set.has(other)]).toEqual([false, true]);
});
