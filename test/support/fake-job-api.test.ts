import { describe, expect, test } from "vitest";
import type { JobPhase, JobReading } from "../../src/core/job.ts";
import { jobApiContract, type JobApiDriver, type RemoteJob } from "../contracts/job-api.ts";
import { FakeJobApi } from "./fake-job-api.ts";
import { aJob } from "./follows.ts";

const PHASES: Readonly<Record<string, JobPhase>> = {
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  moderated: "moderated",
};

function toReading(jobId: string, { status, prompt, ...rest }: RemoteJob): JobReading {
  const job = aJob(PHASES[status] ?? "running", { jobId, facts: { status, prompt }, ...rest });
  return { kind: "job", job };
}

jobApiContract("FakeJobApi", async (): Promise<JobApiDriver> => {
  const api = new FakeJobApi();
  return {
    api,
    show: (jobId, job) => api.answer(jobId, toReading(jobId, job)),
    forget: (jobId) => api.forget(jobId),
    trouble: (jobId, kind, retryAfterMs) => api.answer(jobId, { kind, retryAfterMs }),
    hang: (jobId) => api.hang(jobId),
    whenAsked: (jobId) => api.whenRead(jobId),
    stop: () => api.close(),
  };
});

describe("FakeJobApi", () => {
  test("gives its readings one after the other, and keeps the last", async () => {
    const api = new FakeJobApi();
    const running = toReading("a", { status: "progress" });
    const over = toReading("a", { status: "completed" });
    api.answer("a", { kind: "unavailable" }, running, over);
    const readings = [];
    for (let index = 0; index < 4; index += 1) readings.push(await api.readJob("a"));
    expect(readings).toEqual([{ kind: "unavailable" }, running, over, over]);
    expect(api.readsOf("a")).toBe(4);
  });
});
