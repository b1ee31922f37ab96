import { describe, expect, it } from "vitest";
import type { Job, JobPhase } from "../../../../src/core/job/job.ts";
import { keepFiles, outcomeSchema, toOutcome } from "../../../../src/core/job/outcome.ts";

const attachments = [
  { url: "https://cdn.test/a.mp4", filename: "a.mp4", contentType: "video/mp4" },
];
const job = (phase: JobPhase, rest: Partial<Job> = {}): Job => ({
  jobId: "job:1",
  phase,
  facts: { status: phase, prompt: "a cat" },
  content: undefined,
  attachments: [],
  error: undefined,
  errorDetails: undefined,
  ...rest,
});

describe("an outcome", () => {
  it("does not exist while the job runs, even with files and errors", () => {
    expect(toOutcome(job("running", { attachments, error: "?" }))).toBeUndefined();
  });

  it.each([
    [
      job("completed", { attachments, content: "done", error: "stale" }),
      { kind: "completed", attachments, content: "done" },
    ],
    [job("completed"), { kind: "completed", attachments: [] }],
    [
      job("completed", { isDeleted: true }),
      { kind: "completed", attachments: [], isDeleted: true },
    ],
    [
      job("failed", { error: "Bad", errorDetails: "worse", attachments, content: "x" }),
      { kind: "failed", error: "Bad", errorDetails: "worse" },
    ],
    [job("failed"), { kind: "failed" }],
    [job("cancelled", { error: "Stopped" }), { kind: "cancelled", error: "Stopped" }],
    [job("moderated", { errorDetails: "No." }), { kind: "moderated", errorDetails: "No." }],
  ])("%# is complete and is read back as stored", (from, outcome) => {
    expect(toOutcome(from)).toEqual(outcome);
    expect(outcomeSchema.parse(JSON.parse(JSON.stringify(toOutcome(from))))).toEqual(outcome);
  });

  it("does not change with the job it was made from", () => {
    const files = [...attachments];
    const outcome = toOutcome(job("completed", { attachments: files }));
    files.pop();
    expect(outcome).toMatchObject({ attachments });
  });

  it.each([
    { kind: "gave-up", afterMs: 86_400_000 },
    { kind: "quarantined" },
    { kind: "unknown-job", message: "Unable to locate job job:1" },
  ])("may also be the relay's own conclusion: $kind", (outcome) => {
    expect(outcomeSchema.parse(outcome)).toEqual(outcome);
  });

  it.each([{ kind: "running" }, { kind: "gave-up" }, { kind: "completed" }, {}])(
    "is not %j",
    (other) => {
      expect(outcomeSchema.safeParse(other).success).toBe(false);
    },
  );
});

it("keeps the first fifty files, in order, and counts them all", () => {
  const all = Array.from({ length: 60 }, (_each, index) => ({
    url: `https://cdn.test/${index}`,
    contentType: "image/png",
  }));
  expect(keepFiles(all)).toEqual({ attachments: all.slice(0, 50), fileCount: 60 });
});
