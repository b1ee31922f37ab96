/**
 * How long the worst answers take that the presets' descriptions are read with: as many values, as long and as deep as is still
 * read, behind each field that an expression names. Run by `npm run bench -- hostile-answers`.
 */
import { toStatusResult } from "../src/adapters/described/answer/poll-result.ts";
import type { SourceDescription } from "../src/adapters/described/format/description.ts";
import { readPresets } from "../src/adapters/described/load-described-sources.ts";
import { limitOf, report, spreadOf } from "./shared/result.ts";

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

for (const description of await readPresets()) {
  const times = Object.values(HOSTILE).map((value) => slowest(description, value));
  report({
    what: `reading the worst answer of ${description.name}`,
    unit: "ms",
    relay: spreadOf([Math.max(...times)]),
    reference: limitOf(LIMIT_MS),
    goal: { atMost: 1 },
  });
}
