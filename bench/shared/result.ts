/** What the benches hand to `bench/main.ts`, which writes bench/RESULTS.md. */
import { appendFileSync } from "node:fs";
import { medianBy } from "./median-by.ts";

/** The name of the environment variable with the path that results are appended to, as lines of JSON. */
export const RESULTS_PATH = "BENCH_RESULTS";

/** A figure that was measured several times. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** A comparison: what the relay needs, and what something else needs for the same work. */
export interface Result {
  /** What was measured. Results of the same bench follow one another. */
  readonly what: string;
  /** What the figures count, such as "µs". */
  readonly unit: string;
  readonly relay: Spread;
  readonly reference: Spread & {
    /** What it is; {@link LIMIT} if the figures are what is asked for, not what something else needs. */
    readonly name: string;
  };
  /** What the ratio of the relay to the reference should be. Default: no goal. */
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
  /** A point of a curve: its name, and the number of jobs. Default: it belongs to no curve. */
  readonly point?: { readonly curve: string; readonly at: number };
}

/** The name of a reference that is a limit, not a measurement. */
export const LIMIT = "the limit";

/** A reference that is a limit. */
export const limitOf = (value: number): Result["reference"] => ({
  name: LIMIT,
  median: value,
  min: value,
  max: value,
});

/** Throws if nothing was measured. */
export function spreadOf(figures: readonly number[]): Spread {
  const median = medianBy(figures, (figure) => figure);
  return { median, min: Math.min(...figures), max: Math.max(...figures) };
}

/** The relay to the reference. */
export const ratioOf = ({ relay, reference }: Result): number => relay.median / reference.median;

/** Whether the goal is reached; `undefined` if there is none. */
export function isReached(result: Result): boolean | undefined {
  const { goal } = result;
  const ratio = ratioOf(result);
  if (!goal) return undefined;
  return "atMost" in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
}

/** Prints a result, and hands it to `bench/main.ts` if that has asked for it. */
export function report(result: Result): void {
  const { what, unit, relay, reference } = result;
  const name = reference.name === LIMIT ? "limit" : reference.name;
  const line = `${what}: ${toRange(relay)} ${unit}, ${name} ${toRange(reference)}: ${toText(ratioOf(result))} to 1`;
  process.stdout.write(`${line}${toGoal(result)}\n`);
  const path = process.env[RESULTS_PATH];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(result)}\n`);
}

/** With three digits that count. */
export const toText = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** The median, and in brackets the smallest and the largest if there are several. */
export const toRange = ({ median, min, max }: Spread): string =>
  min === max ? toText(median) : `${toText(median)} (${toText(min)} to ${toText(max)})`;

function toGoal({ goal }: Result): string {
  if (!goal) return "";
  return "atMost" in goal ? `, at most ${goal.atMost} wanted` : `, at least ${goal.atLeast} wanted`;
}
