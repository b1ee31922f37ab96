import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPollResult } from "../../../../src/adapters/replicate/poll-result.ts";
import {
  attachmentSchema,
  jobFactsSchema,
  type Job,
  type PollResult,
} from "../../../../src/core/job/job.ts";
import { damaged } from "../../../support/odd-json.ts";

const ID = "ufawqhfynnddngldkgtslldrkq";
const FILE = "https://replicate.delivery/x/out.mp4";

function read(
  body: unknown,
  { status = 200, retryAfter }: { status?: number; retryAfter?: string } = {},
): PollResult {
  const header = (name: string) => (name === "retry-after" ? retryAfter : undefined);
  return toPollResult({ status, header, text: JSON.stringify(body), atMs: 0 }, ID);
}

function jobOf(fields: object): Job {
  const pollResult = read({ id: ID, ...fields });
  if (pollResult.kind !== "job") throw new Error(JSON.stringify(pollResult));
  return pollResult.job;
}

describe("a prediction", () => {
  it.each([
    ["starting", "running"],
    ["processing", "running"],
    ["succeeded", "completed"],
    ["failed", "failed"],
    ["canceled", "cancelled"],
    ["aborted", "cancelled"],
    ["hibernating", "running"],
    ["toString", "running"],
    ["", "running"],
    [undefined, "running"],
    [7, "running"],
  ])("that is %s counts as %s", (status, phase) => {
    expect(jobOf({ status, output: FILE }).phase).toBe(phase);
  });

  it.each([
    [{ model: "ada/video", version: "5c7d" }, "ada/video"],
    [{ model: null, version: "5c7d" }, "5c7d"],
    [{}, undefined],
  ])("with %j is of the model %s", (fields, model) => {
    expect(jobOf({ status: "starting", ...fields }).facts.model).toBe(model);
  });

  it("says what was asked for, and when it began and ended", () => {
    const { facts } = jobOf({
      status: "succeeded",
      input: { prompt: "a cat", seed: 1 },
      created_at: "2026-11-26T12:00:00.000000Z",
      started_at: "2026-11-26T12:00:01.000Z",
      completed_at: "2026-11-26T12:00:05Z",
    });
    const startMs = Date.UTC(2026, 10, 26, 12);
    expect(facts).toEqual({
      status: "succeeded",
      prompt: "a cat",
      createdAt: startMs,
      startedAt: startMs + 1_000,
      updatedAt: startMs + 5_000,
    });
  });

  it.each(["starting", "processing", "failed", "canceled"])(
    "that is %s has no files, even if its output is there in part",
    (status) => {
      expect(jobOf({ status, output: [FILE] }).attachments).toEqual([]);
    },
  );

  it.each([
    ["a text", "CUDA out of memory", "CUDA out of memory"],
    ["an object", { code: "E1" }, '{"code":"E1"}'],
    ["nothing", null, undefined],
  ])("that failed has its error as the API has it: %s", (_what, error, text) => {
    expect(jobOf({ status: "failed", error, logs: "/src/predict.py" })).toMatchObject({
      error: text,
      errorDetails: undefined,
      content: undefined,
    });
  });

  it("is deleted an hour after its end, and then says so", () => {
    const gone = { input: {}, output: null, data_removed: true };
    expect(jobOf({ status: "succeeded", ...gone })).toMatchObject({
      phase: "completed",
      attachments: [],
      isDeleted: true,
    });
    expect(jobOf({ status: "failed", ...gone })).not.toHaveProperty("isDeleted");
    expect(jobOf({ status: "succeeded", output: null })).not.toHaveProperty("isDeleted");
    expect(jobOf({ status: "succeeded", ...gone, output: FILE }).attachments).toHaveLength(1);
  });

  it("is another one if it has another id", () => {
    expect(read({ id: "other", status: "failed" })).toEqual({ kind: "not-understood" });
  });

  it("is not made of an answer without an id and a status", () => {
    expect(read({ detail: "Hello" })).toEqual({ kind: "not-understood", message: "Hello" });
    expect(read([])).toEqual({ kind: "not-understood", message: undefined });
  });
});

describe("a refusal", () => {
  it.each([
    [401, "unauthorised"],
    [402, "no-subscription"],
    [403, "unauthorised"],
    [404, "not-found"],
    [422, "not-understood"],
    [500, "unavailable"],
  ])("%i is %s, in the API's words", (status, kind) => {
    expect(read({ title: "T", detail: "No", status }, { status })).toEqual({ kind, message: "No" });
  });

  it("that is not the API's own says nothing about the account or the prediction", () => {
    for (const status of [401, 402, 403, 404])
      expect(read({ message: "blocked" }, { status }).kind).toBe("not-understood");
  });

  it.each([
    ["Request was throttled. Your rate limit resets in ~30s.", { retryAfterMs: 30_000 }],
    ["Slow down.", {}],
    ["Your rate limit resets in ~99999s.", {}],
  ])("429 tells the wait in words: %s", (detail, wait) => {
    expect(read({ detail }, { status: 429 })).toEqual({ kind: "rate-limited", ...wait });
  });

  it("429 tells the wait in a header, which goes before the words", () => {
    const detail = "Your rate limit resets in ~30s.";
    expect(read({ detail }, { status: 429, retryAfter: "7" })).toEqual({
      kind: "rate-limited",
      retryAfterMs: 7_000,
    });
  });
});

describe("any answer", () => {
  const sound = {
    id: ID,
    status: "succeeded",
    input: { prompt: "a cat" },
    output: { video: FILE, all: [FILE] },
    error: null,
    data_removed: false,
    created_at: "2026-11-26T12:00:00.000Z",
  };

  it("is read without an error, into what the store takes, and ends a job only if it says so", () => {
    fc.assert(
      fc.property(damaged(sound), (body) => {
        const pollResult = read(body);
        const jobs = pollResult.kind === "job" ? [pollResult.job] : [];
        for (const { facts, attachments, phase } of jobs) {
          expect(jobFactsSchema.safeParse(facts).success).toBe(true);
          expect(attachmentSchema.array().safeParse(attachments).success).toBe(true);
          const isOver = /^(succeeded|failed|canceled|aborted)$/.test(facts.status);
          expect(phase !== "running").toBe(isOver);
        }
      }),
    );
  });
});
