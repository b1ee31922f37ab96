import { expect, it } from "vitest";
import { formatJobPath, parseJobPath } from "../../../../src/adapters/runway/job-path.ts";

it.each([
  ["d2e3", { kind: "tasks", id: "d2e3" }],
  ["workflow_invocations/d2e3", { kind: "workflow_invocations", id: "d2e3" }],
] as const)("%s is read and written", (jobId, path) => {
  expect(parseJobPath(jobId)).toEqual(path);
  expect(formatJobPath(path)).toBe(jobId);
});
