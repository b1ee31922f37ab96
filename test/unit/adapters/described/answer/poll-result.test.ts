import { describe, expect, it } from "vitest";
import type { SourceDescription } from "../../../../../src/adapters/described/format/description.ts";
import { toStatusResult } from "../../../../../src/adapters/described/answer/poll-result.ts";
import { readDescriptions } from "../../../../../src/adapters/described/format/read-descriptions.ts";
import type { Job } from "../../../../../src/core/job/job.ts";

const BASE = {
  name: "farm",
  displayName: "Render farm",
  baseUrl: "https://farm.example",
  status: { path: "/jobs/{id}" },
};

/** A description with an `answer` of the test. */
function describedBy(answer: object, more: object = {}): SourceDescription {
  const sources = [{ ...BASE, ...more, answer: { files: "video", ...answer } }];
  return readDescriptions(JSON.stringify({ sources }), "farm.json")[0]!;
}

const asked = (description: SourceDescription, body: unknown, status = 200) =>
  toStatusResult(
    {
      status,
      header: () => undefined,
      text: typeof body === "string" ? body : JSON.stringify(body),
      atMs: 0,
    },
    { description, jobId: "1", ownId: "1", origin: "https://farm.example" },
  );

function jobOf(description: SourceDescription, body: unknown, status = 200): Job {
  const found = asked(description, body, status);
  if (found.kind !== "job") throw new Error(`no job: ${JSON.stringify(found)}`);
  return found.job;
}

const WORDS = { completed: ["done"], failed: ["bad", 8], cancelled: ["off"], moderated: [7] };
const VIDEO = "https://files.example/a.mp4";

describe("the answer of a described API", () => {
  const byWord = describedBy({ status: "state", words: WORDS, id: "id", error: "why" });

  it.each([
    ["queued", "running"],
    ["done", "completed"],
    ["bad", "failed"],
    [8, "failed"],
    ["off", "cancelled"],
    [7, "moderated"],
    ["constructor", "running"],
  ])("says %s, which is %s", (state, phase) => {
    expect(jobOf(byWord, { state, video: VIDEO }).phase).toBe(phase);
  });

  it("has files only once the job is completed", () => {
    expect(jobOf(byWord, { state: "queued", video: VIDEO }).attachments).toEqual([]);
    expect(jobOf(byWord, { state: "done", video: VIDEO }).attachments).toEqual([
      { url: VIDEO, filename: "a.mp4", contentType: "video/mp4" },
    ]);
  });

  it("says nothing about the job if it is about another, or about none", () => {
    expect(asked(byWord, { state: "done", id: "2" }).kind).toBe("not-understood");
    expect(asked(byWord, { state: "done", id: 1 }).kind).toBe("job");
    expect(asked(byWord, { message: "hello" })).toEqual({
      kind: "not-understood",
      message: "hello",
    });
    expect(asked(byWord, {}).kind).toBe("not-understood");
  });

  it("is a refusal by a number in it, and never by a code of the API's own", () => {
    const coded = describedBy({ status: "state", words: WORDS, code: "code", message: "msg" });
    expect(asked(coded, { code: 404, msg: "gone" })).toEqual({
      kind: "not-found",
      message: "gone",
    });
    expect(asked(coded, { code: 401, msg: "no" }).kind).toBe("unauthorised");
    expect(asked(coded, { code: 404 }).kind).toBe("not-understood");
    expect(asked(coded, { code: 0, state: "done" }).kind).toBe("job");
    // An object that cannot be made a number: it used to throw.
    expect(asked(coded, { code: { toString: 1 }, state: "done" }).kind).toBe("job");
  });

  describe("without a status", () => {
    const byPath = describedBy({
      when: { completed: "video", failed: "error", moderated: "filtered" },
      error: "error.message",
    });

    it.each([
      [{ video: VIDEO }, "completed"],
      [{ error: { message: "out of memory" } }, "failed"],
      [{ error: { message: "x" }, video: VIDEO }, "failed"],
      [{ filtered: true }, "moderated"],
      [{ error: { message: "x" }, filtered: true }, "moderated"],
    ])("%j is %s", (body, phase) => {
      expect(jobOf(byPath, body).phase).toBe(phase);
    });

    it("is not understood if no condition holds and nothing names the job", () => {
      expect(asked(byPath, { video: null, error: {} }).kind).toBe("not-understood");
    });
  });

  it("is moderated if the condition of it holds at the end, and not before", () => {
    const guarded = describedBy({ status: "state", words: WORDS, when: { moderated: "blocked" } });
    expect(jobOf(guarded, { state: "done", video: VIDEO, blocked: true }).phase).toBe("moderated");
    expect(jobOf(guarded, { state: "queued", blocked: true }).phase).toBe("running");
    expect(jobOf(guarded, { state: "done", video: VIDEO, blocked: false }).phase).toBe("completed");
  });

  it("without files is what the description says", () => {
    const strict = describedBy({ status: "state", words: WORDS, withoutFiles: "moderated" });
    expect(jobOf(strict, { state: "done" }).phase).toBe("moderated");
    expect(jobOf(byWord, { state: "done" }).phase).toBe("completed");
  });

  it("may hold JSON in a string", () => {
    const nested = describedBy({
      status: "state",
      words: WORDS,
      json: ["a.b"],
      files: "a.b.urls[]",
    });
    const b = JSON.stringify({ urls: [VIDEO] });
    expect(jobOf(nested, { state: "done", a: { b } }).attachments).toHaveLength(1);
    expect(jobOf(nested, { state: "done", a: { b: "{" } }).attachments).toEqual([]);
    expect(jobOf(nested, { state: "done", a: "x" }).attachments).toEqual([]);
  });

  it("means that the job runs with a status that the description names, even if it is empty", () => {
    const slow = describedBy(
      { status: "state", words: WORDS },
      { status: { path: "/jobs/{id}", runningOn: [202, 404] } },
    );
    expect(jobOf(slow, "", 202).phase).toBe("running");
    expect(jobOf(slow, { error: "not found" }, 404).phase).toBe("running");
    expect(jobOf(slow, { state: "bad" }, 202).phase).toBe("failed");
    expect(asked(slow, "<html>", 404).kind).toBe("not-understood");
    expect(asked(slow, "", 200).kind).toBe("not-understood");
  });

  it("tells progress, the place in the queue, the model and the cost", () => {
    const told = describedBy({
      status: "state",
      words: WORDS,
      percent: "progress",
      percentMax: 1,
      queuePosition: "ahead",
      prompt: "prompt",
      model: "task.model || 'farm'",
      cost: { amount: "cost", unit: "credits" },
    });
    expect(jobOf(told, { state: "q", progress: "0.429", ahead: 3, prompt: "a cat" }).facts).toEqual(
      expect.objectContaining({ status: "q", percent: 42, queuePosition: 3, prompt: "a cat" }),
    );
    expect(jobOf(told, { state: "q" }).facts.model).toBe("farm");
    expect(jobOf(told, { state: "q", task: { model: "m-2" } }).facts.model).toBe("m-2");
    expect(jobOf(told, { state: "done", progress: 1, cost: "2.5" }).facts).toEqual(
      expect.objectContaining({ percent: undefined, cost: { amount: 2.5, unit: "credits" } }),
    );
    expect(jobOf(told, { state: "q", progress: 42, ahead: -1, cost: "free" }).facts).toEqual(
      expect.objectContaining({ percent: undefined, queuePosition: undefined }),
    );
  });

  it("finds files as addresses, paths and objects, each once", () => {
    const listed = describedBy({ status: "state", words: WORDS, files: "files" });
    const files = [
      VIDEO,
      [VIDEO, "/b.mp4"],
      { url: "/c", filename: "c.png", sizeBytes: "x" },
      5,
      null,
    ];
    expect(jobOf(listed, { state: "done", files }).attachments).toEqual([
      { url: VIDEO, filename: "a.mp4", contentType: "video/mp4" },
      { url: "https://farm.example/b.mp4", filename: "b.mp4", contentType: "video/mp4" },
      { url: "https://farm.example/c", filename: "c.png" },
    ]);
    expect(jobOf(listed, { state: "done", files: "//elsewhere.example/x" }).attachments).toEqual(
      [],
    );
  });
});
