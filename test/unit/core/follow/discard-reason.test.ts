import { expect, it } from "vitest";
import { isUndelivered, toDiscardReason } from "../../../../src/core/follow/discard-reason.ts";

it.each([
  ["channel_lost", true],
  ["too_late", true],
  ["quarantined", true],
  ["forgotten", false],
  ["not_ended", false],
  ["notifications_off", false],
  ["a reason of another version", true],
])("for %s, users are told of the discarded follow: %s", (discardReason, isTold) => {
  expect(isUndelivered({ state: "discarded", discardReason })).toBe(isTold);
  expect(isUndelivered({ state: "settled", discardReason })).toBe(false);
});

it("discards nothing for what may work later", () => {
  expect(toDiscardReason("unavailable")).toBeUndefined();
  expect(toDiscardReason("rate_limited")).toBeUndefined();
  expect(toDiscardReason("forbidden")).toBe("forbidden");
});

it("treats a refused file as a refused text, because the files were left out before", () => {
  expect(toDiscardReason("file_refused")).toBe("text_refused");
});
