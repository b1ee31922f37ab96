import { describe, expect, test } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import type { PollResult } from "../../../../src/core/job/job.ts";
import type { JobFault } from "../../../../sandbox/pika/job-faults.ts";
import { jobOf } from "../../../contracts/job-source.ts";
import { startPika } from "./start-pika.ts";

/** The faults that only time ends; for every other one a busy machine has the 15 s of real life. */
const SILENT: ReadonlySet<JobFault["kind"]> = new Set(["hang", "drip-headers", "drip-body"]);

const json = (status: number, body: unknown): JobFault => ({
  kind: "raw",
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** A completed job whose JSON takes exactly this many bytes. */
const jobOfBytes = (bytes: number): JobFault => {
  const [before, after] = ['{"status":"completed","padding":"', '"}'];
  const padding = "x".repeat(bytes - before.length - after.length);
  return { kind: "raw", status: 200, body: `${before}${padding}${after}` };
};

const ROWS: readonly (readonly [string, JobFault, PollResult])[] = [
  [
    "400",
    { kind: "refuse", status: 400 },
    { kind: "not-understood", message: "Query param jobid not provided" },
  ],
  ["401", { kind: "refuse", status: 401 }, { kind: "unauthorised", message: "Unauthorized" }],
  ["403", { kind: "refuse", status: 403, error: "No" }, { kind: "unauthorised", message: "No" }],
  [
    "402",
    { kind: "refuse", status: 402 },
    {
      kind: "no-subscription",
      message: "Account has no subscription or subscription expired",
    },
  ],
  [
    "404",
    { kind: "refuse", status: 404, error: "Unable to locate job x" },
    { kind: "not-found", message: "Unable to locate job x" },
  ],
  // A firewall that disliked one job id once counted as the API refusing the account.
  ["401 from a proxy", { kind: "html", status: 401 }, { kind: "not-understood" }],
  ["402 from a proxy", { kind: "html", status: 402 }, { kind: "not-understood" }],
  ["403 from a firewall", { kind: "html", status: 403 }, { kind: "not-understood" }],
  ["403 without words", json(403, { message: "Forbidden" }), { kind: "not-understood" }],
  [
    "403 whose body says 500",
    json(403, { error: "upstream", code: 500 }),
    { kind: "not-understood", message: "upstream" },
  ],
  ["404 from a proxy", { kind: "html", status: 404 }, { kind: "not-understood" }],
  ["404 without words", json(404, { message: "Not Found" }), { kind: "not-understood" }],
  [
    "404 whose body says 500",
    json(404, { error: "upstream", code: 500 }),
    { kind: "not-understood", message: "upstream" },
  ],
  ["410", { kind: "html", status: 410 }, { kind: "not-understood" }],
  ["429", { kind: "refuse", status: 429 }, { kind: "rate-limited" }],
  [
    "429 with seconds",
    { kind: "refuse", status: 429, retryAfter: 30 },
    { kind: "rate-limited", retryAfterMs: 30_000 },
  ],
  [
    "429 with a date",
    { kind: "refuse", status: 429, retryAfter: "Wed, 18 Dec 2024 02:20:21 GMT" },
    { kind: "rate-limited", retryAfterMs: 60_000 },
  ],
  ["429 as HTML", { kind: "html", status: 429 }, { kind: "rate-limited" }],
  ["500", { kind: "refuse", status: 500, error: "Oops" }, { kind: "unavailable", message: "Oops" }],
  ["502 as HTML", { kind: "html", status: 502 }, { kind: "unavailable" }],
  [
    "503 with Retry-After",
    { kind: "refuse", status: 503, error: "Busy", retryAfter: "5" },
    { kind: "unavailable", message: "Busy", retryAfterMs: 5000 },
  ],
  ["200 as HTML", { kind: "html", status: 200 }, { kind: "not-understood" }],
  ["truncated JSON", { kind: "truncated" }, { kind: "not-understood" }],
  ["an empty body", { kind: "empty" }, { kind: "not-understood" }],
  ["204", { kind: "raw", status: 204, body: "" }, { kind: "not-understood" }],
  ["an array", { kind: "array" }, { kind: "not-understood" }],
  ["null", json(200, null), { kind: "not-understood" }],
  ["a string", json(200, "completed"), { kind: "not-understood" }],
  ["JSON that is no job", { kind: "wrong-shape" }, { kind: "not-understood" }],
  ["another job's id", { kind: "other-job" }, { kind: "not-understood" }],
  ["10 MB", { kind: "huge" }, { kind: "not-understood" }],
  ["a body without end", { kind: "endless" }, { kind: "not-understood" }],
  ["a gzip bomb", { kind: "gzip-bomb" }, { kind: "not-understood" }],
  ["a body cut off by the connection", { kind: "cut-off" }, { kind: "unavailable" }],
  ["a reset connection", { kind: "reset" }, { kind: "unavailable" }],
  ["no answer", { kind: "hang" }, { kind: "unavailable" }],
  ["headers that drip", { kind: "drip-headers" }, { kind: "unavailable" }],
  ["a body that drips", { kind: "drip-body" }, { kind: "unavailable" }],
  [
    "200 whose body says 401",
    json(200, { error: "Unauthorized", code: 401 }),
    { kind: "unauthorised", message: "Unauthorized" },
  ],
  [
    "200 whose body says 402",
    json(200, { error: "Expired", code: 402 }),
    { kind: "no-subscription", message: "Expired" },
  ],
  [
    "200 whose body says 404",
    json(200, { error: "Unable to locate job x", code: 404 }),
    { kind: "not-found", message: "Unable to locate job x" },
  ],
  [
    "200 whose body says 500",
    json(200, { error: "Oops", code: 500 }),
    { kind: "unavailable", message: "Oops" },
  ],
  [
    "200 with an error and nothing else",
    json(200, { error: "Oops" }),
    { kind: "not-understood", message: "Oops" },
  ],
];

describe("an answer of the job API", () => {
  test.each(ROWS)(
    "%s is reported as such, and only while it lasts",
    async (_name, fault, expected) => {
      const { sandbox, api } = await startPika({
        ...(SILENT.has(fault.kind) && { attemptTimeoutMs: 1000 }),
        clock: { ...systemClock, now: () => Date.parse("2024-12-18T02:19:21Z") },
      });
      const jobId = sandbox.addJob({ ends: "completed", stepPolls: 0 });
      sandbox.setJob(jobId, { status: "completed" });
      sandbox.fault(fault, { times: 1 });
      expect(await api.pollJob(jobId)).toEqual(expected);
      expect(jobOf(await api.pollJob(jobId)).phase).toBe("completed");
    },
  );

  test("is read up to 1 MiB, and not a byte more", async () => {
    const { sandbox, api } = await startPika();
    sandbox.fault(jobOfBytes(1_048_576), { times: 1 });
    expect((await api.pollJob("a")).kind).toBe("job");
    sandbox.fault(jobOfBytes(1_048_577), { times: 1 });
    expect(await api.pollJob("a")).toEqual({ kind: "not-understood" });
  });

  test("has its text shortened and made harmless", async () => {
    const { sandbox, api } = await startPika();
    sandbox.fault({ kind: "refuse", status: 404, error: `\u202Eevil\u0007 ${"🎬".repeat(400)}` });
    const pollResult = await api.pollJob("a");
    if (pollResult.kind !== "not-found")
      throw new Error(`not found expected, not ${pollResult.kind}`);
    expect(pollResult.message).toMatch(/^evil (🎬)+$/u);
    expect(pollResult.message.length).toBeLessThanOrEqual(300);
  });

  test("a wrong token is refused", async () => {
    const { sandbox, api } = await startPika({ token: "wrong" });
    expect((await api.pollJob(sandbox.addJob())).kind).toBe("unauthorised");
  });

  test("a wrong base address never means that a job does not exist", async () => {
    const { sandbox } = await startPika();
    const { api } = await startPika({ baseUrl: `${sandbox.url}/v9` });
    expect((await api.pollJob(sandbox.addJob())).kind).toBe("not-understood");
  });

  test("an unknown status is logged once per word", async () => {
    const { sandbox, api, log } = await startPika();
    const jobIds = [sandbox.addJob(), sandbox.addJob()];
    for (const status of ["daydreaming", "daydreaming", "toString", "daydreaming"]) {
      for (const jobId of jobIds) {
        sandbox.setJob(jobId, { status });
        expect(jobOf(await api.pollJob(jobId)).phase).toBe("running");
      }
    }
    expect(log.of("job.status_unknown").map(({ status }) => status)).toEqual([
      "daydreaming",
      "toString",
    ]);
  });

  // It was once said again whenever another job had been answered in between.
  test("a problem of one job is logged once, although others are answered in between", async () => {
    const { sandbox, api, log } = await startPika();
    const [good, bad] = [sandbox.addJob(), sandbox.addJob()];
    const end = sandbox.fault({ kind: "html", status: 403 }, { jobId: bad });
    for (let times = 0; times < 3; times += 1)
      for (const jobId of [good, bad]) await api.pollJob(jobId);
    end();
    await api.pollJob(bad);
    expect(log.of("api.troubled")).toMatchObject([{ jobId: bad, reason: "HTTP 403" }]);
    sandbox.fault({ kind: "html", status: 403 }, { jobId: bad });
    await api.pollJob(bad);
    expect(log.of("api.troubled")).toHaveLength(2);
  });

  test("the reason why there is no answer is logged once while it lasts, without secrets", async () => {
    const { sandbox, api, log } = await startPika();
    const jobId = sandbox.addJob({ steps: [{ status: "completed" }] });
    const end = sandbox.fault({ kind: "reset" });
    await api.pollJob(jobId);
    await api.pollJob(jobId);
    end();
    await api.pollJob(jobId);
    sandbox.fault({ kind: "html", status: 200 });
    await api.pollJob(jobId);
    expect(log.of("api.troubled")).toEqual([
      { jobId, kind: "unavailable", reason: "ECONNRESET" },
      { jobId, kind: "not-understood", reason: "HTTP 200" },
    ]);
    const logged = JSON.stringify(log.lines);
    for (const secret of [sandbox.token, ...sandbox.secretsOf(jobId)]) {
      expect(logged).not.toContain(secret);
    }
  });
});

describe("a job of the job API", () => {
  test("has a percentage only while the job runs", async () => {
    const { sandbox, api } = await startPika();
    const script = { prompt: "50% grey", ends: "completed", percents: [5, 60] } as const;
    const jobId = sandbox.addJob(script);
    const seen = [];
    for (let poll = 0; poll < 5; poll += 1) {
      const { facts } = jobOf(await api.pollJob(jobId));
      seen.push([facts.status, facts.percent, facts.isRetryable]);
    }
    expect(seen).toEqual([
      ["created", undefined, undefined],
      ["started", undefined, undefined],
      ["progress", 5, undefined],
      ["progress", 60, undefined],
      ["completed", undefined, true],
    ]);
    sandbox.setJob(jobId, { content: "(100%)", buttons: ["upscale"] });
    const { facts } = jobOf(await api.pollJob(jobId));
    expect([facts.percent, facts.isRetryable]).toEqual([undefined, false]);
  });

  test("says when its links expire", async () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5);
    const { sandbox, api } = await startPika({
      sandbox: { now: () => at, linkLifetimeMs: 60_000 },
    });
    const jobId = sandbox.addJob({ steps: [{ status: "completed" }] });
    const [attachment] = jobOf(await api.pollJob(jobId)).attachments;
    expect(attachment?.expiresAt).toBe(at + 60_000);
  });
});
