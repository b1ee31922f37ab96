import { describe, expect, it } from "vitest";
import type { PollResult } from "../../../../../src/core/job/job.ts";
import { applyPollResult } from "../../../../../src/services/following/polling/apply-poll-result.ts";
import { aFollow, aJob, aSettledFollow } from "../../../../support/follows.ts";

const now = 99_000;
const once = { streaks: { notFound: 1, sourceProblems: 1 }, now };
const running = (status: string): PollResult => ({ kind: "job", job: aJob("running", { status }) });

const atPercent = (percent?: number): PollResult => {
  const job = aJob("running");
  return { kind: "job", job: { ...job, facts: { ...job.facts, percent } } };
};

const inQueue = (queuePosition?: number, startedAt?: number): PollResult => {
  const job = aJob("running");
  return { kind: "job", job: { ...job, facts: { ...job.facts, queuePosition, startedAt } } };
};

describe("applying a poll result", () => {
  it("stores what changes about a running job", () => {
    const follow = applyPollResult(aFollow(), running("created"), once);
    expect(follow).toMatchObject({ state: "pending", job: { status: "created" } });
  });

  it("changes nothing if a poll shows nothing new, whatever `updated` says", () => {
    const follow = applyPollResult(aFollow(), running("progress"), once);
    const job = aJob("running");
    const later: PollResult = {
      kind: "job",
      job: { ...job, facts: { ...job.facts, updatedAt: 123 } },
    };
    expect(applyPollResult(follow, later, once)).toBe(follow);
  });

  it("stores progress in steps of five per cent", () => {
    const follow = applyPollResult(aFollow(), atPercent(40), once);
    expect(applyPollResult(follow, atPercent(44), once)).toBe(follow);
    expect(applyPollResult(follow, atPercent(45), once).job?.percent).toBe(45);
    expect(applyPollResult(follow, atPercent(39), once).job?.percent).toBe(39);
    expect(applyPollResult(follow, atPercent(), once)).not.toBe(follow);
    expect(
      applyPollResult(applyPollResult(aFollow(), atPercent(), once), atPercent(0), once).job
        ?.percent,
    ).toBe(0);
  });

  it("stores every change of the place in the queue, but not the start of the job alone", () => {
    const third = applyPollResult(aFollow(), inQueue(2), once);
    expect(applyPollResult(third, inQueue(2), once)).toBe(third);
    expect(applyPollResult(third, inQueue(1), once).job?.queuePosition).toBe(1);
    expect(applyPollResult(third, inQueue(0), once).job?.queuePosition).toBe(0);
    const started = applyPollResult(third, inQueue(), once);
    expect(started.job?.queuePosition).toBeUndefined();
    expect(applyPollResult(started, inQueue(undefined, 5), once)).toBe(started);
  });

  it.each(["completed", "failed", "cancelled", "moderated"] as const)("settles on %s", (phase) => {
    const follow = applyPollResult(aFollow(), { kind: "job", job: aJob(phase) }, once);
    expect(follow).toMatchObject({ state: "settled", settledAt: now, outcome: { kind: phase } });
  });

  it("settles a job as cancelled that is not found after a request to cancel it", () => {
    const pollResult: PollResult = { kind: "not-found", message: "Unable to locate job job-1" };
    const cost = { amount: 5, unit: "credits" };
    const asked = { ...aFollow({ job: { status: "progress", cost } }), cancelAskedAt: 1 };
    const streaks = { notFound: 1, sourceProblems: 0 };
    expect(applyPollResult(asked, pollResult, { streaks, now: 2 })).toMatchObject({
      state: "settled",
      outcome: { kind: "cancelled" },
      // What the job would have cost is not what it has cost.
      job: { status: "progress", cost: undefined },
    });
  });

  it("does not settle before the third not-found in a row", () => {
    const pollResult: PollResult = { kind: "not-found", message: "Unable to locate job job-1" };
    const follow = aFollow({ statusMessage: { id: "m1" } });
    const at = (notFound: number) =>
      applyPollResult(follow, pollResult, { streaks: { notFound, sourceProblems: 0 }, now });
    expect(at(1)).toBe(follow);
    expect(at(2)).toBe(follow);
    expect(at(3)).toMatchObject({
      state: "settled",
      outcome: { kind: "unknown-job", message: "Unable to locate job job-1" },
    });
  });

  const sourceProblems = [
    { kind: "unauthorised" },
    { kind: "no-subscription" },
    { kind: "rate-limited" },
    { kind: "unavailable" },
    { kind: "not-understood" },
  ] as const;

  it.each(sourceProblems)(
    "shows $kind at once if nothing is known of the job, and never settles on it",
    (pollResult) => {
      expect(applyPollResult(aFollow(), pollResult, once)).toMatchObject({
        state: "pending",
        trouble: pollResult.kind,
      });
    },
  );

  it.each(sourceProblems)(
    "does not show a single failure ($kind) for a known job",
    (pollResult) => {
      const known = applyPollResult(aFollow(), running("progress"), once);
      expect(applyPollResult(known, pollResult, once)).toBe(known);
      const third = { streaks: { notFound: 0, sourceProblems: 3 }, now };
      expect(applyPollResult(known, pollResult, third)).toMatchObject({ trouble: pollResult.kind });
    },
  );

  it.each(sourceProblems)(
    "leaves $kind to the notice of a channel that has one, except before the first status message",
    (pollResult) => {
      const context = { streaks: { notFound: 0, sourceProblems: 9 }, now, isCovered: true };
      const known = applyPollResult(aFollow(), running("progress"), once);
      expect(applyPollResult(known, pollResult, context)).toBe(known);
      const unread = aFollow({ statusMessage: { id: "m1" } });
      expect(applyPollResult(unread, pollResult, context)).toBe(unread);
      expect(applyPollResult(aFollow(), pollResult, context).trouble).toBe(pollResult.kind);
    },
  );

  it("removes the source problem when the API answers again", () => {
    const troubled = applyPollResult(aFollow(), { kind: "unavailable" }, once);
    expect(applyPollResult(troubled, running("progress"), once).trouble).toBeUndefined();
  });

  it("never changes a settled follow", () => {
    const settled = aSettledFollow({ kind: "failed" });
    for (const pollResult of [running("progress"), ...sourceProblems])
      expect(applyPollResult(settled, pollResult, once)).toBe(settled);
  });
});
