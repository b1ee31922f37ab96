/**
 * How long the worst answers take that the presets' descriptions are read with: as many values, as long and as deep as is still
 * read, behind each field that an expression names. `npm run bench` runs it. Exits with 1 if one takes 10 ms or more.
 */
import { toStatusResult } from "../src/adapters/described/answer/poll-result.ts";
import type { SourceDescription } from "../src/adapters/described/format/description.ts";
import { readPresets } from "../src/adapters/described/load-described-sources.ts";

const LIMIT_MS = 10;
const ROUNDS = 40;
const VALUES = 3_960;

const HOSTILE: Readonly<Record<string, unknown>> = {
  numbers: Array.from({ length: VALUES }, () => 0),
  files: Array.from({ length: VALUES / 3 }, (_, at) => ({
    url: `https://files.test/${at}`,
    role: "x",
  })),
  lists: Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => "https://files.test/x")),
  names: Object.fromEntries(Array.from({ length: VALUES }, (_, at) => [`name${at}`, at])),
  text: "x".repeat(250_000),
};

/** The values that a path of names leads to, as an object. */
const behind = (names: readonly string[], value: unknown): unknown =>
  names.reduceRight((inner, name) => ({ [name]: inner }), value);

const namesIn = (expression: string): string[] =>
  [...expression.matchAll(/[a-z_]\w*/gi)].map(([name]) => name);

function answersTo({ answer }: SourceDescription, value: unknown): unknown[] {
  const expressions = Object.values(answer).filter((each) => typeof each === "string");
  const chains = expressions.flatMap((each) => each.split("||").map(namesIn));
  const status = behind(namesIn(answer.status ?? ""), answer.words.completed[0]);
  return chains.flatMap((names) =>
    names.map((_, at) => Object.assign({}, status, behind(names.slice(0, at + 1), value))),
  );
}

function slowest(description: SourceDescription, value: unknown): number {
  const context = { description, jobId: "1", ownId: "1", origin: "https://api.test" };
  const times = answersTo(description, value).map((body) => {
    const answer = { status: 200, header: () => undefined, text: JSON.stringify(body), atMs: 0 };
    const rounds = Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      toStatusResult(answer, context);
      return performance.now() - start;
    });
    // The median: the machine's own pauses are no cost of an answer.
    return rounds.toSorted((a, b) => a - b)[ROUNDS / 2] ?? 0;
  });
  return Math.max(...times);
}

const rows = (await readPresets()).map((description) => {
  const times = Object.entries(HOSTILE).map(
    ([name, value]) => [name, slowest(description, value)] as const,
  );
  if (times.some(([, ms]) => ms >= LIMIT_MS)) process.exitCode = 1;
  return Object.fromEntries([
    ["preset", description.name],
    ...times.map(([name, ms]) => [name, ms.toFixed(2)]),
  ]);
});
console.log("Milliseconds for the slowest hostile answer, parsing included");
console.table(rows);
