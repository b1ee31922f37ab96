import { expect, it } from "vitest";
import { toUserKey } from "../../../../src/core/channel/quotas.ts";

const keyOf = (workspace: string, userId: string): string =>
  toUserKey({ platform: "slack", workspace }, userId);

it("counts a user in each server separately, whatever characters the ids have", () => {
  expect(keyOf("T1", "U1")).toBe("slack:T1:U1");
  const keys = [keyOf("a", "bc"), keyOf("ab", "c"), keyOf("a:b", "c"), keyOf("a", "b:c")];
  expect(new Set(keys).size).toBe(keys.length);
});
