import { describe, expect, it } from "vitest";
import { toCurves } from "../../bench/results/to-curves.ts";
import { toMarkdown } from "../../bench/results/to-markdown.ts";
import { toSvg } from "../../bench/results/to-svg.ts";
import { isReached, limitOf, ratioOf, spreadOf, type Result } from "../../bench/shared/result.ts";

const POLL: Result = {
  what: "a poll & its <answer>",
  unit: "µs",
  relay: spreadOf([30, 33, 35]),
  reference: { name: "bare requests", ...spreadOf([22, 21, 26]) },
  goal: { atMost: 1.4 },
};
const WRITES: Result = {
  what: "durable writes",
  unit: "/s",
  relay: spreadOf([900]),
  reference: limitOf(1_000),
  goal: { atLeast: 0.8 },
};
const run = {
  benches: new Map([
    ["polls", [POLL]],
    ["registering", [WRITES]],
    ["answers", []],
  ]),
  setting: ["two cores", "Node.js v24.0.0"],
};

it("compares the medians with the goal", () => {
  expect([ratioOf(POLL), isReached(POLL)]).toEqual([1.5, false]);
  expect([ratioOf(WRITES), isReached(WRITES)]).toEqual([0.9, true]);
  const { goal: _, ...withoutGoal } = POLL;
  expect(isReached(withoutGoal)).toBeUndefined();
});

describe("bench/RESULTS.md", () => {
  it("has a table for each bench, with the range of the rounds and what is missed", () => {
    const text = toMarkdown(run);
    expect(text).toContain("- two cores\n- Node.js v24.0.0\n");
    expect(text).toContain(
      "## polls\n\n| what | the relay | beside | ratio | goal |  |\n| --- | --- | --- | --- | --- | --- |\n" +
        "| a poll & its <answer> | 33.0 (30.0 to 35.0) µs | bare requests, 22.0 (21.0 to 26.0) µs | 1.50 | ≤ 1.4 | missed |\n",
    );
    expect(text).toContain("| durable writes | 900 /s | limit 1000 /s | 0.90 | ≥ 0.8 |  |\n");
    expect(text).not.toContain("answers");
  });
});

describe("bench/results.svg", () => {
  it("has a bar for each ratio to what was measured, another colour for a missed one, and escaped names", () => {
    const reached = { ...POLL, relay: spreadOf([25]) };
    const svg = toSvg({ ...run, benches: new Map([["polls", [POLL, reached, WRITES]]]) });
    const colours = [...svg.matchAll(/height="14" fill="(#\w+)"/g)].map(([, colour]) => colour);
    expect(colours).toHaveLength(2);
    expect(new Set(colours).size).toBe(2);
    expect(svg).toContain("a poll &amp; its &lt;answer&gt;; beside bare requests");
  });
});

describe("bench/growth.svg", () => {
  const points = [1, 10, 1_000].map((at): Result => ({
    what: "processor time",
    unit: "µs",
    relay: spreadOf([at * 20]),
    reference: { name: "bare requests", median: at * 10, min: at * 10, max: at * 10 },
    point: { curve: "processor time", at },
  }));
  const growth = { ...run, benches: new Map([["growth", [POLL, ...points]]]) };

  it("has a panel for each curve, with a line for the relay and one for what is beside it", () => {
    const svg = toCurves(growth);
    expect(svg.match(/<g /g)).toHaveLength(1);
    expect(svg).toContain("processor time, µs, by the number of jobs");
    const lines = [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, places = ""]) =>
      places.split(" ").map((place) => place.split(",").map(Number)),
    );
    expect(lines).toHaveLength(2);
    const [beside = [], relay = []] = lines;
    for (const [index, [x, y]] of relay.entries()) {
      expect(x).toBe(beside[index]?.[0]);
      // Twice as much is higher up by the same distance at each size.
      expect((beside[index]?.[1] ?? 0) - (y ?? 0)).toBeCloseTo(
        (beside[0]?.[1] ?? 0) - (relay[0]?.[1] ?? 0),
        0,
      );
      expect(y).toBeLessThan(beside[index]?.[1] ?? 0);
    }
  });

  it("is where the points of curves are drawn, not among the ratios", () => {
    expect(toSvg(growth).match(/beside bare requests/g)).toHaveLength(1);
  });
});
