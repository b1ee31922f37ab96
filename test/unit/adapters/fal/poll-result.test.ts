import { describe, expect, it } from "vitest";
import {
  toFinalResult,
  toStatusResult,
  type Completed,
} from "../../../../src/adapters/fal/poll-result.ts";
import type { Job } from "../../../../src/core/job/job.ts";
import type { ApiAnswer } from "../../../../src/core/ports/api-client.ts";

const REQUEST = { app: "fal-ai/pika", requestId: "0b1e5c2e-7a3f-4d38-9c55-2f4f6a1d9e10" };
const OK: Completed = { kind: "completed", failure: undefined };
const VIDEO = { video: { url: "https://v3.fal.media/a.mp4" } };

const answer = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): ApiAnswer => ({
  status,
  header: (name) => headers[name],
  text: typeof body === "string" ? body : JSON.stringify(body),
  atMs: 0,
});

const status = (code: number, body: unknown) => toStatusResult(answer(code, body), REQUEST);
const result = (
  code: number,
  body: unknown,
  { headers, completed = OK }: { headers?: Record<string, string>; completed?: Completed } = {},
) => toFinalResult(answer(code, body, headers), REQUEST, completed);

function jobOf(pollResult: ReturnType<typeof status>): Job {
  if (pollResult.kind !== "job") throw new Error(`no job: ${JSON.stringify(pollResult)}`);
  return pollResult.job;
}

describe("the status of a request", () => {
  it("is waiting, with its place in the queue", () => {
    const job = jobOf(status(202, { status: "IN_QUEUE", queue_position: 0 }));
    expect(job).toMatchObject({
      jobId: `fal-ai/pika:${REQUEST.requestId}`,
      phase: "running",
      facts: { status: "IN_QUEUE", queuePosition: 0, verb: "pika", model: "fal-ai/pika" },
    });
  });

  it.each([
    ["IN_PROGRESS", "running"],
    ["FAILED", "failed"],
    ["CANCELED", "cancelled"],
    ["CANCELLED", "cancelled"],
    ["SOMETHING_NEW", "running"],
  ])("%s is %s", (word, phase) => {
    expect(jobOf(status(200, { status: word })).phase).toBe(phase);
  });

  it.each([-1, 1.5, "2", null])("has no place in the queue: %j", (queue_position) => {
    const { facts } = jobOf(status(202, { status: "IN_QUEUE", queue_position }));
    expect(facts.queuePosition).toBeUndefined();
  });

  it("has no place in the queue once the request has ended", () => {
    const { facts } = jobOf(status(200, { status: "FAILED", queue_position: 1 }));
    expect(facts.queuePosition).toBeUndefined();
  });

  it("names the app without its owner", () => {
    const request = { app: "workflows/ada/teaser", requestId: REQUEST.requestId };
    const running = toStatusResult(answer(202, { status: "IN_PROGRESS" }), request);
    expect(jobOf(running).facts.verb).toBe("teaser");
  });

  it("is completed, and leaves it to the result how the request has ended", () => {
    for (const error of [undefined, null, ""])
      expect(status(200, { status: "COMPLETED", error })).toEqual(OK);
    expect(
      status(200, { status: "COMPLETED", error: "Runner died", error_type: "runner_disconnected" }),
    ).toEqual({
      kind: "completed",
      failure: { phase: "failed", error: "Runner died", errorDetails: "runner_disconnected" },
    });
  });

  it("is not that of another request", () => {
    const request_id = "11111111-7a3f-4d38-9c55-2f4f6a1d9e10";
    expect(status(200, { status: "COMPLETED", request_id }).kind).toBe("not-understood");
    const same = REQUEST.requestId.toUpperCase();
    expect(status(200, { status: "COMPLETED", request_id: same }).kind).toBe("completed");
  });

  it.each([
    [404, { detail: "Request not found" }, { kind: "not-found", message: "Request not found" }],
    [404, { status: "NOT_FOUND" }, { kind: "not-found", message: "NOT_FOUND" }],
    [404, { detail: [{ msg: "No" }, { msg: "Such" }] }, { kind: "not-found", message: "No\nSuch" }],
    [404, { message: "no route" }, { kind: "not-understood" }],
    [401, { message: "A firewall" }, { kind: "not-understood" }],
    [401, { detail: "No key" }, { kind: "unauthorised", message: "No key" }],
    [403, { detail: "User is locked" }, { kind: "unauthorised", message: "User is locked" }],
    [500, { detail: "Oops" }, { kind: "unavailable", message: "Oops" }],
    [
      405,
      { detail: "Method Not Allowed" },
      { kind: "not-understood", message: "Method Not Allowed" },
    ],
    [200, {}, { kind: "not-understood" }],
    [200, "[]", { kind: "not-understood" }],
  ])("%i %j is a refusal", (code, body, expected) => {
    expect(status(code, body)).toEqual(expected);
  });
});

describe("the result of a request", () => {
  it("is a video, with what it cost and what was asked for", () => {
    const job = jobOf(
      result(200, { ...VIDEO, prompt: "a lake" }, { headers: { "x-fal-billable-units": "1.5" } }),
    );
    expect(job).toMatchObject({
      phase: "completed",
      attachments: [{ url: "https://v3.fal.media/a.mp4" }],
      facts: { status: "COMPLETED", prompt: "a lake", cost: { amount: 1.5, unit: "units" } },
    });
  });

  it("may have cost nothing", () => {
    const { facts } = jobOf(result(200, VIDEO, { headers: { "x-fal-billable-units": "0" } }));
    expect(facts.cost).toEqual({ amount: 0, unit: "units" });
  });

  it.each(["", " ", "free", "-1", "Infinity"])("has no cost: %j", (units) => {
    const { facts } = jobOf(result(200, VIDEO, { headers: { "x-fal-billable-units": units } }));
    expect(facts.cost).toBeUndefined();
  });

  it("may be missing although the status says that the request is completed", () => {
    const running = { phase: "running", facts: { status: "IN_PROGRESS" } };
    expect(jobOf(result(202, {}))).toMatchObject(running);
    for (const code of [200, 400, 404])
      expect(jobOf(result(code, { detail: "Request is still in progress" }))).toMatchObject(
        running,
      );
  });

  it("is a success without files, unless the status says that the request has failed", () => {
    expect(jobOf(result(200, { seed: 1 })).phase).toBe("completed");
    const completed = status(200, { status: "COMPLETED", error: "Runner died" }) as Completed;
    expect(jobOf(result(200, {}, { completed }))).toMatchObject({
      phase: "failed",
      error: "Runner died",
    });
    expect(jobOf(result(200, VIDEO, { completed })).phase).toBe("completed");
  });

  it("is the errors of a model, word for word, with their places", () => {
    const detail = [
      { loc: ["body", "image_url"], msg: "Too small", type: "image_too_small", input: "secret" },
      { loc: [], msg: "Too long", type: "too_long" },
      { loc: ["body"], msg: "Bad" },
      { msg: "Odd" },
    ];
    const job = jobOf(result(422, { detail }));
    expect(job).toMatchObject({
      phase: "failed",
      error: "Too small\nToo long\nBad\nOdd",
      errorDetails: "image_too_small (body.image_url)\ntoo_long\n(body)",
    });
  });

  it.each([
    [{ detail: [{ msg: "Too small" }, { type: "odd" }] }, "Too small", "odd"],
    [{ detail: [{ type: "odd", msg: 7 }] }, undefined, "odd"],
    [{ detail: { msg: "Too small", type: "odd" } }, "Too small", "odd"],
  ])("is an error although its form is odd: %j", (body, error, errorDetails) => {
    // A request that had ended like this was asked for until the relay gave up.
    expect(jobOf(result(422, body))).toMatchObject({ phase: "failed", error, errorDetails });
    expect(result(422, { detail: [{}] }).kind).toBe("not-understood");
  });

  it("names a type once that is in the header, too", () => {
    const detail = [{ loc: ["body"], msg: "Too small", type: "image_too_small" }];
    const headers = { "x-fal-error-type": "image_too_small" };
    const { errorDetails } = jobOf(result(422, { detail }, { headers }));
    expect(errorDetails).toBe("image_too_small (body)");
  });

  const MODERATED = "content_policy_violation";
  it.each([
    answer(422, { detail: [{ msg: "No", type: MODERATED }] }),
    answer(400, { detail: "No", error_type: MODERATED }),
    answer(422, { detail: "No" }, { "x-fal-error-type": MODERATED }),
    answer(422, { detail: `${MODERATED}: No` }),
    answer(403, { detail: `${MODERATED}: No` }),
  ])("is moderated if it says so as a type, in a header or in its text: %#", (refused) => {
    const job = jobOf(toFinalResult(refused, REQUEST, OK));
    expect(job.phase).toBe("moderated");
    expect(job.error).toContain("No");
  });

  it("is cancelled", () => {
    const body = { detail: "Cancelled", error_type: "client_cancelled" };
    expect(jobOf(result(499, body)).phase).toBe("cancelled");
  });

  it.each([
    [400, { detail: "Bad" }, {}],
    [422, { detail: "Bad" }, {}],
    [499, { detail: "Gone", error_type: "client_disconnected" }, {}],
    [403, { detail: [{ msg: "Model says no" }] }, {}],
    [404, { detail: [{ msg: "Model says no" }] }, {}],
    [500, { detail: [{ msg: "Crashed", type: "internal_server_error" }] }, {}],
    [504, { detail: [{ msg: "Took too long", type: "generation_timeout" }] }, {}],
    [500, { detail: "Crashed", error_type: "runner_server_error" }, {}],
    [504, { detail: "Late" }, { "x-fal-request-timeout-type": "user" }],
    [422, { error: "An app's own form" }, { "x-fal-request-id": "1" }],
  ])("%i %j %j has failed", (code, body, headers) => {
    expect(jobOf(result(code, body, { headers })).phase).toBe("failed");
  });

  it.each([
    [503, { detail: "No runner", error_type: "runner_scheduling_failure" }, "unavailable"],
    [504, { detail: "Late", error_type: "request_timeout" }, "unavailable"],
    [502, { detail: "Cut", error_type: "runner_incomplete_response" }, "unavailable"],
    [500, { detail: "Oops", error_type: "internal_error" }, "unavailable"],
    [500, { detail: "Oops" }, "unavailable"],
    [504, "<html>", "unavailable"],
    [302, { detail: "Elsewhere" }, "not-understood"],
    [401, { detail: "No key" }, "unauthorised"],
    [404, { detail: "Not found" }, "not-found"],
    [429, { detail: "Slow down" }, "rate-limited"],
    [422, { message: "A firewall" }, "not-understood"],
    [200, "[]", "not-understood"],
  ])("%i %j says nothing about the request: %s", (code, body, kind) => {
    const headers = {
      "x-fal-request-timeout-type": code === 504 && body === "<html>" ? "user" : "",
    };
    expect(result(code, body, { headers }).kind).toBe(kind);
  });

  it("has failed for certain if the status says so, too", () => {
    const completed = status(200, {
      status: "COMPLETED",
      error: "No runner",
      error_type: "runner_scheduling_failure",
    }) as Completed;
    for (const code of [401, 404, 429, 500, 503])
      expect(jobOf(result(code, { detail: "Words" }, { completed }))).toMatchObject({
        phase: "failed",
        error: "Words",
        errorDetails: "runner_scheduling_failure",
      });
    expect(result(503, "<html>", { completed }).kind).toBe("unavailable");
  });

  it("takes the status's word for it that the request was moderated or cancelled", () => {
    for (const [error_type, phase] of [
      ["content_policy_violation", "moderated"],
      ["client_cancelled", "cancelled"],
    ]) {
      const completed = status(200, { status: "COMPLETED", error: "No", error_type }) as Completed;
      expect(jobOf(result(400, { detail: "Words" }, { completed })).phase).toBe(phase);
      expect(
        jobOf(result(400, {}, { completed, headers: { "x-fal-request-id": "1" } })),
      ).toMatchObject({
        phase,
        error: "No",
      });
    }
  });

  it("shows the end of a traceback only", () => {
    const detail = `Failed.\nTraceback (most recent call last):\n  File "/app/secret.py", line 1\nValueError: no face\n`;
    expect(jobOf(result(422, { detail })).error).toBe("Failed.\nValueError: no face");
    const whole = detail.replace("Failed.\n", "").replace("no face", "no face  ");
    expect(jobOf(result(422, { detail: whole })).error).toBe("ValueError: no face");
  });
});
