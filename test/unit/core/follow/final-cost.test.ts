import { expect, it } from "vitest";
import { finalCost } from "../../../../src/core/follow/final-cost.ts";
import { aFollow, aSettledFollow } from "../../../support/follows.ts";

const costing = (amount: number) => ({
  ...aFollow(),
  job: { status: "failed", cost: { amount, unit: "USD" } },
});

it("is what the API says once the job has ended, and nothing before", () => {
  expect(finalCost(costing(2))).toBeUndefined();
  expect(finalCost(aSettledFollow({ kind: "failed" }, costing(2)))).toEqual({
    amount: 2,
    unit: "USD",
  });
  expect(
    finalCost(aSettledFollow({ kind: "unknown-job", message: "" }, costing(2))),
  ).toBeUndefined();
});

it("is not an amount that no job costs: it was shown with 300 digits, and two of them had no sum", () => {
  expect(finalCost(aSettledFollow({ kind: "failed" }, costing(1e9)))).toBeDefined();
  expect(finalCost(aSettledFollow({ kind: "failed" }, costing(1e308)))).toBeUndefined();
});
