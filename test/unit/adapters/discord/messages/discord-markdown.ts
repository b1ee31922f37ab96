/**
 * The parts of Discord's own markdown that matter for outside text, tried at each position in Discord's order, after the
 * rules of its client. Stricter than the client where clients differ.
 */
const RULES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["code-block", /^```(?:[a-z0-9_+\-.#]+?\n)?\n*[^\n][^]*?\n*```/i],
  ["mention", /^<(?:@[!&]?|#)\d+>/],
  ["mention", /^@(?:everyone|here)/i],
  ["emoji", /^<a?:\w+:\d+>/],
  ["slash-command", /^<\/[^>]*:\d+>/],
  ["timestamp", /^<t:-?\d+(?::\w)?>/],
  ["escape", /^\\[^0-9A-Za-z\s]/],
  ["code", /^(`+)[^]*?[^`]\1(?!`)/],
  ["link", /^\[(?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*\]\(\s*<?(?:[^\s\\)]|\\.)*?>?\s*\)/],
  ["strong", /^\*\*(?:\\[^]|[^\\])+?\*\*(?!\*)/],
  ["underline", /^__(?:\\[^]|[^\\])+?__(?!_)/],
  ["italic", /^\*(?=\S)(?:\\[^]|[^\\*])+?\*(?!\*)/],
  ["strikethrough", /^~~(?=\S)[^]*?\S~~/],
  ["spoiler", /^\|\|[^]+?\|\|/],
];
// Preceded by a word character `_` means nothing.
const ITALIC = /^_(?:\\[^]|[^\\_])+?_(?![0-9A-Za-z])/;
const AT_LINE_START: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["heading", /^ *#{1,3}\s+\S/],
  ["subtext", /^ *-# +\S/],
  ["list", /^ *(?:[-*+]|\d+\.) +\S/],
  ["quote", /^ *>(?:>>)? /],
];

/** The kinds of markup in a message, in order. Escapes are none; within code nothing counts. */
export function markupIn(content: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < content.length;) {
    const rest = content.slice(at);
    const before = content[at - 1];
    const candidates =
      before === undefined || before === "\n" ? [...AT_LINE_START, ...RULES] : [...RULES];
    if (before === undefined || !/[0-9A-Za-z_]/.test(before)) candidates.push(["italic", ITALIC]);
    const [kind, length] = firstMatch(candidates, rest);
    if (kind !== undefined && kind !== "escape") found.push(kind);
    // What is inside a pair may hold more markup of its own.
    at += kind === undefined || PAIRS.has(kind) ? 1 : length;
    if (kind === "strong") at += 1;
  }
  return found.filter((kind, index) => kind !== "strong" || index === found.indexOf("strong"));
}

const PAIRS = new Set([
  "strong",
  "underline",
  "italic",
  "strikethrough",
  "spoiler",
  "quote",
  "list",
]);

function firstMatch(
  candidates: readonly (readonly [kind: string, pattern: RegExp])[],
  rest: string,
): readonly [kind: string | undefined, length: number] {
  for (const [kind, pattern] of candidates) {
    const match = pattern.exec(rest);
    if (match) return [kind, match[0].length];
  }
  return [undefined, 1];
}

/** What a reader sees of text without markup. */
export const visibleText = (content: string): string =>
  content.replaceAll(/\\([^0-9A-Za-z\s])/g, "$1");
