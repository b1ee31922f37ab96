import { expect, it } from "vitest";
import { PlatformError, StoreError } from "../../../../src/core/errors.ts";
import { delayReason } from "../../../../src/services/delivery/delay-reason.ts";
import { aSettledFollow } from "../../../support/follows.ts";

const follow = aSettledFollow({ kind: "failed" }, { statusMessage: { id: "s1" } });
const down = new PlatformError("unavailable", "503");
const limited = new PlatformError("rate_limited", "429");

it.each([
  [follow, down, 1, undefined],
  [follow, down, 2, "status.post-unanswered"],
  [follow, limited, 2, "status.post-limited"],
  [follow, new StoreError("down"), 9, undefined],
  [{ ...follow, delivery: "edit" as const }, down, 9, undefined],
])("is shown only if a platform keeps failing, and never in place of a result", (...given) => {
  const [of, error, attempts, key] = given;
  expect(delayReason(of, error, attempts)?.key).toBe(key);
});
