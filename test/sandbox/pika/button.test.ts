import { describe, expect, onTestFinished, test } from "vitest";
import {
  createPikaSandbox,
  type PikaSandbox,
  type PikaSandboxOptions,
} from "../../../sandbox/pika/pika-sandbox.ts";

type Body = Record<string, unknown>;
const done = { steps: [{ status: "completed" }] };

async function start(options?: PikaSandboxOptions): Promise<PikaSandbox> {
  const sandbox = await createPikaSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

async function post(
  sandbox: PikaSandbox,
  body: string | FormData | URLSearchParams,
  token = sandbox.token,
): Promise<{ status: number; body: Body }> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${sandbox.url}/button`, { method: "POST", headers, body });
  return { status: response.status, body: (await response.json()) as Body };
}

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};
const retry = (jobid: string): FormData => form({ jobid, button: "retry" });

async function read(sandbox: PikaSandbox, jobId: string): Promise<Body> {
  const headers = { authorization: `Bearer ${sandbox.token}` };
  const url = `${sandbox.url}/jobs/?jobid=${encodeURIComponent(jobId)}`;
  return (await (await fetch(url, { headers })).json()) as Body;
}

describe("the button of the stand-in job API", () => {
  test("runs a completed job again, with the same script", async () => {
    const sandbox = await start();
    const jobId = sandbox.addJob({ prompt: "a cat", ends: "completed" });
    sandbox.setJob(jobId, { status: "completed" });
    const { status, body } = await post(sandbox, retry(jobId));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      parentJobId: jobId,
      status: "created",
      verb: "pika-button",
      button: "retry",
      prompt: "a cat",
      code: 200,
    });
    expect(body["jobid"]).not.toBe(jobId);
    expect(sandbox.jobs()).toMatchObject([
      { jobId, status: "completed" },
      { jobId: body["jobid"], parentJobId: jobId, status: "created", prompt: "a cat" },
    ]);
    const words = [];
    for (let poll = 0; poll < 3; poll += 1) {
      words.push((await read(sandbox, String(body["jobid"])))["status"]);
    }
    expect(words).toEqual(["started", "progress", "completed"]);
  });

  test("runs it with another script if its script says so", async () => {
    const sandbox = await start();
    const again = { ...done, retry: { jobId: "made", ends: "failed", steps: [] } } as const;
    const { body } = await post(sandbox, retry(sandbox.addJob(again)));
    expect(body).toMatchObject({ jobid: "made", status: "created" });
  });

  test("refuses in the API's form, and starts nothing", async () => {
    const sandbox = await start({ maxJobs: 1 });
    const jobId = sandbox.addJob(done);
    expect(await post(sandbox, retry(jobId), "wrong")).toEqual({
      status: 401,
      body: { error: "Unauthorized", code: 401 },
    });
    expect(await post(sandbox, retry("x"))).toEqual({
      status: 404,
      body: { error: "Unable to locate job x", code: 404 },
    });
    expect((await post(sandbox, form({ button: "retry" }))).status).toBe(400);
    expect((await post(sandbox, form({ jobid: jobId, button: "upscale" }))).status).toBe(400);
    const running = sandbox.addJob();
    expect((await post(sandbox, retry(running))).status).toBe(400);
    expect(await post(sandbox, retry(jobId))).toMatchObject({
      status: 429,
      body: { executingJobs: [running], code: 429 },
    });
    expect(sandbox.jobs()).toHaveLength(2);
    expect(sandbox.violations).toEqual([]);
  });

  test("accepts only a multipart form as body", async () => {
    const sandbox = await start();
    const fields = { jobid: sandbox.addJob(done), button: "retry" };
    for (const body of [JSON.stringify(fields), new URLSearchParams(fields), "x".repeat(70_000)]) {
      expect((await post(sandbox, body)).status).toBe(400);
    }
    expect(sandbox.violations).toEqual(
      Array.from({ length: 3 }, () => "POST /button without a multipart form"),
    );
  });

  test("refuses as told, and can lose the answer about a started job", async () => {
    const sandbox = await start();
    const jobId = sandbox.addJob(done);
    const fields = { executingJobs: ["a"] };
    sandbox.retryFault({ kind: "refuse", status: 422 }, { times: 1 });
    sandbox.retryFault({ kind: "refuse", status: 429, fields }, { times: 1 });
    sandbox.retryFault({ kind: "slow", delayMs: 10 }, { times: 1 });
    sandbox.retryFault({ kind: "reset" }, { times: 1 });
    const moderated = { error: "The prompt was moderated", code: 422 };
    expect(await post(sandbox, retry(jobId))).toEqual({ status: 422, body: moderated });
    expect((await post(sandbox, retry(jobId))).body).toMatchObject(fields);
    expect(sandbox.jobs()).toHaveLength(1);
    expect((await post(sandbox, retry(jobId))).status).toBe(200);
    expect(sandbox.jobs()).toHaveLength(2);
    await expect(post(sandbox, retry(jobId))).rejects.toThrow(TypeError);
    expect(sandbox.jobs()).toHaveLength(3);
  });
});

describe("the job list and scenarios", () => {
  test("has every request with its answer", async () => {
    const sandbox = await start();
    const jobId = sandbox.addJob(done);
    await read(sandbox, "x");
    await post(sandbox, retry(jobId));
    sandbox.listFault({ kind: "refuse", status: 402 });
    await fetch(`${sandbox.url}/jobs`, { headers: { authorization: `Bearer ${sandbox.token}` } });
    await sandbox.whenSeen("job-list", 1);
    await expect
      .poll(() => sandbox.requests.map(({ answered }) => answered))
      .toEqual([404, 200, 402]);
    expect(sandbox.requests.map(({ route, jobId: about }) => [route, about])).toEqual([
      ["job", "x"],
      ["button", jobId],
      ["job-list", undefined],
    ]);
    expect(sandbox.seen("button", jobId)).toBe(1);
  });

  test("has jobs of any outcome that take time and report progress", async () => {
    let at = Date.UTC(2026, 0, 1);
    const sandbox = await start({ now: () => at });
    const durationMs = 12_000;
    const jobId = sandbox.addScenario({
      outcome: "failed",
      durationMs,
      tellsPercent: true,
      prompt: "p",
    });
    expect(await read(sandbox, jobId)).toMatchObject({ status: "created", prompt: "p" });
    at += 7500;
    expect((await read(sandbox, jobId))["content"]).toMatch(/ \(50%\)$/);
    at += 4400;
    expect((await read(sandbox, jobId))["content"]).toMatch(/ \(90%\)$/);
    at += 100;
    expect(await read(sandbox, jobId)).toMatchObject({ status: "failed" });
    const silent = sandbox.addScenario({ outcome: "completed", durationMs: 0 });
    expect((await read(sandbox, silent))["attachments"]).toHaveLength(1);
  });

  test("has any number of videos of any size", async () => {
    const sandbox = await start();
    const attachments = { count: 3, sizeBytes: 2_000_000 };
    const jobId = sandbox.addScenario({ outcome: "completed", durationMs: 0, attachments });
    const files = (await read(sandbox, jobId))["attachments"] as { url: string; size: number }[];
    expect(files.map(({ size }) => size)).toEqual([2_000_000, 2_000_000, 2_000_000]);
    const bytes = Buffer.from(await (await fetch(files[2]?.url ?? "")).arrayBuffer());
    expect(bytes.subarray(4, 8).toString()).toBe("ftyp");
    expect(boxesOf(bytes)).toContain("free");
    const small = { count: 1, sizeBytes: 10 };
    const smallest = sandbox.addScenario({
      outcome: "completed",
      durationMs: 0,
      attachments: small,
    });
    const [sample] = (await read(sandbox, smallest))["attachments"] as { size: number }[];
    expect(sample?.size).toBeGreaterThan(10);
  });
});

/** Returns the names of an MP4's top-level boxes. Throws if they do not fill it exactly. */
function boxesOf(mp4: Buffer): string[] {
  const names = [];
  let at = 0;
  while (at < mp4.length) {
    names.push(mp4.toString("latin1", at + 4, at + 8));
    at += mp4.readUInt32BE(at);
  }
  if (at !== mp4.length) throw new Error(`boxes end at ${at}`);
  return names;
}
