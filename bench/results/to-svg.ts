import { isReached, LIMIT, ratioOf, toText, type Result } from "../shared/result.ts";
import type { Run } from "./to-markdown.ts";

const WIDTH = 1_000;
const ROW = 26;
const LABELS = 560;
const MARGIN = 12;
/** Ratios are drawn from a tenth to ten. */
const DECADES = 1;

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Where a ratio is drawn: on a logarithmic scale, because twice as much and half as much are the same distance. */
function xOf(ratio: number): number {
  const place = Math.min(Math.max(Math.log10(ratio) / DECADES, -1), 1);
  return LABELS + ((place + 1) / 2) * (WIDTH - LABELS - 5 * MARGIN);
}

function toBar(result: Result, y: number): string {
  const ratio = ratioOf(result);
  const [from, to] = [xOf(1), xOf(ratio)].toSorted((a, b) => a - b);
  const { goal } = result;
  const bound = goal && ("atMost" in goal ? goal.atMost : goal.atLeast);
  const colour = bound === undefined ? "#7f8c8d" : isReached(result) ? "#2e7d4f" : "#c0392b";
  const end = Math.max(to ?? 0, bound === undefined ? 0 : xOf(bound));
  const mark =
    bound === undefined
      ? ""
      : `<line x1="${xOf(bound)}" x2="${xOf(bound)}" y1="${y - 2}" y2="${y + 16}" stroke="#222" stroke-width="2"/>`;
  return [
    `<text x="${MARGIN}" y="${y + 12}">${escape(`${result.what}; beside ${result.reference.name}`)}</text>`,
    `<rect x="${from}" y="${y}" width="${Math.max((to ?? 0) - (from ?? 0), 1)}" height="14" fill="${colour}"/>`,
    mark,
    `<text x="${end + 6}" y="${y + 12}">${toText(ratio)}</text>`,
  ].join("");
}

/**
 * The text of bench/results.svg: a bar for each ratio to what else was measured, to the left of the line if the relay needs less, with
 * a mark at its goal. Green: reached; red: missed; grey: there is none.
 */
export function toSvg({ benches }: Run): string {
  const results = [...benches.values()]
    .flat()
    .filter(({ reference, point }) => reference.name !== LIMIT && point === undefined);
  const height = results.length * ROW + 4 * MARGIN;
  const bars = results.map((result, index) => toBar(result, 3 * MARGIN + index * ROW));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${xOf(1)}" y="${MARGIN + 6}" text-anchor="middle">the same</text>`,
    `<line x1="${xOf(1)}" x2="${xOf(1)}" y1="${2 * MARGIN}" y2="${height - MARGIN}" stroke="#999"/>`,
    ...bars,
    "</svg>",
  ].join("\n")}\n`;
}
