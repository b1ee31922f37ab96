import { testIf } from "./test-if.ts";
import { expect, test } from "vitest";
import type { PollResult } from "../../src/core/job/job.ts";
import type { ApiFault } from "../../sandbox/job-api/api-fault.ts";
import { BYTES, jobIn, poll, type SourceDriver, type SourceTraits } from "./source-driver.ts";

const NOT_UNDERSTOOD: readonly ApiFault[] = [
  { kind: "html", status: 200 },
  { kind: "truncated" },
  { kind: "array" },
  { kind: "empty" },
  { kind: "changed", change: () => "null" },
  { kind: "too-long" },
  { kind: "gzip-bomb" },
  // A firewall in front of the API says nothing about the account or the job.
  { kind: "html", status: 401 },
  { kind: "html", status: 403 },
  { kind: "html", status: 404 },
  { kind: "raw", status: 302, headers: { location: "https://elsewhere.test/" }, body: "" },
];
const UNAVAILABLE: readonly ApiFault[] = [
  { kind: "cut-off" },
  { kind: "reset" },
  { kind: "html", status: 502 },
];
const ENDLESS: readonly ApiFault[] = [
  { kind: "drip-headers" },
  { kind: "drip-body" },
  { kind: "hang" },
];

/** Nothing that a server can answer ends a job by mistake. */
export function survivesFaults(driver: () => SourceDriver, traits: SourceTraits): void {
  const faulty = async (fault: ApiFault): Promise<PollResult> => {
    const jobId = driver().addJob();
    driver().server.fault(fault, { path: driver().pathOf(jobId), times: 1 });
    return poll(driver(), jobId);
  };

  test.each(NOT_UNDERSTOOD)("$kind $status is not understood, and ends nothing", async (fault) => {
    expect((await faulty(fault)).kind).toBe("not-understood");
  });

  test.each(UNAVAILABLE)("$kind $status is an outage", async (fault) => {
    expect((await faulty(fault)).kind).toBe("unavailable");
  });

  test("202 without a body ends nothing", async () => {
    const pollResult = await faulty({ kind: "raw", status: 202, body: "" });
    const means = pollResult.kind === "job" ? pollResult.job.phase : pollResult.kind;
    expect(["running", "not-understood"]).toContain(means);
  });

  test("a refused key is said", async () => {
    expect((await faulty(driver().refusal(401))).kind).toBe("unauthorised");
  });

  test.each([
    [429, "rate-limited"],
    [500, "unavailable"],
  ] as const)("%i is %s, and passes on how long to wait", async (status, kind) => {
    const refusal = driver().refusal(status);
    const headers = { ...("headers" in refusal && refusal.headers), "retry-after": "7" };
    const fault: ApiFault = refusal.kind === "raw" ? { ...refusal, headers } : refusal;
    expect(await faulty(fault)).toMatchObject({ kind, retryAfterMs: 7_000 });
  });

  const { otherJob } = traits;
  testIf(otherJob !== undefined)("another job's answer ends nothing", async () => {
    const jobId = driver().addJob();
    driver().server.fault(otherJob!(jobId), { path: driver().pathOf(jobId), times: 1 });
    expect((await poll(driver(), jobId)).kind).toBe("not-understood");
  });

  test("a job whose answer hangs holds up no other", async () => {
    const [hung, other] = [driver().addJob(), driver().addJob()];
    driver().server.fault({ kind: "hang" }, { path: driver().pathOf(hung), times: 1 });
    const gone = new AbortController();
    const hanging = driver().source.pollJob(hung, gone.signal);
    expect((await poll(driver(), other)).kind).toBe("job");
    gone.abort();
    expect((await hanging).kind).toBe("unavailable");
  });

  test("an aborted poll is unavailable, before and in the middle", async () => {
    const { source } = driver();
    const jobId = driver().addJob();
    expect((await source.pollJob(jobId, AbortSignal.abort())).kind).toBe("unavailable");
    driver().server.fault({ kind: "hang" }, { path: driver().pathOf(jobId), times: 1 });
    const gone = new AbortController();
    const polling = source.pollJob(jobId, gone.signal);
    await driver().server.whenSeen(driver().pathOf(jobId));
    gone.abort();
    expect((await polling).kind).toBe("unavailable");
  });

  test("closing ends polls under way and later ones, and may be done twice", async () => {
    const { source } = driver();
    const jobId = driver().addJob();
    driver().server.fault({ kind: "hang" }, { path: driver().pathOf(jobId), times: 1 });
    const polling = poll(driver(), jobId);
    await driver().server.whenSeen(driver().pathOf(jobId));
    await source.close();
    expect((await polling).kind).toBe("unavailable");
    expect((await poll(driver(), jobId)).kind).toBe("unavailable");
    await source.close();
  });
}

/** Polls a completed job with a fault as the second answer; `undefined` if a poll needs no second request. */
async function pollWithSecond(
  driver: SourceDriver,
  fault: ApiFault,
): Promise<{ jobId: string; kind: string } | undefined> {
  const jobId = driver.addJob();
  driver.show(jobId, { kind: "completed", bytes: BYTES });
  const path = driver.secondPathOf?.(jobId);
  if (!path) return undefined;
  const end = driver.server.fault(fault, { path });
  const { kind } = await poll(driver, jobId);
  end();
  return { jobId, kind };
}

/** A poll that needs two requests is as careful with the second answer as with the first. */
export function readsSecondAnswers(driver: () => SourceDriver): void {
  /** The kind of the poll result. Afterwards the job has its file all the same. */
  const faulty = async (fault: ApiFault): Promise<string | undefined> => {
    const polled = await pollWithSecond(driver(), fault);
    if (!polled) return undefined;
    expect(jobIn(await poll(driver(), polled.jobId)).attachments).toHaveLength(1);
    return polled.kind;
  };

  test.each(NOT_UNDERSTOOD)("$kind $status as the second answer ends nothing", async (fault) => {
    expect(["not-understood", undefined]).toContain(await faulty(fault));
  });

  test.each(UNAVAILABLE)("$kind $status as the second answer is an outage", async (fault) => {
    expect(["unavailable", undefined]).toContain(await faulty(fault));
  });

  test("a refusal of the second request ends nothing", async () => {
    expect(["unauthorised", undefined]).toContain(await faulty(driver().refusal(401)));
    expect(["rate-limited", undefined]).toContain(await faulty(driver().refusal(429)));
  });
}

/** No request takes for ever. `driver`: with requests that end soon. */
export function endsRequests(driver: () => SourceDriver): void {
  test.each(ENDLESS)("$kind is an outage", async (fault) => {
    const jobId = driver().addJob();
    driver().server.fault(fault, { path: driver().pathOf(jobId) });
    expect((await poll(driver(), jobId)).kind).toBe("unavailable");
  });

  test.each(ENDLESS)("$kind as the second answer is an outage", async (fault) => {
    const polled = await pollWithSecond(driver(), fault);
    expect(["unavailable", undefined]).toContain(polled?.kind);
  });
}
