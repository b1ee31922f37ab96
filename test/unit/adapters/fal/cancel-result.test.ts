import { expect, it } from "vitest";
import { toCancelResult } from "../../../../src/adapters/fal/cancel-result.ts";

const read = (status: number, body: unknown) =>
  toCancelResult({ status, header: () => undefined, text: JSON.stringify(body), atMs: 0 });

it.each([
  [200, { status: "OK" }, "cancelling"],
  [202, { status: "CANCELLATION_REQUESTED" }, "cancelling"],
  [400, { status: "ALREADY_COMPLETED" }, "over"],
  [200, { status: "ALREADY_COMPLETED" }, "over"],
  [404, { status: "NOT_FOUND" }, "not-found"],
  [401, { detail: "Authentication is required" }, "unauthorised"],
  [503, { detail: "Overloaded" }, "unavailable"],
  [500, { detail: "Internal Server Error" }, "unknown"],
  [200, {}, "unknown"],
  [404, {}, "not-understood"],
])("reads %i %j as %s", (status, body, kind) => {
  expect(read(status, body).kind).toBe(kind);
});
