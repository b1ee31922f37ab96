import { expect, it } from "vitest";
import { MIN_WATCH_MS, timeLeftMs } from "../../../../src/core/follow/time-limit.ts";

const DAY = 24 * 3_600_000;

it.each([
  { case: "what began just now", ageAtSightMs: 0, watchedMs: 0, leftMs: DAY },
  { case: "what is watched for a while", ageAtSightMs: 0, watchedMs: 1_000, leftMs: DAY - 1_000 },
  {
    case: "what an earlier process began",
    ageAtSightMs: 5_000,
    watchedMs: 1_000,
    leftMs: DAY - 6_000,
  },
  {
    case: "what was over before the start",
    ageAtSightMs: 9 * DAY,
    watchedMs: 0,
    leftMs: MIN_WATCH_MS,
  },
  { case: "what comes from the future", ageAtSightMs: -9 * DAY, watchedMs: 0, leftMs: DAY },
  { case: "what is over", ageAtSightMs: 0, watchedMs: DAY, leftMs: 0 },
])("leaves $case $leftMs ms of a day", ({ ageAtSightMs, watchedMs, leftMs }) => {
  expect(timeLeftMs({ ageAtSightMs, watchedMs }, DAY)).toBe(leftMs);
});

it("watches no longer than the limit itself", () => {
  expect(timeLeftMs({ ageAtSightMs: DAY, watchedMs: 0 }, 1_000)).toBe(1_000);
});
