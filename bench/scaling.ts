/*
 * Simulates workers that poll jobs, and the death of one of them, with the relay's own scheduler on a virtual clock. Prints the
 * rows that docs/scaling.md quotes: `npm run bench:scaling`, about a minute.
 */
import { LARGE_SCENARIO, SMALL_SCENARIOS, toRow } from "./scaling/scenarios.ts";
import { simulatePolls } from "./scaling/simulate-polls.ts";

let isWrong = false;
for (const scenario of [...SMALL_SCENARIOS, LARGE_SCENARIO]) {
  const outcome = await simulatePolls(scenario);
  console.log(`| ${toRow(scenario, outcome).join(" | ")} |`);
  console.log(`  memory of the scheduler: ${outcome.bytesPerJob.toFixed(0)} bytes a job`);
  isWrong ||= outcome.overlapping > 0 || outcome.unpolled > 0;
}
if (isWrong) process.exitCode = 1;
