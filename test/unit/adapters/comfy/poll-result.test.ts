import { expect, test } from "vitest";
import { toCancelResult, toPollResult } from "../../../../src/adapters/comfy/poll-result.ts";
import type { ApiAnswer } from "../../../../src/core/ports/api-client.ts";

const UUID = "7f3d2c1b-9a8e-4d6f-b012-3c4d5e6f7a8b";
const ORIGIN = "https://gate.test";
const CONTEXT = { jobId: `gate.test/${UUID}`, uuid: UUID, origin: ORIGIN };
const answer = (status: number, body: unknown): ApiAnswer => ({
  status,
  header: () => undefined,
  text: JSON.stringify(body),
  atMs: 0,
});
const poll = (body: object) => toPollResult(answer(200, { id: UUID, ...body }), CONTEXT);
function jobOf(body: object) {
  const pollResult = poll(body);
  if (pollResult.kind !== "job") throw new Error(pollResult.kind);
  return pollResult.job;
}

const OUTPUT = {
  node_id: "9",
  name: "clip.mp4",
  type: "video",
  content_type: "video/mp4",
  size_bytes: 7,
  id: "9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b",
  hash: null,
  url: "https://storage.test/clip?signature=1",
  url_expires_at: "2026-11-20T11:00:00Z",
};

test.each([
  ["queued", "running"],
  ["running", "running"],
  ["canceling", "running"],
  ["succeeded", "completed"],
  ["canceled", "cancelled"],
  ["failed", "failed"],
  ["expired", "failed"],
  ["toString", "running"],
  ["SUCCEEDED", "running"],
])("%s is %s", (status, phase) => {
  expect(jobOf({ status })).toMatchObject({ phase, facts: { status } });
});

test.each(["queued", "running", "canceling", "failed", "canceled", "expired"])(
  "outputs of a job that is %s are no result",
  (status) => expect(jobOf({ status, outputs: [OUTPUT] }).attachments).toEqual([]),
);

test("a result is an image, a video or a sound", () => {
  const types = ["image", "video", "audio", "text", "file", "latent", "hologram"];
  const outputs = types.map((type) => ({ type, name: type, url: "/f" }));
  const names = jobOf({ status: "succeeded", outputs }).attachments.map((each) => each.filename);
  expect(names).toEqual(["image", "video", "audio"]);
});

test("without a type, the kind of content decides", () => {
  const outputs = ["video/webm", "text/plain", undefined].map((content_type) => ({
    url: "/f",
    content_type,
  }));
  const { attachments } = jobOf({ status: "succeeded", outputs });
  expect(attachments.map((each) => each.contentType)).toEqual(["video/webm"]);
});

test("a file has its name, kind, size, deadline and asset", () => {
  expect(jobOf({ status: "succeeded", outputs: [OUTPUT] }).attachments).toEqual([
    {
      url: `https://storage.test/clip?signature=1#asset=${OUTPUT.id}`,
      filename: "clip.mp4",
      contentType: "video/mp4",
      sizeBytes: 7,
      expiresAt: Date.parse("2026-11-20T11:00:00Z"),
    },
  ]);
});

test("a link that is relative to the host is resolved against the origin", () => {
  const url = "/deployment/dep-1/api/v2/assets/a/content";
  const { attachments } = jobOf({ status: "succeeded", outputs: [{ ...OUTPUT, id: 7, url }] });
  expect(attachments).toMatchObject([{ url: `${ORIGIN}${url}`, isPrivate: true }]);
});

test("one output that cannot be read spoils no other", () => {
  const outputs = [null, 7, "x", {}, { ...OUTPUT, url: "http://" }, OUTPUT];
  expect(jobOf({ status: "succeeded", outputs }).attachments).toHaveLength(1);
  expect(jobOf({ status: "succeeded", outputs: "none" }).attachments).toEqual([]);
});

test("progress is a fraction, and a queue position is told while the job waits", () => {
  const facts = (body: object) => jobOf({ status: "running", ...body }).facts;
  expect(facts({ progress: { value: 0.29 } }).percent).toBe(29);
  expect(facts({ progress: { value: 1 } }).percent).toBe(100);
  for (const value of [-0.1, 1.1, "0.5", null])
    expect(facts({ progress: { value } }).percent).toBeUndefined();
  expect(facts({ progress: null, queue_position: 3 })).not.toHaveProperty("queuePosition");
  expect(facts({ status: "queued", queue_position: 3 }).queuePosition).toBe(3);
  expect(facts({ status: "queued", queue_position: -1 }).queuePosition).toBeUndefined();
  expect(jobOf({ status: "failed", progress: { value: 0.5 } }).facts.percent).toBeUndefined();
  const started_at = "2026-11-20T10:00:09Z";
  expect(facts({ started_at }).startedAt).toBe(Date.parse(started_at));
});

test("a failure is told in the server's words, without its traceback, log and folders", () => {
  const error = {
    code: "node_execution_error",
    message: "no file /srv/comfy/models/wan.safetensors",
    node_id: "3",
    class_type: "KSampler",
    traceback: "File /srv/comfy/execution.py",
  };
  const job = jobOf({ status: "failed", error, logs: { text: "/srv/comfy/log" } });
  expect(job).toMatchObject({
    error: "no file …/wan.safetensors",
    errorDetails: "node_execution_error in KSampler",
  });
  expect(JSON.stringify(job)).not.toContain("srv");
});

test("a job that expired says so", () => {
  expect(jobOf({ status: "expired", error: null })).toMatchObject({ error: "expired" });
});

const refusal = (status: number, body: unknown) => toPollResult(answer(status, body), CONTEXT);

test("only the API itself may say that there is no such job", () => {
  const error = { code: "not_found", message: "no such job" };
  expect(refusal(404, { error })).toEqual({ kind: "not-found", message: "no such job" });
  expect(refusal(404, { error: "Not Found" }).kind).toBe("not-understood");
  expect(refusal(404, { error: { message: "Not Found" } }).kind).toBe("not-understood");
  expect(refusal(402, { error: { code: "insufficient_credits", message: "x" } }).kind).toBe(
    "no-subscription",
  );
  expect(refusal(403, { error: { code: "forbidden", message: "x" } }).kind).toBe("unauthorised");
});

test("an answer without a status, or about another job, is not understood", () => {
  expect(poll({}).kind).toBe("not-understood");
  expect(poll({ id: "other", status: "succeeded" }).kind).toBe("not-understood");
  expect(poll({ id: UUID.toUpperCase(), status: "succeeded" }).kind).toBe("job");
});

test.each([
  [200, { id: UUID, status: "canceling" }, "cancelling"],
  [200, { id: UUID, status: "canceled" }, "cancelling"],
  [200, { id: UUID, status: "succeeded" }, "over"],
  [200, { id: UUID, status: "expired" }, "over"],
  [200, { id: "other", status: "succeeded" }, "unknown"],
  [204, undefined, "unknown"],
  [404, { error: { code: "not_found", message: "no such job" } }, "not-found"],
  [405, "405: Method Not Allowed", "not-understood"],
  [502, {}, "unknown"],
])("to a cancellation, %i %j is %s", (status, body, kind) => {
  expect(toCancelResult(answer(status, body), CONTEXT).kind).toBe(kind);
});
