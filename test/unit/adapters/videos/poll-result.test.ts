import { describe, expect, it } from "vitest";
import { toPollResult } from "../../../../src/adapters/videos/poll-result.ts";
import type { Job, PollResult } from "../../../../src/core/job/job.ts";

const CONTEXT = {
  jobId: "videos.example/video_1",
  id: "video_1",
  contentUrl: "https://videos.example/v1/videos/video_1/content",
  hasUnlistedFile: true,
};

function readText(text: string | undefined, status = 200): PollResult {
  return toPollResult({ status, header: () => undefined, text, atMs: 0 }, CONTEXT);
}

const read = (body: unknown, status = 200): PollResult => readText(JSON.stringify(body), status);

function jobOf(fields: object): Job {
  const pollResult = read({ id: CONTEXT.id, ...fields });
  if (pollResult.kind !== "job") throw new Error(JSON.stringify(pollResult));
  return pollResult.job;
}

const cost = (usage: unknown) => jobOf({ status: "completed", usage }).facts.cost;

describe("a job", () => {
  it.each([
    ["pending", "running"],
    ["queued", "running"],
    ["in_progress", "running"],
    ["completed", "completed"],
    ["failed", "failed"],
    ["cancelled", "cancelled"],
    ["canceled", "cancelled"],
    ["expired", "failed"],
    ["succeeded?", "running"],
    ["toString", "running"],
    ["", "running"],
    [null, "running"],
    [undefined, "running"],
  ])("that is %s counts as %s", (status, phase) => {
    expect(jobOf({ status })).toMatchObject({ jobId: CONTEXT.jobId, phase });
  });

  it("of OpenAI's form tells its progress and its times in seconds", () => {
    const { facts } = jobOf({
      status: "in_progress",
      model: "m-2",
      prompt: "a cat",
      progress: 33.9,
      created_at: 1_764_158_400,
      completed_at: null,
    });
    expect(facts).toEqual({
      status: "in_progress",
      verb: "m-2",
      model: "m-2",
      prompt: "a cat",
      createdAt: 1_764_158_400_000,
      updatedAt: undefined,
      percent: 33,
    });
  });

  it("of Together AI tells its times as dates, and what it cost", () => {
    const { facts } = jobOf({
      status: "completed",
      info: { user_id: "66f0bd504fb9511df3489b9a", errors: null },
      inputs: { prompt: "a cat" },
      outputs: { cost: 0.28, video_url: "https://api.together.ai/shrt/x" },
      created_at: "2025-10-20T06:57:18.154804Z",
      claimed_at: "0001-01-01T00:00:00Z",
      done_at: "2025-10-20T07:00:12.234472Z",
    });
    expect(facts).toMatchObject({
      prompt: "a cat",
      createdAt: Date.UTC(2025, 9, 20, 6, 57, 18, 154),
      updatedAt: Date.UTC(2025, 9, 20, 7, 0, 12, 234),
      cost: { amount: 0.28, unit: "USD" },
    });
    expect(jobOf({ status: "queued", done_at: "0001-01-01T00:00:00Z" }).facts.updatedAt).toBe(
      undefined,
    );
  });

  it("of OpenRouter tells what it cost", () => {
    expect(cost({ cost: 0.5, is_byok: false })).toEqual({ amount: 0.5, unit: "USD" });
    expect(cost({ cost: 0 })).toEqual({ amount: 0, unit: "USD" });
    expect([cost({ cost: null }), cost({ cost: -1 }), cost({}), cost("x")]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ["in_progress", -1, undefined],
    ["in_progress", 101, undefined],
    ["in_progress", "50%", undefined],
    ["in_progress", 100, 100],
    ["queued", 0, 0],
    ["completed", 100, undefined],
  ])("that is %s at %s is shown at %s per cent", (status, progress, percent) => {
    expect(jobOf({ status, progress }).facts.percent).toBe(percent);
  });

  it.each([
    ["a text", { error: "No credits" }, "No credits", undefined],
    ["an object", { error: { code: "c", message: "No credits" } }, "No credits", "c"],
    ["an object with a number", { error: { code: 7, message: "No" } }, "No", "7"],
    ["an object of another form", { error: { reason: "r" } }, '{"reason":"r"}', undefined],
    ["elsewhere", { error: null, info: { errors: "No GPU" } }, "No GPU", undefined],
    ["a list elsewhere", { info: { errors: ["a", "b"] } }, '["a","b"]', undefined],
    ["missing", { error: null }, undefined, undefined],
  ])("that failed says why as the API does: %s", (_what, fields, ...said) => {
    const { error, errorDetails } = jobOf({ status: "failed", ...fields });
    expect([error, errorDetails]).toEqual(said);
  });

  it("that expired says so, in the API's words if there are any", () => {
    expect(jobOf({ status: "expired" }).error).toBe("expired");
    expect(jobOf({ status: "expired", error: "Too late" }).error).toBe("Too late");
  });

  it.each(["in_progress", "failed", "cancelled", "expired"])(
    "that is %s has no files, even if some are listed",
    (status) => {
      const urls = {
        unsigned_urls: ["https://x.test/a"],
        outputs: { video_url: "https://x.test/b" },
      };
      expect(jobOf({ status, ...urls }).attachments).toEqual([]);
    },
  );

  it("is another one if it has another id", () => {
    expect(read({ id: "other", status: "failed" })).toEqual({ kind: "not-understood" });
  });

  it("is not made of an answer without an id and a status", () => {
    expect(read({ error: { message: "Hello" } })).toEqual({
      kind: "not-understood",
      message: "Hello",
    });
    expect(readText("").kind).toBe("not-understood");
  });
});

describe("202", () => {
  it.each([
    ["an empty body", "", "pending"],
    ["an empty object", "{}", "pending"],
    ["an id alone", '{"request_id":"x"}', "pending"],
    ["a status", '{"status":"queued"}', "queued"],
  ])("with %s means that the job runs", (_what, text, status) => {
    expect(readText(text, 202)).toMatchObject({
      kind: "job",
      job: { phase: "running", facts: { status } },
    });
  });

  it.each(["<html>", "[]", undefined])("with %s is not understood", (text) => {
    expect(readText(text, 202).kind).toBe("not-understood");
  });

  it("does not end the job for another one", () => {
    expect(readText('{"id":"other","status":"failed"}', 202).kind).toBe("not-understood");
  });
});

describe("a refusal", () => {
  const BODIES = [
    { error: { message: "No", type: "invalid_request_error", code: null } },
    { error: "No" },
    { detail: "No" },
  ];

  it.each(BODIES)("is the API's own with %j", (body) => {
    const kinds = [401, 402, 403, 404, 410].map((status) => read(body, status).kind);
    expect(kinds).toEqual([
      "unauthorised",
      "no-subscription",
      "unauthorised",
      "not-found",
      "not-found",
    ]);
    expect(read(body, 404)).toEqual({ kind: "not-found", message: "No" });
  });

  it.each([{}, { message: "blocked" }, { detail: "Not Found" }, { error: true }, [], "x"])(
    "that is not its own says nothing about the account or the job: %j",
    (body) => {
      for (const status of [401, 402, 403, 404, 410])
        expect(read(body, status).kind).toBe("not-understood");
    },
  );
});
