import { describe, expect, it } from "vitest";
import {
  CircuitBreaker,
  LIST_SUBJECT,
  type Answered,
} from "../../../../src/core/job/circuit-breaker.ts";

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

/** A breaker, and what happens at it: who is answered what, and when. */
function setUp() {
  const breaker = new CircuitBreaker();
  const answer = (pollResult: Answered["pollResult"], nowMs = 0, subject = "a") =>
    breaker.record({ pollResult, nowMs, subject });
  /** The account is refused, as two subjects found out. */
  const refuse = (pollResult: Answered["pollResult"], nowMs: number): void => {
    answer(pollResult, nowMs, "a");
    answer(pollResult, nowMs, "b");
  };
  return { breaker, answer, refuse };
}

describe("the circuit breaker", () => {
  it("lets requests through while the API accepts us", () => {
    const { breaker, answer } = setUp();
    expect(breaker.waitMs(0)).toBe(0);
    expect(answer(job)).toBeUndefined();
    expect(breaker.blockedBy(0)).toBeUndefined();
  });

  it.each([{ kind: "unauthorised" }, { kind: "no-subscription" }] as const)(
    "slows to one probe a minute once two subjects in a row are told $kind, until accepted",
    (refusal) => {
      const { breaker, answer } = setUp();
      expect(answer(refusal, 0, "a")).toBe("suspected");
      expect(breaker.waitMs(0)).toBe(0);
      expect(answer(refusal, 0, "b")).toBe("refused");
      expect(answer(refusal, 10, "c")).toBeUndefined();
      expect(breaker.blockedBy(1_000)).toEqual(refusal);
      expect(breaker.waitMs(1_000)).toBe(59_010);
      expect(breaker.waitMs(60_010)).toBe(0);
      // The probe is on its way: nobody else goes along.
      breaker.begin(60_010);
      expect(breaker.waitMs(60_011)).toBe(59_999);
      expect(answer(job, 60_500, "a")).toBe("accepted");
      expect(breaker.waitMs(60_501)).toBe(0);
    },
  );

  // One job id that a firewall disliked once silenced all the others.
  it("ignores the refusals of a single subject, however many there are", () => {
    const { breaker, answer } = setUp();
    expect(answer(unauthorised, 0, "bad")).toBe("suspected");
    for (let times = 1; times < 10; times += 1)
      expect(answer(unauthorised, times, "bad")).toBeUndefined();
    expect(breaker.blockedBy(10)).toBeUndefined();
    expect(answer(job, 10, "good")).toBeUndefined();
    expect(breaker.isRefused).toBe(false);
  });

  // With no job to be asked for, a refused account was never found out.
  it("counts a list that is refused twice as two subjects, unless others are accepted", () => {
    const { breaker, answer } = setUp();
    expect(answer(unauthorised, 0, LIST_SUBJECT)).toBe("suspected");
    expect(breaker.isRefused).toBe(false);
    expect(answer(unauthorised, 1, LIST_SUBJECT)).toBe("refused");
    expect(answer(job, 2)).toBe("accepted");
    for (const nowMs of [3, 4, 5])
      expect(answer(unauthorised, nowMs, LIST_SUBJECT)).toBeUndefined();
    expect(breaker.isRefused).toBe(false);
  });

  it("does not count a subject that was refused while others were accepted, until it is accepted", () => {
    const { breaker, answer } = setUp();
    for (const bad of ["bad", "worse"]) {
      answer(unauthorised, 0, bad);
      answer(job, 0, "good");
    }
    for (const bad of ["bad", "worse", "bad"]) expect(answer(unauthorised, 1, bad)).toBeUndefined();
    expect(breaker.isRefused).toBe(false);
    answer(job, 2, "bad");
    answer(job, 2, "worse");
    answer(unauthorised, 3, "bad");
    expect(answer(unauthorised, 3, "worse")).toBe("refused");
  });

  it("stays slow if a probe meets an outage, which is no acceptance", () => {
    const { breaker, answer, refuse } = setUp();
    refuse(unauthorised, 0);
    breaker.begin(60_000);
    answer({ kind: "unavailable" }, 60_100);
    answer({ kind: "not-understood" }, 60_200);
    answer({ kind: "unknown" }, 60_200);
    expect(breaker.blockedBy(60_300)).toEqual(unauthorised);
    expect(breaker.waitMs(60_300)).toBe(59_700);
  });

  it.each([
    { kind: "not-found", message: "" },
    { kind: "jobs", jobIds: [] },
    { kind: "started", jobId: "k" },
    { kind: "moderated", message: "" },
    { kind: "queue-full" },
  ] as const)("ends the slow-down on %j, which shows that the API accepts us", (pollResult) => {
    const { answer, refuse } = setUp();
    refuse(unauthorised, 0);
    expect(answer(pollResult, 60_000)).toBe("accepted");
  });

  it.each([
    [{ kind: "rate-limited", retryAfterMs: 7_000 }, 7_000],
    [{ kind: "rate-limited" }, 10_000],
    [{ kind: "unavailable", retryAfterMs: 3_000 }, 3_000],
    [{ kind: "rate-limited", retryAfterMs: 1e12 }, 3_600_000],
  ] as const)("holds all requests for as long as %j says", (pollResult, holdMs) => {
    const { breaker, answer } = setUp();
    answer(pollResult, 100);
    expect(breaker.waitMs(100)).toBe(holdMs);
    expect(breaker.waitMs(100 + holdMs)).toBe(0);
  });

  it("never shortens a longer hold", () => {
    const { breaker, answer } = setUp();
    answer({ kind: "rate-limited", retryAfterMs: 30_000 }, 0);
    answer({ kind: "rate-limited", retryAfterMs: 1_000 }, 10);
    expect(breaker.waitMs(20)).toBe(29_980);
  });

  it("does not hold requests after an outage that names no time", () => {
    const { breaker, answer } = setUp();
    answer({ kind: "unavailable" }, 0);
    expect(breaker.waitMs(1)).toBe(0);
    answer({ kind: "rate-limited", retryAfterMs: 2_000 }, 1);
    expect(breaker.waitMs(2)).toBe(1_999);
  });

  it("holds for longer if a later answer says so", () => {
    const { breaker, answer } = setUp();
    answer({ kind: "rate-limited", retryAfterMs: 1_000 }, 0);
    answer({ kind: "unavailable", retryAfterMs: 30_000 }, 10);
    expect(breaker.waitMs(1_500)).toBe(28_510);
    expect(breaker.blockedBy(1_500)).toEqual({ kind: "unavailable", retryAfterMs: 30_000 });
  });

  it("reports what keeps requests waiting while it does, a hold before a refusal", () => {
    const { breaker, answer, refuse } = setUp();
    const held = { kind: "rate-limited", retryAfterMs: 5_000 } as const;
    answer(held, 0);
    expect([breaker.blockedBy(4_999), breaker.blockedBy(5_000)]).toEqual([held, undefined]);
    refuse(unauthorised, 1_000);
    expect([breaker.blockedBy(4_999), breaker.blockedBy(5_000)]).toEqual([held, unauthorised]);
  });
});

describe("an API that is out", () => {
  const unavailable = { kind: "unavailable" } as const;

  it("is one that gives two subjects no proper answer, until it gives one", () => {
    const { breaker, answer } = setUp();
    expect(breaker.health).toBe("unknown");
    answer(unavailable, 10, "a");
    expect(breaker.health).toBe("unknown");
    answer({ kind: "not-understood" }, 20, "b");
    expect(breaker.health).toBe("out");
    answer(unavailable, 30, "b");
    expect(breaker.outage).toMatchObject({ kind: "unavailable", sinceMs: 10, lastMs: 30 });
    answer({ kind: "unknown" }, 40, "c");
    expect(breaker.health).toBe("out");
    answer(job, 50, "c");
    expect(breaker.health).toBe("answering");
    expect(breaker.outage).toBeUndefined();
  });

  it("is not one that gives the same subject no proper answer", () => {
    const { breaker, answer } = setUp();
    for (const nowMs of [0, 1, 2]) answer(unavailable, nowMs, "a");
    expect(breaker.outage).toBeUndefined();
  });

  it("is not one with two subjects that fail alone, until they are answered", () => {
    const { breaker, answer } = setUp();
    answer(unavailable, 0, "a");
    answer(job, 1, "good");
    answer(unavailable, 2, "b");
    answer(job, 3, "good");
    for (const subject of ["a", "b", "a"]) answer(unavailable, 4, subject);
    expect(breaker.health).toBe("answering");
    for (const subject of ["a", "b"]) answer(job, 5, subject);
    for (const subject of ["a", "b"]) answer(unavailable, 6, subject);
    expect(breaker.health).toBe("out");
  });

  it("is one that holds back all requests, also after that", () => {
    const { breaker, answer } = setUp();
    answer({ kind: "rate-limited", retryAfterMs: 1_000 }, 0, "a");
    expect(breaker.outage).toMatchObject({ kind: "rate-limited", sinceMs: 0 });
    expect(breaker.blockedBy(2_000)).toBeUndefined();
    expect(breaker.health).toBe("out");
  });
});
