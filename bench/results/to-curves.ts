import type { Result } from "../shared/result.ts";
import type { Run } from "./to-markdown.ts";

const PANEL = { width: 480, height: 260, left: 60, right: 90, top: 34, bottom: 36 };
const COLUMNS = 2;
const COLOURS = { relay: "#1f5fa8", reference: "#8a8a8a" };

/** Where values are on a picture: on a logarithmic scale from a power of ten to another. */
interface Scale {
  readonly decades: readonly number[];
  of(value: number): number;
}

function scaleOf(values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const least = Math.floor(Math.log10(Math.min(...values)));
  const most = Math.max(Math.ceil(Math.log10(Math.max(...values))), least + 1);
  return {
    decades: Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index)),
    of: (value) => from + ((Math.log10(value) - least) / (most - least)) * (to - from),
  };
}

function toLine(
  points: readonly (readonly [number, number])[],
  { x, y }: { readonly x: Scale; readonly y: Scale },
  colour: string,
): string {
  const places = points.map(
    ([at, value]) => [x.of(at).toFixed(1), y.of(value).toFixed(1)] as const,
  );
  return [
    `<polyline points="${places.map((place) => place.join(",")).join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
  ].join("");
}

function toPanel(curve: string, results: readonly Result[], place: number): string {
  const { width, height, left, right, top, bottom } = PANEL;
  const sizes = results.map(({ point }) => point?.at ?? 1);
  const values = results.flatMap(({ relay, reference }) => [relay.median, reference.median]);
  const x = scaleOf(sizes, [left, width - right]);
  const y = scaleOf(values, [height - bottom, top]);
  const [first] = results;
  const grid = [
    ...x.decades.map(
      (at) =>
        `<line x1="${x.of(at)}" x2="${x.of(at)}" y1="${top}" y2="${height - bottom}" stroke="#e4e4e4"/>` +
        `<text x="${x.of(at)}" y="${height - bottom + 16}" text-anchor="middle">${at.toLocaleString("en")}</text>`,
    ),
    ...y.decades.map(
      (value) =>
        `<line x1="${left}" x2="${width - right}" y1="${y.of(value)}" y2="${y.of(value)}" stroke="#e4e4e4"/>` +
        `<text x="${left - 6}" y="${y.of(value) + 4}" text-anchor="end">${value.toLocaleString("en")}</text>`,
    ),
  ];
  const lines = (["reference", "relay"] as const).map((side, index) => {
    const points = results.map((result) => [result.point?.at ?? 1, result[side].median] as const);
    const name = side === "relay" ? "the relay" : (first?.reference.name ?? "");
    const label = `<text x="${width - right + 8}" y="${top + 20 - index * 16}" fill="${COLOURS[side]}">${name}</text>`;
    return `${toLine(points, { x, y }, COLOURS[side])}${label}`;
  });
  const [column, row] = [place % COLUMNS, Math.floor(place / COLUMNS)];
  return [
    `<g transform="translate(${column * width} ${row * height})">`,
    `<text x="${left}" y="18" font-weight="bold">${curve}, ${first?.unit}, by the number of jobs</text>`,
    ...grid,
    ...lines,
    "</g>",
  ].join("");
}

/** The text of bench/growth.svg: a panel for each curve, with the relay and what it was measured beside, both scales logarithmic. */
export function toCurves({ benches }: Run): string {
  const points = [...benches.values()].flat().filter(({ point }) => point !== undefined);
  const curves = Map.groupBy(points, ({ point }) => point?.curve ?? "");
  const panels = [...curves].map(([curve, results], index) => toPanel(curve, results, index));
  const [width, height] = [
    PANEL.width * COLUMNS,
    PANEL.height * Math.ceil(panels.length / COLUMNS),
  ];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels,
    "</svg>",
  ].join("\n")}\n`;
}
