import { describeIf } from "./test-if.ts";
import { expect, test } from "vitest";
import type { CancelRequestResult } from "../../src/core/job/job.ts";
import type { ApiFault } from "../../sandbox/job-api/api-fault.ts";
import type { FaultScope } from "../../sandbox/job-api/job-api-server.ts";
import { BYTES, jobIn, poll, type SourceDriver, type SourceTraits } from "./source-driver.ts";

/** A source cancels jobs that run, and only those, if its API can. */
export function cancelsJobs(driver: () => SourceDriver, { cancelRequest }: SourceTraits): void {
  test("a running job is marked as one that can be cancelled, if the API can", async () => {
    const { facts } = jobIn(await poll(driver(), driver().addJob()));
    expect(facts.isCancellable === true).toBe(cancelRequest !== undefined);
  });

  describeIf(cancelRequest !== undefined)("a cancellation", () => {
    cancels(driver, cancelRequest ?? (() => ({})));
  });
}

const cancel = async ({ source }: SourceDriver, jobId: string, signal?: AbortSignal) =>
  (await source.cancelJob?.(jobId, signal)) ?? ({ kind: "not-understood" } as const);

const LOST: readonly ApiFault[] = [{ kind: "reset" }, { kind: "html", status: 500 }];

function cancels(driver: () => SourceDriver, toRequest: (jobId: string) => FaultScope): void {
  test("ends a running job", async () => {
    const jobId = driver().addJob();
    expect(await cancel(driver(), jobId)).toEqual({ kind: "cancelling" });
    const after = await poll(driver(), jobId);
    expect(["job", "not-found"]).toContain(after.kind);
    expect(after).not.toMatchObject({ job: { facts: { isCancellable: true } } });
  });

  test("leaves a job alone that has ended", async () => {
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "completed", bytes: BYTES });
    expect(await cancel(driver(), jobId)).toEqual({ kind: "over" });
    expect(jobIn(await poll(driver(), jobId))).toMatchObject({ phase: "completed" });
    expect(jobIn(await poll(driver(), jobId)).facts.isCancellable).toBeUndefined();
  });

  test("does not find a job that the API does not know", async () => {
    const jobId = driver().addJob();
    driver().remove(jobId);
    expect((await cancel(driver(), jobId)).kind).toBe("not-found");
  });

  test.each(LOST)("without an answer is unknown, and is sent once ($kind)", async (fault) => {
    const jobId = driver().addJob();

    driver().server.fault(fault, { ...toRequest(jobId), times: 1 });
    expect((await cancel(driver(), jobId)).kind).toBe("unknown");
    // It was not sent again: the job still runs.
    expect(jobIn(await poll(driver(), jobId)).facts.isCancellable).toBe(true);
  });

  test.each<readonly [401 | 429, CancelRequestResult["kind"]]>([
    [401, "unauthorised"],
    [429, "rate-limited"],
  ])("that is refused with %i says so", async (status, kind) => {
    const jobId = driver().addJob();
    driver().server.fault(driver().refusal(status), toRequest(jobId));
    expect((await cancel(driver(), jobId)).kind).toBe(kind);
  });

  test("is not sent once its signal has aborted", async () => {
    const jobId = driver().addJob();
    expect((await cancel(driver(), jobId, AbortSignal.abort())).kind).toBe("unavailable");
    expect(jobIn(await poll(driver(), jobId)).phase).toBe("running");
  });
}
