import { describe, expect, it } from "vitest";
import { ApiGate } from "../../src/core/api-gate.ts";

const unauthorised = { kind: "unauthorised" } as const;
const job = {
  kind: "job",
  job: {
    jobId: "j",
    phase: "running",
    facts: { status: "progress" },
    content: undefined,
    attachments: [],
    error: undefined,
    errorDetails: undefined,
  },
} as const;

describe("ApiGate", () => {
  it("lets polls through while the API accepts us", () => {
    const gate = new ApiGate();
    expect(gate.admit(0)).toEqual({ admitted: true });
    expect(gate.record(job, 0)).toBeUndefined();
    expect(gate.blockedBy(0)).toBeUndefined();
  });

  it.each([{ kind: "unauthorised" }, { kind: "no-subscription" }] as const)(
    "slows to one probe a minute after $kind, until accepted",
    (refusal) => {
      const gate = new ApiGate();
      expect(gate.record(refusal, 0)).toBe("refused");
      expect(gate.record(refusal, 10)).toBeUndefined();
      expect(gate.admit(1_000)).toMatchObject({
        admitted: false,
        waitMs: 59_010,
        trouble: refusal,
      });
      expect(gate.admit(60_010)).toEqual({ admitted: true });
      // The probe is on its way: nobody else goes along.
      expect(gate.admit(60_011)).toMatchObject({ admitted: false, waitMs: 59_999 });
      expect(gate.record(job, 60_500)).toBe("accepted");
      expect(gate.admit(60_501)).toEqual({ admitted: true });
    },
  );

  it("stays closed when a probe meets an outage: that is not acceptance", () => {
    const gate = new ApiGate();
    gate.record(unauthorised, 0);
    gate.admit(60_000);
    gate.record({ kind: "unavailable" }, 60_100);
    gate.record({ kind: "not-understood" }, 60_200);
    expect(gate.blockedBy(60_300)).toEqual(unauthorised);
    expect(gate.admit(60_300)).toMatchObject({ admitted: false });
  });

  it("opens on a not-found: the API spoke to us", () => {
    const gate = new ApiGate();
    gate.record(unauthorised, 0);
    expect(gate.record({ kind: "not-found", message: "" }, 60_000)).toBe("accepted");
  });

  it.each([
    [{ kind: "rate-limited", retryAfterMs: 7_000 }, 7_000],
    [{ kind: "rate-limited" }, 10_000],
    [{ kind: "unavailable", retryAfterMs: 3_000 }, 3_000],
    [{ kind: "rate-limited", retryAfterMs: 1e12 }, 3_600_000],
  ] as const)("holds all polls as long as %j asks", (reading, holdMs) => {
    const gate = new ApiGate();
    gate.record(reading, 100);
    expect(gate.admit(100)).toMatchObject({ admitted: false, waitMs: holdMs });
    expect(gate.admit(100 + holdMs)).toEqual({ admitted: true });
  });

  it("never shortens a hold that is longer", () => {
    const gate = new ApiGate();
    gate.record({ kind: "rate-limited", retryAfterMs: 30_000 }, 0);
    gate.record({ kind: "rate-limited", retryAfterMs: 1_000 }, 10);
    expect(gate.admit(20)).toMatchObject({ waitMs: 29_980 });
  });

  it("does not hold on an outage that names no time", () => {
    const gate = new ApiGate();
    gate.record({ kind: "unavailable" }, 0);
    expect(gate.admit(1)).toEqual({ admitted: true });
    gate.record({ kind: "rate-limited", retryAfterMs: 2_000 }, 1);
    expect(gate.admit(2)).toMatchObject({ admitted: false, waitMs: 1_999 });
  });

  it("holds for longer where a later answer asks for more", () => {
    const gate = new ApiGate();
    gate.record({ kind: "rate-limited", retryAfterMs: 1_000 }, 0);
    gate.record({ kind: "unavailable", retryAfterMs: 30_000 }, 10);
    expect(gate.admit(1_500)).toEqual({
      admitted: false,
      waitMs: 28_510,
      trouble: { kind: "unavailable", retryAfterMs: 30_000 },
    });
  });

  it("tells what keeps polls waiting for as long as it does, a hold before a refusal", () => {
    const gate = new ApiGate();
    const held = { kind: "rate-limited", retryAfterMs: 5_000 } as const;
    gate.record(held, 0);
    expect([gate.blockedBy(4_999), gate.blockedBy(5_000)]).toEqual([held, undefined]);
    gate.record(unauthorised, 1_000);
    expect([gate.blockedBy(4_999), gate.blockedBy(5_000)]).toEqual([held, unauthorised]);
  });
});
