import { expect, test } from "vitest";
import { parseRetryAfter } from "../../../../src/core/source/retry-after.ts";

const now = Date.UTC(1994, 10, 6, 8, 49, 7);
const DAY_MS = 86_400_000;

test.each([
  ["30", 30_000],
  [" 0 ", 0],
  ["1.5", 1500],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 30_000],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 30_000],
  ["Sun Nov  6 08:49:37 1994", 30_000],
  ["Sun, 06 Nov 1994 08:00:00 GMT", 0],
  ["99999999999999999999", DAY_MS],
  ["Fri, 31 Dec 9999 23:59:59 GMT", DAY_MS],
  ["-5", undefined],
  ["soon", undefined],
  ["Sun, soon", undefined],
  ["0x10", undefined],
  ["", undefined],
  [undefined, undefined],
])("Retry-After: %s", (value, waitMs) => {
  expect(parseRetryAfter(value, now)).toBe(waitMs);
});
