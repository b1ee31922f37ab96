import { describe, expect, it } from "vitest";
import { toStatusResult } from "../../../../src/adapters/described/answer/poll-result.ts";
import { readPresets } from "../../../../src/adapters/described/load-described-sources.ts";
import { VENDORS } from "../../../../sandbox/described/vendors.ts";

const presets = await readPresets();

/** The relay's reading of an answer with 200 of a preset's API. */
function read(name: string, body: unknown) {
  const description = presets.find((each) => each.name === name)!;
  const ownId = VENDORS[name]!.newId(1).split("/").at(-1)!;
  return toStatusResult(
    { status: 200, header: () => undefined, text: JSON.stringify(body), atMs: 0 },
    { description, jobId: ownId, ownId, origin: "https://api.test" },
  );
}

const jobOf = (name: string, body: unknown) => {
  const found = read(name, body);
  if (found.kind !== "job") throw new Error(`no job: ${JSON.stringify(found)}`);
  return found.job;
};

/** The status words of each API, by what they mean. A `?` in the table of facts is left out. */
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  alibaba: {
    running: "PENDING RUNNING",
    completed: "SUCCEEDED",
    failed: "FAILED",
    cancelled: "CANCELED",
  },
  byteplus: {
    running: "queued running",
    completed: "succeeded",
    failed: "failed expired",
    cancelled: "cancelled canceled",
  },
  kie: { running: "0", completed: "1", failed: "2 3" },
  kling: { running: "submitted processing", completed: "succeed", failed: "failed" },
  luma: { running: "queued dreaming", completed: "completed", failed: "failed" },
  minimax: {
    running: "queued running",
    completed: "succeeded",
    failed: "failed expired",
    cancelled: "cancelled",
  },
  "minimax-v1": {
    running: "Preparing Queueing Processing",
    completed: "Success",
    failed: "Fail",
  },
  pixverse: { running: "5", completed: "1", failed: "8 6", moderated: "7" },
  wavespeed: {
    running: "created processing",
    completed: "completed",
    failed: "failed timeout deleted",
    cancelled: "cancelled",
  },
  xai: {
    running: "pending queued",
    completed: "done completed succeeded",
    failed: "failed expired error",
    cancelled: "cancelled",
  },
};

describe("the presets", () => {
  it("have a file of their name each, with no other source in it", async () => {
    for (const name of Object.keys(WORDS))
      expect((await readPresets((each) => each === name)).map((each) => each.name)).toEqual([name]);
  });

  it("are the ones with a stand-in, and have the keys' names that the vendors use", () => {
    expect(presets.map(({ name }) => name)).toEqual(Object.keys(WORDS));
    expect(Object.keys(VENDORS)).toEqual(Object.keys(WORDS));
    const keys = presets.map(
      ({ headers }) => /\{(\w+_API_KEY)\}/.exec(Object.values(headers)[0]!)?.[1],
    );
    expect(keys).toEqual([
      "DASHSCOPE_API_KEY",
      "ARK_API_KEY",
      "KIE_API_KEY",
      "KLINGAI_API_KEY",
      "LUMAAI_API_KEY",
      "MINIMAX_API_KEY",
      "MINIMAX_API_KEY",
      "PIXVERSE_API_KEY",
      "WAVESPEED_API_KEY",
      "XAI_API_KEY",
    ]);
  });

  it.each(
    Object.entries(WORDS).flatMap(([name, phases]) =>
      Object.entries(phases).flatMap(([phase, words]) =>
        words.split(" ").map((word) => [name, word, phase] as const),
      ),
    ),
  )("%s: %s means %s", (name, word, phase) => {
    const vendor = VENDORS[name]!;
    expect(jobOf(name, vendor.answers.running(vendor.newId(1), word)).phase).toBe(phase);
  });

  it.each([
    ["succeeded", "PreviewSensitiveContentDetected", "moderated"],
    ["failed", "InputTextSensitiveContentDetected.Policy", "moderated"],
    ["failed", "InternalError", "failed"],
    ["running", "OutputVideoSensitiveContentDetected", "running"],
  ])("byteplus: %s with the code %s is %s", (status, code, phase) => {
    const id = VENDORS["byteplus"]!.newId(1);
    expect(jobOf("byteplus", { id, status, error: { code, message: "m" } }).phase).toBe(phase);
  });

  it.each([
    [{ video: { url: "https://a.test/x.mp4" } }, "completed"],
    [
      { status: "done", video: { file_output: { public_url: "https://a.test/x.mp4" } } },
      "completed",
    ],
    [{ video: { file_output: { public_url: "https://a.test/x.mp4" } } }, "completed"],
    [{ video: { url: "https://a.test/x.mp4", respect_moderation: false } }, "moderated"],
    [
      { status: "done", video: { url: "https://a.test/x.mp4", respect_moderation: true } },
      "completed",
    ],
    [{ status: "pending", video: { url: "https://a.test/x.mp4" } }, "running"],
  ])("xai: %j is %s", (body, phase) => {
    const { attachments, ...job } = jobOf("xai", body);
    expect([job.phase, attachments.length]).toEqual([phase, phase === "completed" ? 1 : 0]);
  });

  it("xai: an error is an object or a text", () => {
    const error = { code: "c", message: "no credits" };
    expect(jobOf("xai", { status: "failed", error })).toMatchObject({
      error: "no credits",
      errorDetails: "c",
    });
    expect(jobOf("xai", { status: "failed", error: "no credits" }).error).toBe("no credits");
  });

  it.each([
    [1026, "moderated"],
    [1027, "moderated"],
    [1000, "failed"],
  ])("minimax-v1: Fail with the code %i is %s", (status_code, phase) => {
    const body = { status: "Fail", base_resp: { status_code, status_msg: "why" } };
    expect(jobOf("minimax-v1", body)).toMatchObject({ phase, error: "why" });
  });

  it("minimax-v1: the message of a success is no error", () => {
    const base_resp = { status_code: 0, status_msg: "success" };
    expect(jobOf("minimax-v1", { status: "Fail", base_resp }).error).toBeUndefined();
  });

  it.each([
    ["byteplus", "seedance"],
    ["minimax", "MiniMax-H3"],
  ])("%s: names the job's model", (name, model) => {
    const { newId, answers } = VENDORS[name]!;
    expect(jobOf(name, answers.running(newId(1), undefined)).facts.model).toBe(model);
  });

  it("kling: says what the job cost", () => {
    const { kling } = VENDORS;
    const body = kling!.answers.completed(
      kling!.newId(1),
      "https://a.test/x.mp4",
      "https://a.test/w.mp4",
    );
    expect(jobOf("kling", body).facts.cost).toEqual({ amount: 3.5, unit: "units" });
  });

  it("wavespeed: says which files are unsafe to see", () => {
    const { wavespeed } = VENDORS;
    const outputs = ["https://a.test/1.png", "https://a.test/2.png"];
    const marked = (has_nsfw_contents: unknown) => {
      const data = { id: wavespeed!.newId(1), status: "completed", outputs, has_nsfw_contents };
      const { attachments } = jobOf("wavespeed", { code: 200, data });
      return attachments.map(({ isUnsafe }) => isUnsafe);
    };
    expect(marked([false, true])).toEqual([false, true]);
    expect(marked([true])).toEqual([true, true]);
    for (const told of [[], null, "no", [1, 0]])
      expect(marked(told)).toEqual([undefined, undefined]);
  });

  it.each([
    [401, "unauthorised"],
    [402, "no-subscription"],
    [404, "not-found"],
    [422, "not-understood"],
    [429, "rate-limited"],
    [455, "not-understood"],
    [500, "unavailable"],
  ])("kie: the code %i in an answer with 200 is %s", (code, kind) => {
    expect(read("kie", { code, msg: "m" }).kind).toBe(kind);
  });
});
