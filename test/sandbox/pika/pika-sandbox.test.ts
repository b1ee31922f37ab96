import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  createPikaSandbox,
  type PikaSandbox,
  type PikaSandboxOptions,
} from "../../../sandbox/pika/pika-sandbox.ts";

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function start(options?: PikaSandboxOptions): Promise<PikaSandbox> {
  const sandbox = await createPikaSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

async function get(
  sandbox: PikaSandbox,
  path: string,
  token: string | undefined = sandbox.token,
): Promise<Answer> {
  const headers: Record<string, string> = token === "" ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${sandbox.url}${path}`, { headers });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

const getJob = (sandbox: PikaSandbox, jobId: string): Promise<Answer> =>
  get(sandbox, `/jobs/?jobid=${encodeURIComponent(jobId)}`);

async function links(sandbox: PikaSandbox, jobId: string): Promise<string[]> {
  const { body } = await getJob(sandbox, jobId);
  return (body["attachments"] as { url: string }[]).map(({ url }) => url);
}

const done = { steps: [{ status: "completed" }] };

describe("the stand-in job API answers word for word", () => {
  test("400, 401 and 404", async () => {
    const sandbox = await start();
    const bad = { error: "Query param jobid not provided", code: 400 };
    expect(await get(sandbox, "/jobs/")).toEqual({ status: 400, body: bad });
    expect(await get(sandbox, "/jobs/?jobid=")).toEqual({ status: 400, body: bad });
    const refused = { status: 401, body: { error: "Unauthorized", code: 401 } };
    for (const path of ["/jobs/?jobid=x", "/jobs", "/jobs/"]) {
      expect(await get(sandbox, path, "wrong")).toEqual(refused);
      expect(await get(sandbox, path, "")).toEqual(refused);
    }
    expect(await get(sandbox, "/jobs/?jobid=x%3Ay")).toEqual({
      status: 404,
      body: { error: "Unable to locate job x:y", code: 404 },
    });
    expect(sandbox.violations).toEqual([]);
  });

  test("402 when told that the subscription ran out", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "refuse", status: 402 });
    expect(await getJob(sandbox, sandbox.addJob())).toEqual({
      status: 402,
      body: { error: "Account has no subscription or subscription expired", code: 402 },
    });
  });

  test("the list of running jobs, if the query is missing", async () => {
    const sandbox = await start();
    const running = sandbox.addJob();
    sandbox.addJob(done);
    expect(await get(sandbox, "/jobs")).toEqual({ status: 200, body: [running] });
  });

  test("404 for what the API does not have, and remembers it as a violation", async () => {
    const sandbox = await start();
    expect((await get(sandbox, "/jobs/cancel/?jobid=x")).status).toBe(404);
    const post = await fetch(`${sandbox.url}/jobs/?jobid=x`, { method: "POST" });
    expect(post.status).toBe(404);
    expect(sandbox.violations).toEqual([
      "unknown route: GET /v1/pika/jobs/cancel/",
      "unknown route: POST /v1/pika/jobs/",
    ]);
  });
});

describe("a scripted job", () => {
  test("has an id in the published form and goes through its statuses poll by poll", async () => {
    const sandbox = await start();
    const jobId = sandbox.addJob({ ends: "completed", stepPolls: 2 });
    expect(jobId).toMatch(/^job:\d{17}-user:\d+-channel:\d{17,20}-bot:pika$/);
    const seen = [];
    for (let poll = 0; poll < 8; poll += 1) {
      seen.push((await getJob(sandbox, jobId)).body["status"]);
    }
    expect(seen.join(" ")).toBe(
      "created created started started progress progress completed completed",
    );
    expect(sandbox.polls(jobId)).toBe(8);
  });

  test("can advance by the clock, however rarely it is polled", async () => {
    let at = Date.UTC(2024, 11, 18);
    const sandbox = await start({ now: () => at });
    const jobId = sandbox.addJob({
      ends: "failed",
      stepMs: 1000,
      fields: { error: "out of paint" },
    });
    expect((await getJob(sandbox, jobId)).body["status"]).toBe("created");
    at += 2500;
    expect((await getJob(sandbox, jobId)).body).toMatchObject({
      status: "progress",
      created: "2024-12-18T00:00:00.000Z",
      updated: "2024-12-18T00:00:02.000Z",
    });
    at += 60_000;
    expect((await getJob(sandbox, jobId)).body).toMatchObject({
      status: "failed",
      error: "out of paint",
      updated: "2024-12-18T00:00:03.000Z",
    });
  });

  test("can be set by hand, have any field, and be removed", async () => {
    const sandbox = await start();
    const jobId = sandbox.addJob({
      jobId: "mine",
      steps: [{ status: "created" }, { status: "dreaming" }],
    });
    sandbox.advance(jobId);
    expect((await getJob(sandbox, "mine")).body["status"]).toBe("dreaming");
    sandbox.setJob(jobId, { status: "moderated", prompt: 42, error: undefined });
    const { body } = await getJob(sandbox, "mine");
    expect(body).toMatchObject({ status: "moderated", prompt: 42 });
    expect(body).not.toHaveProperty("error");
    sandbox.removeJob(jobId);
    expect((await getJob(sandbox, "mine")).status).toBe(404);
  });

  test("has the whole model, with everything that must not be shown", async () => {
    const sandbox = await start();
    const jobId = sandbox.addJob({ ...done, verb: "pika-animate", prompt: "a cat" });
    const { body } = await getJob(sandbox, jobId);
    expect(Object.keys(body)).toEqual(
      expect.arrayContaining(
        "jobid verb status created updated prompt image buttons discord channel maxJobs messageId content timestamp attachments embeds replyUrl replyRef code".split(
          " ",
        ),
      ),
    );
    expect(body).toMatchObject({ verb: "pika-animate", prompt: "a cat", code: 200 });
    expect(body["content"]).toMatch(/^<@\d+> Prompt: a cat .*Author: <@\d+>\)$/);
    const text = JSON.stringify(body);
    expect(sandbox.secretsOf(jobId)).toHaveLength(5);
    for (const secret of sandbox.secretsOf(jobId)) expect(text).toContain(secret);
  });
});

describe("an attachment", () => {
  test("is the job's own bytes behind a signed link, also for several files", async () => {
    const sandbox = await start();
    const bytes = Buffer.from("any bytes at all");
    const files = [
      { filename: "one two.mp4", bytes, contentType: "video/mp4" },
      { filename: "two.bin", bytes: Buffer.from("others") },
    ];
    const [one = "", two = ""] = await links(sandbox, sandbox.addJob({ ...done, files }));
    expect(one).toMatch(
      /\/attachments\/\d+\/\d+\/one%20two\.mp4\?ex=[\da-f]+&is=[\da-f]+&hm=[\da-f]{64}&$/,
    );
    const response = await fetch(one);
    expect(response.headers.get("content-type")).toBe("video/mp4");
    expect(await response.text()).toBe("any bytes at all");
    const second = await fetch(two);
    expect(second.headers.get("content-type")).toBeNull();
    expect(await second.text()).toBe("others");
    expect(new URL(one).host).toBe(sandbox.mediaHost);
  });

  test("is gone when its link expires, and back behind a fresh one", async () => {
    let at = Date.now();
    const sandbox = await start({ now: () => at, linkLifetimeMs: 60_000 });
    const jobId = sandbox.addJob(done);
    const [old = ""] = await links(sandbox, jobId);
    expect((await fetch(old)).status).toBe(200);
    at += 60_001;
    const gone = await fetch(old);
    expect([gone.status, await gone.text()]).toEqual([404, "This content is no longer available."]);
    const [fresh = ""] = await links(sandbox, jobId);
    expect((await fetch(fresh)).status).toBe(200);
    sandbox.expireLinks();
    expect((await fetch(fresh)).status).toBe(404);
  });

  test("needs its full link", async () => {
    const sandbox = await start();
    const [link = ""] = await links(sandbox, sandbox.addJob(done));
    const late = link.replace(/ex=[\da-f]+/, "ex=7fffffff");
    for (const url of [link.split("?")[0] ?? "", late, link.replace("hm=", "hm=0")]) {
      expect((await fetch(url)).status).toBe(404);
    }
  });

  test("must not be requested with the API's token", async () => {
    const sandbox = await start();
    const [link = ""] = await links(sandbox, sandbox.addJob(done));
    await fetch(link, { headers: { authorization: `Bearer ${sandbox.token}` } });
    expect(sandbox.violations).toHaveLength(1);
  });
});

test("the sample is an MP4 that plays while it loads", () => {
  const bytes = readFileSync(new URL("../../../sandbox/assets/sample.mp4", import.meta.url));
  expect(bytes.length).toBeLessThan(100_000);
  expect(bytes.subarray(4, 8).toString()).toBe("ftyp");
  expect(bytes.includes("avc1")).toBe(true);
  const index = bytes.indexOf("moov");
  expect(index).toBeGreaterThan(0);
  expect(index).toBeLessThan(bytes.indexOf("mdat"));
});
