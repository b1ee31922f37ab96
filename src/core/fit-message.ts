import type { Block, Message, Span } from "./message.ts";
import { cleanLine, cleanText, cutText } from "./text.ts";

/** How a platform writes each element. Every function gets cleaned text and escapes it for its platform. */
export interface Markup {
  text(text: string): string;
  strong(text: string): string;
  code(text: string): string;
  mention(userId: string): string;
  link(url: string, label: string): string;
  quote(text: string): string;
  codeBlock(text: string): string;
}

/**
 * Writes a message in a platform's markup within `maxUnits` UTF-16 units. Where it is too long, quotes and code blocks
 * share what the lines leave, each cut at a character with a note of how much is missing; should the lines alone be
 * too long, the last ones go.
 */
export function fitMessage(message: Message, markup: Markup, maxUnits: number): string {
  const blocks = message.blocks.filter(
    (block) => block.kind === "line" || block.text.trim() !== "",
  );
  const lines = keepLines(blocks, markup, maxUnits);
  const shrinkable = lines.filter((entry) => entry.block.kind !== "line");
  let left =
    maxUnits -
    joinedLength(lines.filter((entry) => entry.block.kind === "line")) -
    shrinkable.length;
  // Smallest first: what a short block does not need goes to the longer ones.
  const bySize = shrinkable.toSorted((a, b) => a.rendered.length - b.rendered.length);
  for (const [index, entry] of bySize.entries()) {
    const share = Math.floor(left / (bySize.length - index));
    if (entry.rendered.length > share) entry.rendered = shrink(entry.block, markup, share);
    left -= entry.rendered.length;
  }
  return lines
    .map((entry) => entry.rendered)
    .filter((rendered) => rendered !== "")
    .join("\n");
}

interface Entry {
  readonly block: Block;
  rendered: string;
}

const joinedLength = (entries: readonly Entry[]): number =>
  entries.reduce((sum, entry) => sum + entry.rendered.length + 1, 0);

/** Renders all blocks; drops lines from the end for as long as the lines alone do not fit. */
function keepLines(blocks: readonly Block[], markup: Markup, maxUnits: number): Entry[] {
  const entries = blocks.map((block) => ({ block, rendered: renderBlock(block, markup) }));
  const lineEntries = entries.filter((entry) => entry.block.kind === "line");
  while (lineEntries.length > 1 && joinedLength(lineEntries) > maxUnits) {
    const dropped = lineEntries.pop();
    entries.splice(
      entries.findLastIndex((entry) => entry === dropped),
      1,
    );
  }
  return entries;
}

function renderBlock(block: Block, markup: Markup): string {
  switch (block.kind) {
    case "line":
      return block.spans.map((span) => renderSpan(span, markup)).join("");
    case "quote":
      return markup.quote(cleanText(block.text));
    case "code-block":
      return markup.codeBlock(cleanText(block.text));
  }
}

function renderSpan(span: Span, markup: Markup): string {
  if (typeof span === "string") return markup.text(span);
  switch (span.kind) {
    case "strong":
      return markup.strong(cleanLine(span.text));
    case "code":
      return markup.code(cleanLine(span.text));
    case "mention":
      return markup.mention(span.userId);
    case "link":
      return markup.link(span.url, cleanLine(span.label));
  }
}

/** The longest beginning of a quote or code block whose rendering, note included, takes at most `maxUnits`. */
function shrink(block: Block, markup: Markup, maxUnits: number): string {
  if (block.kind === "line") return renderBlock(block, markup);
  const text = cleanText(block.text);
  const render = (keep: number): string => {
    const kept = cutText(text, keep);
    const note = `… (${(text.length - kept.length).toLocaleString("en")} more characters)`;
    return renderBlock({ kind: block.kind, text: `${kept}${note}` }, markup);
  };
  let low = 0;
  let high = Math.max(0, Math.min(text.length, maxUnits));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (render(middle).length <= maxUnits) low = middle;
    else high = middle - 1;
  }
  const rendered = render(low);
  return rendered.length <= maxUnits ? rendered : "";
}
