import { expect, it } from "vitest";
import { toCancelResult } from "../../../../src/adapters/runway/cancel-result.ts";

it.each([
  [204, undefined, "cancelling"],
  [404, { error: "Not found" }, "not-found"],
  [401, { error: "Invalid API key" }, "unauthorised"],
  [503, {}, "unavailable"],
  [500, { error: "Internal error" }, "unknown"],
])("reads %i %j as %s", (status, body, kind) => {
  const text = JSON.stringify(body);
  expect(toCancelResult({ status, header: () => undefined, text, atMs: 0 }).kind).toBe(kind);
});
