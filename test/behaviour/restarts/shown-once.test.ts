import * as fc from "fast-check";
import { expect, it } from "vitest";
import { profile } from "../../support/profile.ts";
import { deliveryHistories } from "../../support/simulation/delivery-histories.ts";
import { runHistory } from "../../support/simulation/histories.ts";
import { MemoryDiscord } from "../../support/simulation/memory-discord.ts";
import type { MemoryPlatform } from "../../support/simulation/memory-platform.ts";
import { MemorySlack } from "../../support/simulation/memory-slack.ts";
import { findMisshown } from "../../support/simulation/shown-results.ts";
import { Simulation } from "../../support/simulation/simulation.ts";
import type { Step } from "../../support/simulation/step.ts";

/** `HISTORIES=5000 npx vitest run test/behaviour/restarts/shown-once.test.ts`; CHAOS_SEED replays them. */
const RUNS = Number(process.env["HISTORIES"] ?? 0) || profile.amount({ small: 60, full: 5_000 });

const HOUR = 3_600_000;

/** What is wrong with the results in the channels after a history, and what it was; nothing if all is well. */
async function findFaults(history: readonly Step[]): Promise<string[]> {
  const simulation = new Simulation((clock) => [new MemoryDiscord(clock), new MemorySlack(clock)]);
  await runHistory(simulation, history, HOUR);
  await simulation.stop();
  const seen = findMisshown(simulation, simulation.platforms as MemoryPlatform[]);
  const told = history.map((step) => step.toString()).join("; ");
  return Object.entries(seen).flatMap(([kind, [first]]) =>
    first === undefined ? [] : [`${kind}: ${first} in ${told}`],
  );
}

it("shows each result once and whole, whatever happens between the attempts to deliver it", async () => {
  const failed: string[] = [];
  for (const history of fc.sample(deliveryHistories, { seed: profile.seed, numRuns: RUNS }))
    failed.push(...(await findFaults(history)));
  expect({ of: failed.length, failed: failed.slice(0, 3) }).toEqual({ of: 0, failed: [] });
}, 3_600_000);
