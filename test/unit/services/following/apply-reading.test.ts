import { describe, expect, it } from "vitest";
import type { JobReading } from "../../../../src/core/job/job.ts";
import { applyReading } from "../../../../src/services/following/apply-reading.ts";
import { aFollow, aJob, aSettledFollow } from "../../../support/follows.ts";

const now = 99_000;
const once = { streaks: { notFound: 1, troubles: 1 }, now };
const running = (status: string): JobReading => ({ kind: "job", job: aJob("running", { status }) });

const atPercent = (percent?: number): JobReading => {
  const job = aJob("running");
  return { kind: "job", job: { ...job, facts: { ...job.facts, percent } } };
};

describe("applyReading", () => {
  it("takes over what it learns of a running job", () => {
    const follow = applyReading(aFollow(), running("created"), once);
    expect(follow).toMatchObject({ state: "pending", job: { status: "created" } });
  });

  it("changes nothing at a poll that shows nothing new, whatever `updated` says", () => {
    const follow = applyReading(aFollow(), running("progress"), once);
    const job = aJob("running");
    const later: JobReading = {
      kind: "job",
      job: { ...job, facts: { ...job.facts, updatedAt: 123 } },
    };
    expect(applyReading(follow, later, once)).toBe(follow);
  });

  it("takes progress over in steps of five per cent", () => {
    const follow = applyReading(aFollow(), atPercent(40), once);
    expect(applyReading(follow, atPercent(44), once)).toBe(follow);
    expect(applyReading(follow, atPercent(45), once).job?.percent).toBe(45);
    expect(applyReading(follow, atPercent(39), once).job?.percent).toBe(39);
    expect(applyReading(follow, atPercent(), once)).not.toBe(follow);
    expect(
      applyReading(applyReading(aFollow(), atPercent(), once), atPercent(0), once).job?.percent,
    ).toBe(0);
  });

  it.each(["completed", "failed", "cancelled", "moderated"] as const)("settles on %s", (phase) => {
    const follow = applyReading(aFollow(), { kind: "job", job: aJob(phase) }, once);
    expect(follow).toMatchObject({ state: "settled", settledAt: now, outcome: { kind: phase } });
  });

  it("ends nothing before the third not-found in a row", () => {
    const reading: JobReading = { kind: "not-found", message: "Unable to locate job job-1" };
    const follow = aFollow({ statusMessage: { id: "m1" } });
    const at = (notFound: number) =>
      applyReading(follow, reading, { streaks: { notFound, troubles: 0 }, now });
    expect(at(1)).toBe(follow);
    expect(at(2)).toBe(follow);
    expect(at(3)).toMatchObject({
      state: "settled",
      outcome: { kind: "unknown-job", message: "Unable to locate job job-1" },
    });
  });

  const troubles = [
    { kind: "unauthorised" },
    { kind: "no-subscription" },
    { kind: "rate-limited" },
    { kind: "unavailable" },
    { kind: "not-understood" },
  ] as const;

  it.each(troubles)(
    "tells of $kind at once where nothing is known, and never ends on it",
    (reading) => {
      expect(applyReading(aFollow(), reading, once)).toMatchObject({
        state: "pending",
        trouble: reading.kind,
      });
    },
  );

  it.each(troubles)("does not mention one hiccup ($kind) of a job that is known", (reading) => {
    const known = applyReading(aFollow(), running("progress"), once);
    expect(applyReading(known, reading, once)).toBe(known);
    const third = { streaks: { notFound: 0, troubles: 3 }, now };
    expect(applyReading(known, reading, third)).toMatchObject({ trouble: reading.kind });
  });

  it("takes the trouble back when the API answers again", () => {
    const troubled = applyReading(aFollow(), { kind: "unavailable" }, once);
    expect(applyReading(troubled, running("progress"), once).trouble).toBeUndefined();
  });

  it("never touches what is settled", () => {
    const settled = aSettledFollow({ kind: "failed" });
    for (const reading of [running("progress"), ...troubles])
      expect(applyReading(settled, reading, once)).toBe(settled);
  });
});
