import * as fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { attachmentSchema, jobFactsSchema, type PollResult } from "../../src/core/job/job.ts";
import { parseJson } from "../../src/core/source/parse-json.ts";
import type { FakeLogger } from "../support/fakes/fake-logger.ts";
import { damaged, type Json } from "../support/odd-json.ts";
import { BYTES, poll, type RemoteState, type SourceDriver } from "./source-driver.ts";

/** What the rest of the relay relies on in every job. */
const jobSchema = z.object({
  jobId: z.string(),
  phase: z.enum(["running", "completed", "failed", "cancelled", "moderated"]),
  facts: jobFactsSchema,
  content: z.string().optional(),
  attachments: z.array(attachmentSchema),
  error: z.string().optional(),
  errorDetails: z.string().optional(),
});

const STATES: readonly RemoteState[] = [
  { kind: "running" },
  { kind: "completed", bytes: BYTES },
  { kind: "failed", error: "out of memory" },
];
const RUNS = 100;

/** Fields that are missing, of the wrong type or in each other's place make no poll throw, and no job that is none. */
export function readsOddAnswers(driver: () => SourceDriver, log: FakeLogger): void {
  /** Polls again and again, each time with other parts of an answer damaged; returns the errors that the source threw. */
  const check = async (
    state: RemoteState,
    pathOf: (jobId: string) => RegExp | undefined,
  ): Promise<string[]> => {
    const jobId = driver().addJob();
    driver().show(jobId, state);
    const path = pathOf(jobId);
    const sound = path && (await answerTo(driver(), { jobId, path }));
    if (sound === undefined) return [];
    await fc.assert(
      fc.asyncProperty(damaged(sound), async (odd) => {
        const change = () => JSON.stringify(odd);
        const end = driver().server.fault({ kind: "changed", change }, { path });
        expectSound(await poll(driver(), jobId), jobId);
        end();
      }),
      { numRuns: RUNS },
    );
    // The client takes an error of the source for an outage.
    const reasons = log.of("api.troubled").map(({ reason }) => String(reason));
    return reasons.filter((reason) => reason.endsWith("Error"));
  };

  test.each(STATES)("odd answers about a $kind job are read without an error", async (state) => {
    expect(await check(state, (jobId) => driver().pathOf(jobId))).toEqual([]);
  });

  test.each(STATES)("odd second answers about a $kind job are, too", async (state) => {
    expect(await check(state, (jobId) => driver().secondPathOf?.(jobId))).toEqual([]);
  });
}

function expectSound(pollResult: PollResult, jobId: string): void {
  if (pollResult.kind !== "job") return;
  expect(jobSchema.safeParse(pollResult.job).error).toBeUndefined();
  expect(pollResult.job.jobId).toBe(jobId);
}

/** The real answer to a poll's request of that path; `undefined` if a poll sends none. */
async function answerTo(
  driver: SourceDriver,
  { jobId, path }: { readonly jobId: string; readonly path: RegExp },
): Promise<Json | undefined> {
  let body: string | undefined;
  const change = (real: string): string => (body = real);
  const end = driver.server.fault({ kind: "changed", change }, { path });
  await poll(driver, jobId);
  end();
  return parseJson(body) as Json | undefined;
}
