import { expect, test } from "vitest";
import type { JobFault } from "../../../../sandbox/pika/job-faults.ts";
import { jobOf } from "../../../contracts/job-source.ts";
import { startPika } from "./start-pika.ts";

const FAULTS: readonly JobFault[] = [
  { kind: "refuse", status: 401 },
  { kind: "refuse", status: 402 },
  { kind: "refuse", status: 429, retryAfter: 3 },
  { kind: "refuse", status: 500 },
  { kind: "html", status: 200 },
  { kind: "html", status: 404 },
  { kind: "html", status: 502 },
  { kind: "truncated" },
  { kind: "cut-off" },
  { kind: "empty" },
  { kind: "array" },
  { kind: "wrong-shape" },
  { kind: "other-job" },
  { kind: "drip-headers" },
  { kind: "drip-body" },
  { kind: "hang" },
  { kind: "reset" },
  { kind: "huge" },
  { kind: "endless" },
  { kind: "gzip-bomb" },
];

/** A number of [0, 1) after the other, the same for the same seed (Lehmer's generator). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test.each([1, 22, 333])(
  "no mixture of faults ends a job or stops the client (seed %i)",
  async (seed) => {
    const { sandbox, api } = await startPika({ attemptTimeoutMs: 150 });
    const random = randomOf(seed);
    const mixed = FAULTS.map((fault) => ({ fault, order: random() }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ fault }) => fault);
    const jobId = sandbox.addJob({ steps: [{ status: "progress" }, { status: "completed" }] });
    for (const fault of mixed) sandbox.fault(fault, { times: 1 });
    // Two at a time, as polls of several jobs meet: one broken connection must not hurt the other.
    for (let asked = 0; asked < FAULTS.length; asked += 2) {
      const readings = await Promise.all([api.pollJob(jobId), api.pollJob(jobId)]);
      for (const { kind } of readings) expect(kind).not.toMatch(/^(job|not-found)$/);
    }
    expect(jobOf(await api.pollJob(jobId)).phase).toBe("running");
    sandbox.advance(jobId);
    expect(jobOf(await api.pollJob(jobId)).attachments).toHaveLength(1);
    expect(sandbox.violations).toEqual([]);
  },
);
