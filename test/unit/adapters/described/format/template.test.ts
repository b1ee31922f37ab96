import { expect, it } from "vitest";
import { fillPath } from "../../../../../src/adapters/described/format/template.ts";

it("encodes each value in a path, also one that is no well-formed text", () => {
  expect(fillPath("/jobs/{id}?of={owner}", { id: "a/b c", owner: "x&y" })).toBe(
    "/jobs/a%2Fb%20c?of=x%26y",
  );
  expect(fillPath("/files/{id}", { id: "a\ud800" })).toBe("/files/a%EF%BF%BD");
});
