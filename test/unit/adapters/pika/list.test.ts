import { describe, expect, test } from "vitest";
import type { JobListResult } from "../../../../src/core/job/job.ts";
import type { JobFault } from "../../../../sandbox/pika/job-faults.ts";
import { startPika } from "./start-pika.ts";

/** The faults that only time ends. */
const SILENT: ReadonlySet<JobFault["kind"]> = new Set(["hang", "drip-headers", "drip-body"]);

const json = (status: number, body: unknown): JobFault => ({
  kind: "raw",
  status,
  body: JSON.stringify(body),
});

const ROWS: readonly (readonly [string, JobFault, JobListResult])[] = [
  [
    "400",
    { kind: "refuse", status: 400, error: "What?" },
    { kind: "not-understood", message: "What?" },
  ],
  ["401", { kind: "refuse", status: 401 }, { kind: "unauthorised", message: "Unauthorized" }],
  [
    "404 in the API's words",
    { kind: "refuse", status: 404, error: "No such route" },
    { kind: "not-understood", message: "No such route" },
  ],
  ["403 from a firewall", { kind: "html", status: 403 }, { kind: "not-understood" }],
  ["404 from a proxy", { kind: "html", status: 404 }, { kind: "not-understood" }],
  [
    "429 with seconds",
    { kind: "refuse", status: 429, retryAfter: 30 },
    { kind: "rate-limited", retryAfterMs: 30_000 },
  ],
  ["500", { kind: "refuse", status: 500, error: "Oops" }, { kind: "unavailable", message: "Oops" }],
  ["502 as HTML", { kind: "html", status: 502 }, { kind: "unavailable" }],
  ["200 as HTML", { kind: "html", status: 200 }, { kind: "not-understood" }],
  ["a redirect", json(302, []), { kind: "not-understood" }],
  ["a refusal with a list", json(500, ["a"]), { kind: "unavailable" }],
  ["a job", json(200, { jobid: "a", status: "progress" }), { kind: "not-understood" }],
  ["an object of ids", json(200, { 0: "a", length: 1 }), { kind: "not-understood" }],
  ["null", json(200, null), { kind: "not-understood" }],
  [
    "200 whose body says 402",
    json(200, { error: "Expired", code: 402 }),
    { kind: "no-subscription", message: "Expired" },
  ],
  ["an empty body", { kind: "empty" }, { kind: "not-understood" }],
  ["truncated JSON", { kind: "truncated" }, { kind: "not-understood" }],
  ["10 MB", { kind: "huge" }, { kind: "not-understood" }],
  ["a body without end", { kind: "endless" }, { kind: "not-understood" }],
  ["a gzip bomb", { kind: "gzip-bomb" }, { kind: "not-understood" }],
  ["a body cut off by the connection", { kind: "cut-off" }, { kind: "unavailable" }],
  ["a reset connection", { kind: "reset" }, { kind: "unavailable" }],
  ["no answer", { kind: "hang" }, { kind: "unavailable" }],
  ["headers that drip", { kind: "drip-headers" }, { kind: "unavailable" }],
  ["a body that drips", { kind: "drip-body" }, { kind: "unavailable" }],
];

describe("the list of running jobs", () => {
  test.each(ROWS)(
    "%s is reported as such, and only while it lasts",
    async (_name, fault, expected) => {
      const attempt = SILENT.has(fault.kind) ? { attemptTimeoutMs: 1000 } : {};
      const { sandbox, api } = await startPika(attempt);
      const jobId = sandbox.addJob();
      sandbox.listFault(fault, { times: 1 });
      expect(await api.listJobs()).toEqual(expected);
      expect(await api.listJobs()).toEqual({ kind: "jobs", jobIds: [jobId] });
    },
  );

  test("is requested at the address without a query", async () => {
    const { sandbox, api } = await startPika();
    await api.listJobs();
    expect(sandbox.requests).toMatchObject([
      { method: "GET", url: "/v1/pika/jobs", route: "job-list", authorised: true },
    ]);
  });

  test("leaves out invalid job ids and duplicates", async () => {
    const { sandbox, api } = await startPika();
    const odd = ["", "a b", "jöb", "x".repeat(257), 7, null, {}, ["c"], { jobid: "d" }];
    sandbox.listFault(json(200, ["a", ...odd, "b", "a"]));
    expect(await api.listJobs()).toEqual({ kind: "jobs", jobIds: ["a", "b"] });
  });

  test("ends after 10,000 jobs", async () => {
    const { sandbox, api } = await startPika();
    const ids = Array.from({ length: 20_000 }, (_, index) => `job-${index}`);
    sandbox.listFault(json(200, ids));
    expect(await api.listJobs()).toEqual({ kind: "jobs", jobIds: ids.slice(0, 10_000) });
  });

  test("does not follow a redirect with the token", async () => {
    const { sandbox: elsewhere } = await startPika();
    const { sandbox, api } = await startPika();
    const headers = { location: `${elsewhere.url}/jobs` };
    sandbox.listFault({ kind: "raw", status: 307, headers, body: "" });
    expect((await api.listJobs()).kind).toBe("not-understood");
    expect(elsewhere.requests).toEqual([]);
  });

  test("logs its own problems once while they last", async () => {
    const { sandbox, api, log } = await startPika();
    const jobId = sandbox.addJob();
    sandbox.listFault({ kind: "html", status: 200 });
    for (let asked = 0; asked < 3; asked += 1) {
      await api.listJobs();
      await api.pollJob(jobId);
    }
    expect(log.of("api.troubled")).toEqual([
      { call: "jobs", kind: "not-understood", reason: "HTTP 200" },
    ]);
  });
});
