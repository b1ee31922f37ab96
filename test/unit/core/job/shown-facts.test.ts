import { expect, it } from "vitest";
import type { JobFacts } from "../../../../src/core/job/job.ts";
import { isShownTheSame, shownDigest } from "../../../../src/core/job/shown-facts.ts";

const facts: JobFacts = { status: "progress", verb: "create", prompt: "a boat", percent: 41 };

const others: readonly JobFacts[] = [
  { ...facts, status: "started" },
  { ...facts, verb: undefined },
  { ...facts, verb: "null" },
  { ...facts, prompt: "" },
  { ...facts, prompt: undefined },
  { ...facts, queuePosition: 0 },
  { ...facts, isCancellable: false },
  { ...facts, percent: 45 },
  { ...facts, percent: undefined },
  // What was one field's is another's.
  { ...facts, verb: "create a", prompt: "boat" },
];

it.each(others)("tells what a status message would show differently: %o", (other) => {
  expect(isShownTheSame(facts, other)).toBe(false);
  expect(shownDigest(other)).not.toBe(shownDigest(facts));
});

it("is the same for what a status message does not show", () => {
  const same = { ...facts, updatedAt: 123, model: "x", percent: 44 };
  expect(isShownTheSame(facts, same)).toBe(true);
  expect(shownDigest(same)).toBe(shownDigest(facts));
});

it("is nothing that was shown before", () => {
  expect(isShownTheSame(undefined, facts)).toBe(false);
});
