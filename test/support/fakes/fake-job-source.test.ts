import { describe, expect, test } from "vitest";
import type { JobPhase, PollResult } from "../../../src/core/job/job.ts";
import {
  jobApiContract,
  type JobSourceDriver,
  type RemoteJob,
} from "../../contracts/job-source.ts";
import { FakeJobSource } from "./fake-job-source.ts";
import { aJob } from "../follows.ts";

const PHASES: Readonly<Record<string, JobPhase>> = {
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  moderated: "moderated",
};

function toPollResult(jobId: string, { status, prompt, ...rest }: RemoteJob): PollResult {
  const job = aJob(PHASES[status] ?? "running", { jobId, facts: { status, prompt }, ...rest });
  return { kind: "job", job };
}

jobApiContract("the fake job source", async (): Promise<JobSourceDriver> => {
  const api = new FakeJobSource();
  return {
    api,
    show: (jobId, job) => api.answer(jobId, toPollResult(jobId, job)),
    forget: (jobId) => api.forget(jobId),
    trouble: (jobId, kind, retryAfterMs) => api.answer(jobId, { kind, retryAfterMs }),
    hang: (jobId) => api.hang(jobId),
    whenAsked: (jobId) => api.whenRead(jobId),
    troubleList: (kind, retryAfterMs) => api.answerList({ kind, retryAfterMs }),
    hangList: () => api.hangList(),
    whenListed: () => api.whenListed(),
    allowRetry: (jobId) => {
      api.answerRetry(jobId, { kind: "started", jobId: `${jobId}-again` });
      api.answer(`${jobId}-again`, toPollResult(`${jobId}-again`, { status: "created" }));
    },
    refuseRetry: (jobId, kind) => api.answerRetry(jobId, { kind, message: "No" }),
    hangRetry: (jobId) => api.hangRetry(jobId),
    whenRetried: (jobId) => api.whenRetried(jobId),
    stop: () => api.close(),
  };
});

describe("the fake job source", () => {
  test("gives its poll results one after the other, and repeats the last", async () => {
    const api = new FakeJobSource();
    const running = toPollResult("a", { status: "progress" });
    const over = toPollResult("a", { status: "completed" });
    api.answer("a", { kind: "unavailable" }, running, over);
    const readings = [];
    for (let index = 0; index < 4; index += 1) readings.push(await api.pollJob("a"));
    expect(readings).toEqual([{ kind: "unavailable" }, running, over, over]);
    expect(api.readsOf("a")).toBe(4);
  });

  test("counts its requests, and lists the running jobs unless a test sets another list", async () => {
    const api = new FakeJobSource();
    api.answer(
      "a",
      toPollResult("a", { status: "progress" }),
      toPollResult("a", { status: "failed" }),
    );
    expect(await api.listJobs()).toEqual({ kind: "jobs", jobIds: ["a"] });
    await api.pollJob("a");
    expect(await api.listJobs()).toEqual({ kind: "jobs", jobIds: [] });
    api.answerList({ kind: "jobs", jobIds: ["b"] }, { kind: "unavailable" });
    expect(await api.listJobs()).toEqual({ kind: "jobs", jobIds: ["b"] });
    expect(await api.listJobs()).toEqual({ kind: "unavailable" });
    await api.retryJob("a");
    expect([api.lists, api.retries]).toEqual([4, ["a"]]);
  });
});
