import { isReached, LIMIT, ratioOf, toRange, toText, type Result } from "../shared/result.ts";

/** What was measured, and on what. */
export interface Run {
  /** By the name of their bench. */
  readonly benches: ReadonlyMap<string, readonly Result[]>;
  /** Lines about the machine and the versions. */
  readonly setting: readonly string[];
}

function toRow(result: Result): readonly string[] {
  const { what, unit, relay, reference, goal } = result;
  const isLimit = reference.name === LIMIT;
  const bound = goal && ("atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`);
  return [
    what,
    `${toRange(relay)} ${unit}`,
    isLimit
      ? `limit ${toRange(reference)} ${unit}`
      : `${reference.name}, ${toRange(reference)} ${unit}`,
    toText(ratioOf(result)),
    bound ?? "–",
    isReached(result) === false ? "missed" : "",
  ];
}

const HEAD = ["what", "the relay", "beside", "ratio", "goal", ""];

function toTable(results: readonly Result[]): string {
  const rows = [HEAD, HEAD.map(() => "---"), ...results.map(toRow)];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The text of bench/RESULTS.md. */
export function toMarkdown({ benches, setting }: Run): string {
  const sections = [...benches]
    .filter(([, results]) => results.length > 0)
    .map(([name, results]) => `## ${name}\n\n${toTable(results)}\n`);
  return [
    "# Results of `npm run bench`",
    "",
    "Written by the command, not by hand. A ratio is the relay's figure to the one beside it; in brackets the smallest and the largest of the rounds.",
    "",
    ...setting.map((line) => `- ${line}`),
    "",
    "![The ratios, and their goals](results.svg)",
    "",
    "![How cost grows with the number of jobs](growth.svg)",
    "",
    ...sections,
  ].join("\n");
}
