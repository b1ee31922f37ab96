import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { SMALL_SCENARIOS, toRow } from "../../bench/scaling/scenarios.ts";
import { simulatePolls } from "../../bench/scaling/simulate-polls.ts";

const text = readFileSync(resolve(import.meta.dirname, "../../docs/scaling.md"), "utf8");
const rows = text.split("\n").map((line) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim()),
);

describe("docs/scaling.md", () => {
  it.each(SMALL_SCENARIOS)(
    "quotes the simulation of $workers workers at $maxPerSecond polls a second",
    async (scenario) => {
      const outcome = await simulatePolls(scenario);
      expect(rows).toContainEqual(toRow(scenario, outcome));
      expect(outcome).toMatchObject({ overlapping: 0, unpolled: 0 });
    },
  );
});
