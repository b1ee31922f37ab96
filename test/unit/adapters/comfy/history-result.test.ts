import { expect, test } from "vitest";
import { toHistoryResult } from "../../../../src/adapters/comfy/history-result.ts";
import type { ApiAnswer } from "../../../../src/core/ports/api-client.ts";

const UUID = "7f3d2c1b-9a8e-4d6f-b012-3c4d5e6f7a8b";
const CONTEXT = {
  jobId: `gpu.test:8188/${UUID}`,
  uuid: UUID,
  origin: "http://gpu.test:8188",
  root: "/comfy",
};
const read = (body: unknown, status = 200) => {
  const answer: ApiAnswer = {
    status,
    header: () => undefined,
    text: JSON.stringify(body),
    atMs: 0,
  };
  return toHistoryResult(answer, CONTEXT);
};
function jobOf(entry: object) {
  const result = read({ [UUID]: entry });
  if (result.kind !== "job") throw new Error(result.kind);
  return result.job;
}
const SUCCESS = { status_str: "success", completed: true, messages: [] };
const view = (query: string): string => `http://gpu.test:8188/comfy/view?${query}`;
const urlsOf = (outputs: unknown): string[] =>
  jobOf({ status: SUCCESS, outputs }).attachments.map(({ url }) => url);
const file = (filename: string, type?: string) => ({ filename, subfolder: "a b", type });

test("an empty history does not have the job", () => {
  expect(read({})).toEqual({ kind: "absent" });
});

test.each([{ other: { outputs: {} } }, { error: "none" }, { [UUID]: "x" }, [], null, 7, "x"])(
  "%j is not understood",
  (body) => {
    expect(read(body)).toEqual({ kind: "not-understood" });
  },
);

test("a 404 is never the server's own", () => {
  const body = { error: { code: "not_found", message: "no" } };
  expect(read(body, 404).kind).toBe("not-understood");
  expect(read(body, 401).kind).toBe("unauthorised");
  expect(read(body, 503).kind).toBe("unavailable");
});

test.each([
  [SUCCESS, "completed", "success"],
  [{ status_str: "error", completed: false, messages: [] }, "failed", "error"],
  [
    { status_str: "error", completed: false, messages: [["execution_interrupted", {}]] },
    "cancelled",
    "interrupted",
  ],
  [{ status_str: "dreaming", completed: false, messages: [] }, "running", "dreaming"],
  [{ status_str: "done", completed: true }, "completed", "done"],
  // Old servers tell no status; all that is in the history has ended.
  [null, "completed", "success"],
  [undefined, "completed", "success"],
])("status %j: %s", (status, phase, word) => {
  expect(jobOf({ status, outputs: {} })).toMatchObject({ phase, facts: { status: word } });
});

test("a failure is told by its message, its kind and its node, and by nothing else", () => {
  const data = {
    exception_message: "Allocation on device\n",
    exception_type: "torch.OutOfMemoryError",
    node_type: "KSampler",
    traceback: ["/srv/x/y.py"],
    current_inputs: { text: ["a secret prompt"] },
  };
  const messages = [7, ["execution_start"], ["execution_start", {}], ["execution_error", data]];
  const job = jobOf({ status: { status_str: "error", completed: false, messages } });
  expect(job).toMatchObject({
    error: "Allocation on device",
    errorDetails: "torch.OutOfMemoryError in KSampler",
  });
  expect(JSON.stringify(job)).not.toMatch(/srv|secret/);
  expect(jobOf({ status: { status_str: "error" } })).toMatchObject({ error: undefined });
});

test("the files are videos, animations, pictures and sounds, each once", () => {
  const outputs = {
    "1": {
      images: [file("i.png")],
      audio: [file("s.flac")],
      text: ["a caption"],
      animated: [true],
    },
    "2": { videos: [file("v.mp4")], gifs: [file("g.webm")], images: [file("i.png")] },
    "3": { latents: [file("l.latent")], images: [null, {}, file(""), 7] },
    "4": null,
  };
  expect(urlsOf(outputs)).toEqual(
    ["i.png", "s.flac", "v.mp4", "g.webm"].map((name) =>
      view(`filename=${name}&subfolder=a+b&type=output`),
    ),
  );
});

test("previews and what was put in are no results beside what was saved", () => {
  const outputs = {
    "1": { images: [file("p.png", "temp"), file("in.png", "input"), file("out.png", "output")] },
  };
  expect(urlsOf(outputs)).toEqual([view("filename=out.png&subfolder=a+b&type=output")]);
});

test("previews are the result of a job that saves nothing", () => {
  const outputs = { "1": { images: [file("p.png", "temp"), file("in.png", "input")] } };
  expect(urlsOf(outputs)).toEqual([view("filename=p.png&subfolder=a+b&type=temp")]);
  expect(urlsOf({ "1": { images: [file("in.png", "input")] } })).toEqual([]);
});

test("no link to a file is for people", () => {
  const { attachments } = jobOf({ outputs: { "1": { videos: [file("v.mp4")] } } });
  expect(attachments).toMatchObject([{ filename: "v.mp4", isPrivate: true }]);
});

test("nothing of a file's name changes the request", () => {
  const [url = ""] = urlsOf({ "1": { images: [{ filename: "a&type=input#x ü.png" }] } });
  expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
    filename: "a&type=input#x ü.png",
    subfolder: "",
    type: "output",
  });
});
