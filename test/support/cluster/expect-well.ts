import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { Cluster } from "./cluster.ts";
import type { FollowedJobs } from "./followed-jobs.ts";
import { findOverlaps, longestGap } from "./observer.ts";

/** How long a process that should not post any more gets to do it. */
const QUIET_MS = 2_000;

/** What else is expected. */
export interface Wellness {
  /** Until every result is shown, in ms. */
  readonly withinMs: number;
  /** Between two polls of one job, in ms. Default: three times the lock. */
  readonly maxGapMs?: number;
}

/**
 * Asserts that every job is shown once and whole, and stays so; that its polls did not overlap and never paused for long; and
 * that the stand-ins understood everything.
 */
export async function expectWell(
  cluster: Cluster,
  jobs: FollowedJobs,
  { withinMs, maxGapMs = 3 * cluster.lockMs }: Wellness,
): Promise<void> {
  const misshown = await jobs.findMisshownWithin(withinMs);
  for (const line of misshown)
    process.stdout.write(`chaos: ${line}\n${jobs.history(line.split(": ")[0] ?? "")}\n`);
  expect(misshown).toEqual([]);
  await sleep(QUIET_MS);
  expect(jobs.findMisshown()).toEqual([]);
  const polls = jobs.polls();
  expect(findOverlaps(polls)).toEqual([]);
  const { jobId, gapMs } = longestGap(polls);
  process.stdout.write(
    `chaos: ${jobs.jobIds.length} follows, ${polls.length} polls, longest gap ${gapMs} ms (${jobId})\n`,
  );
  if (gapMs > maxGapMs) process.stdout.write(`${jobs.history(jobId)}\n`);
  expect(gapMs).toBeLessThanOrEqual(maxGapMs);
  expect(cluster.environment.violations()).toEqual([]);
}
