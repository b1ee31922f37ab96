import { expect, test } from "vitest";
import { toFailure } from "../../../../src/adapters/comfy/failure.ts";

const errorOf = (message: string | undefined) =>
  toFailure({ message, kind: undefined, node: undefined }).error;

test.each([
  ["no file '/home/ana/ComfyUI/models/a.pt'", "no file '…/a.pt'"],
  ["C:\\Users\\ana\\ComfyUI\\a.pt is broken", "…/a.pt is broken"],
  ["/srv/a/b", "…/b"],
  ["see https://docs.comfy.org/a/b/c", "see https://docs.comfy.org/a/b/c"],
  ["and/or/not, 3/4/5, <b>bold</b>", "and/or/not, 3/4/5, <b>bold</b>"],
  ["Allocation on device\n", "Allocation on device"],
  ["/", "/"],
])("%j is told as %j", (message, told) => {
  expect(errorOf(message)).toBe(told);
});

test("what is not told is left out", () => {
  expect(toFailure({ message: undefined, kind: undefined, node: undefined })).toEqual({
    error: undefined,
    errorDetails: undefined,
  });
  expect(toFailure({ message: " ", kind: undefined, node: "KSampler" })).toEqual({
    error: undefined,
    errorDetails: "in KSampler",
  });
});

test("a hostile text takes no time", () => {
  const startedAtMs = performance.now();
  errorOf(" /a".repeat(30_000));
  errorOf(`/${"a".repeat(100_000)}`);
  errorOf(" c:\\".repeat(30_000));
  expect(performance.now() - startedAtMs).toBeLessThan(1_000);
});
