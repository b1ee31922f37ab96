import { expect, it } from "vitest";
import { JOB_PHASES, SOURCE_PROBLEM_KINDS } from "../../../../../src/core/job/job.ts";
import { processMessage } from "../../../../../src/core/ports/processes/process-messages.ts";
import { aJob } from "../../../../support/follows.ts";

const read = (pollResult: unknown): unknown =>
  processMessage.safeParse(
    JSON.parse(JSON.stringify({ kind: "polled", jobKey: "pika|1", pollResult })),
  ).data;

it.each([
  ...JOB_PHASES.map((phase) => ({ kind: "job", job: aJob(phase) })),
  ...SOURCE_PROBLEM_KINDS.map((kind) => ({ kind, message: "no", retryAfterMs: 5 })),
  { kind: "unavailable" },
  { kind: "not-found", message: "" },
])("carries every poll result: %j", (pollResult) => {
  expect(read(pollResult)).toEqual({ kind: "polled", jobKey: "pika|1", pollResult });
});

// A command that was answered with one of these used to fail, or to say that the job has ended.
it.each([
  { kind: "job" },
  { kind: "job", job: { ...aJob("running"), phase: "paused" } },
  { kind: "job", job: { status: 7 } },
  { kind: "unheard-of" },
])("ignores a result that this release does not know: %j", (pollResult) => {
  expect(read(pollResult)).toBeUndefined();
});
