import type { Outcome, Scenario } from "./simulate-polls.ts";

const SMALL = { jobs: 2_000, sources: 1, beforeMs: 300_000, afterMs: 300_000, seed: 1 };

/** Small enough for a test, which compares their rows with docs/scaling.md. */
export const SMALL_SCENARIOS: readonly Scenario[] = [
  { ...SMALL, workers: 2, maxPerSecond: 1_000 },
  { ...SMALL, workers: 4, maxPerSecond: 1_000 },
  { ...SMALL, workers: 4, maxPerSecond: 10 },
];

/** Takes about a minute. */
export const LARGE_SCENARIO: Scenario = {
  jobs: 200_000,
  workers: 8,
  sources: 8,
  maxPerSecond: 1_000,
  beforeMs: 75_000,
  afterMs: 150_000,
  seed: 1,
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The cells of a row of the table in docs/scaling.md. */
export function toRow(scenario: Scenario, { before, after }: Outcome): string[] {
  return [
    scenario.jobs.toLocaleString("en"),
    String(scenario.workers),
    `${scenario.sources} × ${scenario.maxPerSecond.toLocaleString("en")}`,
    before.pollsPerSecond.toFixed(1),
    seconds(before.latenessMs.p99),
    `${(before.busiestShare * 100).toFixed(1)}%`,
    seconds(before.longestGapMs),
    seconds(after.longestGapMs),
  ];
}
