import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JobFault } from "../../../sandbox/pika/job-faults.ts";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import { promisesResult } from "../../support/sentence.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { isDelivered } from "../../support/processes/relay-log.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import { discordClient, expectOnce } from "../../support/processes/user-client.ts";
import { profile } from "../../support/profile.ts";

/** Jobs that meet each fault. */
const EACH = profile.amount({ small: 1, full: 20 });
const MAX_GROWTH_MB = 50;
/** Each of the jobs that hang holds one of the relay's few connections for 15 s. */
const WAIT_MS = profile.amount({ small: 40_000, full: 300_000 });

/** Faults of one answer, which say nothing about the account. */
const FAULTS: Readonly<Record<string, JobFault>> = {
  "500": { kind: "refuse", status: 500 },
  "502 HTML": { kind: "html", status: 502 },
  "503 with Retry-After": { kind: "refuse", status: 503, retryAfter: 1 },
  "200 HTML": { kind: "html", status: 200 },
  "truncated JSON": { kind: "truncated" },
  "a body that is cut off": { kind: "cut-off" },
  "an empty body": { kind: "empty" },
  "an array": { kind: "array" },
  "the wrong shape": { kind: "wrong-shape" },
  "an unknown status": { kind: "raw", status: 200, body: JSON.stringify({ status: "dreaming" }) },
  "a status that is no word": { kind: "raw", status: 200, body: JSON.stringify({ status: 7 }) },
  "another job": { kind: "other-job" },
  "10 MB": { kind: "huge" },
  "an endless body": { kind: "endless" },
  "a gzip bomb": { kind: "gzip-bomb" },
  "dripped headers": { kind: "drip-headers" },
  "a dripped body": { kind: "drip-body" },
  "a reset": { kind: "reset" },
  silence: { kind: "hang" },
};

/** A question that meets one of these takes the relay's whole 15 s. */
const SLOW: ReadonlySet<JobFault["kind"]> = new Set(["hang", "drip-headers", "drip-body"]);

const MET = Object.entries(FAULTS).filter(([, { kind }]) => profile.isFull || !SLOW.has(kind));

/** Faults that concern the account: every poll slows down or waits. */
const REFUSALS: Readonly<Record<string, JobFault>> = {
  "401": { kind: "refuse", status: 401 },
  "402": { kind: "refuse", status: 402 },
  "403": { kind: "refuse", status: 403 },
  "429 without Retry-After": { kind: "refuse", status: 429 },
  "429 with seconds": { kind: "refuse", status: 429, retryAfter: 2 },
  "429 with a date": { kind: "refuse", status: 429, retryAfter: new Date().toUTCString() },
};

const residentMb = ({ pid }: RelayProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;

describe("a job API that answers with arbitrary faults", () => {
  it(`ends no follow by ${MET.map(([name]) => name).join(", ")}; every job ends as it should`, async () => {
    await using environment = await createForgetfulEnvironment();
    const { pika } = environment;
    const client = discordClient(environment);
    const relay = await environment.readyRelay(client.env);
    const jobs = MET.flatMap(([, fault]) =>
      Array.from({ length: EACH }, () => ({ jobId: pika.addJob(), fault })),
    );
    for (const { jobId } of jobs)
      await client.ask(jobId, () =>
        eventually("the status", () => client.about(jobId).length === 1),
      );
    const idleMb = residentMb(relay);
    const met = new Map<string, number>();
    for (const { jobId, fault } of jobs) pika.fault(fault, { jobId });
    const before = pika.requests.length;
    // A question that hangs takes the relay's whole 15 s: everybody has been asked again by then.
    await eventually(
      "three faults for each job, or the one that hangs",
      () => {
        met.clear();
        for (const { jobId } of pika.requests.slice(before))
          if (jobId !== undefined) met.set(jobId, (met.get(jobId) ?? 0) + 1);
        return jobs.every(({ jobId, fault }) => {
          return (met.get(jobId) ?? 0) >= (SLOW.has(fault.kind) ? 2 : 3);
        });
      },
      WAIT_MS,
    );
    for (const { jobId } of jobs) expect(client.about(jobId)).toHaveLength(1);
    expect(residentMb(relay) - idleMb).toBeLessThan(MAX_GROWTH_MB);
    pika.clearFaults();
    for (const { jobId } of jobs) pika.setJob(jobId, { status: "completed" });
    for (const { jobId } of jobs)
      await eventually("the delivery", () => isDelivered([relay], jobId), 120_000);
    for (const { jobId } of jobs) await expectOnce(client, jobId);
    expect(relay.errors()).toBe("");
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  }, 600_000);
});

describe.concurrent("a job API that refuses the account for a while", () => {
  // A refused account is asked once a minute.
  const quick = Object.entries(REFUSALS).filter(
    ([name]) => profile.isFull || name.includes("429 with "),
  );
  it.each(profile.pick(quick, { small: 2, timesFull: 1 }))(
    "%s: is asked less often, ends no follow, and is polled again once it accepts",
    async (_name, fault) => {
      await using environment = await createForgetfulEnvironment();
      const { pika } = environment;
      const client = discordClient(environment);
      const jobId = pika.addJob();
      const relay = await environment.readyRelay(client.env);
      await client.ask(jobId, () =>
        eventually("the status", () => client.about(jobId).length === 1),
      );
      const end = pika.fault(fault);
      const before = pika.requests.length;
      await eventually("the refusal", () => pika.requests.length > before);
      const other = pika.addJob();
      await client.ask(other, (said) => eventually("an answer", () => promisesResult(said())));
      end();
      for (const each of [jobId, other]) {
        pika.setJob(each, { status: "completed" });
        await eventually("the delivery", () => isDelivered([relay], each), 80_000);
        await expectOnce(client, each);
      }
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
    },
    120_000,
  );
});
