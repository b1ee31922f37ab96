import { expect, it } from "vitest";
import {
  mayAttachUnsafe,
  UNSAFE_VARIABLE,
  unsafeHandling,
} from "../../../../src/core/job/unsafe-policy.ts";
import { environment } from "../../../../src/config/environment.ts";

it.each([
  ["spoiler", "discord", "spoiler"],
  ["spoiler", "slack", "link"],
  ["hide", "discord", "hide"],
  ["hide", "slack", "hide"],
  ["show", "discord", "show"],
  ["show", "slack", "show"],
] as const)("%s means on %s: %s", (policy, platform, handling) => {
  expect(unsafeHandling(policy, platform)).toBe(handling);
});

it("attaches unsafe files behind a spoiler, or if they are shown", () => {
  const all = ["spoiler", "link", "hide", "show"] as const;
  expect(all.filter(mayAttachUnsafe)).toEqual(["spoiler", "show"]);
});

it("is set by the variable that the sentences name", () => {
  expect(Object.keys(environment.shape)).toContain(UNSAFE_VARIABLE);
});
