import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPollResult } from "../../../../src/adapters/runway/poll-result.ts";
import {
  attachmentSchema,
  jobFactsSchema,
  type Job,
  type PollResult,
} from "../../../../src/core/job/job.ts";
import { damaged } from "../../../support/odd-json.ts";

const ID = "d2e3d1f4-1b3c-4b5c-8d46-1c1d7ee86892";
const A = "https://cdn.test/a.mp4?_jwt=1";
const B = "https://cdn.test/b.png?_jwt=1";

const read = (body: unknown, status = 200, jobId = ID): PollResult =>
  toPollResult({ status, header: () => undefined, text: JSON.stringify(body), atMs: 0 }, jobId);

function jobOf(fields: object): Job {
  const pollResult = read({ id: ID, ...fields });
  if (pollResult.kind !== "job") throw new Error(JSON.stringify(pollResult));
  return pollResult.job;
}
const urls = (job: Job): string[] => job.attachments.map(({ url }) => url);

describe("a job of Runway", () => {
  it.each([
    ["PENDING", "running"],
    ["THROTTLED", "running"],
    ["RUNNING", "running"],
    ["SUCCEEDED", "completed"],
    ["FAILED", "failed"],
    ["CANCELLED", "cancelled"],
    ["PAUSED", "running"],
    ["succeeded", "running"],
    ["constructor", "running"],
    [undefined, "running"],
  ])("that is %s counts as %s", (status, phase) => {
    expect(jobOf({ status }).phase).toBe(phase);
  });

  it.each([
    ["SAFETY.INPUT.TEXT", "moderated"],
    ["SAFETY.OUTPUT.VIDEO", "moderated"],
    ["SAFETY", "moderated"],
    ["INPUT_PREPROCESSING.SAFETY.THIRD_PARTY", "moderated"],
    ["INTERNAL.BAD_OUTPUT.CODE01", "failed"],
    ["ASSET.INVALID", "failed"],
    ["UNSAFETY.X", "failed"],
    [undefined, "failed"],
  ])("that failed with %s is %s", (failureCode, phase) => {
    expect(jobOf({ status: "FAILED", failureCode, failure: "No" }).phase).toBe(phase);
    expect(jobOf({ status: "RUNNING", failureCode }).phase).toBe("running");
  });

  it("that failed says why in the API's words, with the code", () => {
    const failure = "The image is too small";
    const failureCode = "ASSET.INVALID";
    expect(jobOf({ status: "FAILED", failure, failureCode })).toMatchObject({
      error: failure,
      errorDetails: failureCode,
    });
    expect(jobOf({ status: "FAILED", failureCode })).toMatchObject({
      error: failureCode,
      errorDetails: undefined,
    });
  });

  it("that is moderated does not show the code, unless there is no other word", () => {
    const failureCode = "SAFETY.INPUT.TEXT";
    expect(jobOf({ status: "FAILED", failure: "No", failureCode })).toMatchObject({
      error: "No",
      errorDetails: undefined,
    });
    expect(jobOf({ status: "FAILED", failureCode }).error).toBe(failureCode);
  });

  it.each([
    [0, 0],
    [0.5, 50],
    [0.999, 99],
    // It was 57: 0.58 times 100 is a little less than 58.
    [0.58, 58],
    [1, 100],
    [1.1, undefined],
    [-0.1, undefined],
    ["0.5", undefined],
    [undefined, undefined],
  ])("tells its progress while it runs: %s", (progress, percent) => {
    expect(jobOf({ status: "RUNNING", progress }).facts.percent).toBe(percent);
    expect(jobOf({ status: "SUCCEEDED", progress }).facts).not.toHaveProperty("percent");
  });

  it("tells its expected cost while it runs, and its cost once it has ended", () => {
    const costs = { estimatedCost: { credits: 25 }, cost: { credits: 20 } };
    const costOf = (status: string, fields: object = costs) =>
      jobOf({ status, ...fields }).facts.cost;
    expect(costOf("THROTTLED")).toEqual({ amount: 25, unit: "credits" });
    expect(costOf("SUCCEEDED")).toEqual({ amount: 20, unit: "credits" });
    expect(costOf("FAILED", { cost: { credits: 0 } })).toEqual({ amount: 0, unit: "credits" });
    expect(costOf("FAILED", { estimatedCost: { credits: 25 } })).toBeUndefined();
    expect(costOf("SUCCEEDED", { cost: { credits: -1 } })).toBeUndefined();
    expect(costOf("SUCCEEDED", { cost: 7 })).toBeUndefined();
  });

  it("has its files in order, once it has succeeded", () => {
    expect(urls(jobOf({ status: "SUCCEEDED", output: [A, B, A] }))).toEqual([A, B]);
    expect(urls(jobOf({ status: "SUCCEEDED", output: null }))).toEqual([]);
    expect(jobOf({ status: "SUCCEEDED", output: [A] }).attachments).toEqual([
      { url: A, filename: "a.mp4", contentType: "video/mp4" },
    ]);
  });

  it("is another one if it has another id", () => {
    expect(read({ id: "other", status: "FAILED" })).toEqual({ kind: "not-understood" });
    expect(read({ id: ID.toUpperCase(), status: "FAILED" }).kind).toBe("job");
    expect(read({ id: ID, status: "FAILED" }, 200, `workflow_invocations/${ID}`).kind).toBe("job");
  });

  it("is not made of an answer without an id and a status", () => {
    expect(read({ error: "Hm" })).toEqual({ kind: "not-understood", message: "Hm" });
    expect(read([]).kind).toBe("not-understood");
  });
});

describe("a workflow invocation", () => {
  const output = { first: [A], second: [B, A], third: [] };

  it.each(["PENDING", "RUNNING", "FAILED", "CANCELLED"])(
    "has no files while it is %s, even if some nodes are done",
    (status) => {
      expect(urls(jobOf({ status, output }))).toEqual([]);
    },
  );

  it("has the files of all nodes once it has succeeded", () => {
    expect(urls(jobOf({ status: "SUCCEEDED", output }))).toEqual([A, B]);
  });

  it("says which nodes failed", () => {
    const nodeErrors = {
      n1: { message: "too large", nodeName: "Upscale" },
      n2: { message: "no input", failureCode: "X" },
      n3: "odd",
      n4: {},
    };
    const text = "Upscale: too large\nno input";
    expect(jobOf({ status: "FAILED", failure: "No", failureCode: "C", nodeErrors })).toMatchObject({
      error: "No",
      errorDetails: `C\n${text}`,
    });
    expect(jobOf({ status: "SUCCEEDED", output: {}, nodeErrors }).content).toBe(text);
  });
});

describe("a refusal", () => {
  it.each([
    [400, "not-understood"],
    [401, "unauthorised"],
    [404, "not-found"],
    [502, "unavailable"],
  ])("%i is %s, in the API's words", (status, kind) => {
    expect(read({ error: "No" }, status)).toEqual({ kind, message: "No" });
  });

  it("429 is a rate limit", () => {
    expect(read({ error: "No" }, 429)).toEqual({ kind: "rate-limited" });
  });

  it.each([401, 404])("%i that is not the API's own says nothing about the job", (status) => {
    expect(read({ message: "blocked" }, status).kind).toBe("not-understood");
  });
});

describe("any answer", () => {
  const sound = {
    id: ID,
    status: "SUCCEEDED",
    createdAt: "2026-11-26T12:00:00.000Z",
    output: { first: [A], second: [B] },
    nodeErrors: { third: { nodeName: "Upscale", message: "too large" } },
    cost: { credits: 25 },
  };

  it("is read without an error, into what the store takes, and ends a job only if it says so", () => {
    fc.assert(
      fc.property(damaged(sound), (body) => {
        const pollResult = read(body);
        const jobs = pollResult.kind === "job" ? [pollResult.job] : [];
        for (const { facts, attachments, phase } of jobs) {
          expect(jobFactsSchema.safeParse(facts).success).toBe(true);
          expect(attachmentSchema.array().safeParse(attachments).success).toBe(true);
          const isOver = /^(SUCCEEDED|FAILED|CANCELLED)$/.test(facts.status);
          expect(phase !== "running").toBe(isOver);
        }
      }),
    );
  });
});
