import { describe, expect, it } from "vitest";
import type { PollResult } from "../../../../../src/core/job/job.ts";
import {
  FRESH,
  remember,
  rememberChange,
} from "../../../../../src/services/following/polling/job-memory.ts";
import { aJob } from "../../../../support/follows.ts";

const running = (status: string): PollResult => ({ kind: "job", job: aJob("running", { status }) });

const after = (...results: readonly PollResult[]) => results.reduce(remember, FRESH);

describe("what is remembered of a job between its polls", () => {
  const notFound: PollResult = { kind: "not-found", message: "no such job" };

  it("counts poll results of one kind in a row", () => {
    expect(after(notFound, notFound)).toMatchObject({ notFound: 2, sourceProblems: 0 });
    const down: PollResult = { kind: "unavailable" };
    expect(after(notFound, down)).toMatchObject({ notFound: 0, sourceProblems: 1 });
    expect(after(down, running("progress"))).toMatchObject({ notFound: 0, sourceProblems: 0 });
  });

  it("says whether the job was running at the latest poll, not at one before a source problem", () => {
    expect(after().wasRunning).toBe(false);
    expect(after(running("progress")).wasRunning).toBe(true);
    expect(after(running("progress"), { kind: "unavailable" }).wasRunning).toBe(false);
    const over: PollResult = { kind: "job", job: aJob("completed") };
    expect(after(running("progress"), over).wasRunning).toBe(false);
  });

  it("is one object for all jobs of which the same is remembered", () => {
    const one = rememberChange(after(notFound, running("progress")), false);
    expect(rememberChange(after(running("created")), false)).toBe(one);
    expect(rememberChange(one, true)).not.toBe(one);
  });

  it("counts no further than anything depends on", () => {
    let memory = FRESH;
    for (let polls = 0; polls < 100; polls += 1)
      memory = rememberChange(remember(memory, notFound), false);
    expect(rememberChange(remember(memory, notFound), false)).toBe(memory);
  });
});
