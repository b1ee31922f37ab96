import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseActionId, toActionId } from "../../../../../src/adapters/slack/messages/action-id.ts";

it("returns the name and the argument that an id was made of, whatever the argument", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z-]+$/), fc.string(), (name, argument) => {
      expect(parseActionId(toActionId({ name, argument }))).toEqual({ name, argument });
    }),
  );
});

it("reads an id without a colon as a name without an argument", () => {
  expect(parseActionId("refresh")).toEqual({ name: "refresh", argument: "" });
});
