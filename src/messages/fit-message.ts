import type { Block, CommandSpan, Message, Span, TimeStyle } from "../core/message.ts";
import { translatorFor, type Translator } from "./translator.ts";
import { cleanLine, cleanText, cutText } from "../core/text.ts";

/** Writes each element in a platform's markup. Every function receives cleaned text and escapes it for its platform. */
export interface Markup {
  text(text: string): string;
  strong(text: string): string;
  code(text: string): string;
  mention(userId: string): string;
  /** `mayPreview`: whether the platform may show what is there before anyone opens it. */
  link(url: string, label: string, mayPreview: boolean): string;
  channel(channelId: string): string;
  command(command: Omit<CommandSpan, "kind">): string;
  /** `atMs`: Unix milliseconds. */
  time(atMs: number, style: TimeStyle): string;
  /** A line of small print, its parts already written. */
  small(line: string): string;
  quote(text: string): string;
  codeBlock(text: string): string;
}

/**
 * Writes a message in a platform's markup within `maxUnits` UTF-16 units. If it is too long, quotes and code blocks share
 * the space that the lines leave; each is cut between characters, with a note of how much is missing. If the lines alone
 * are too long, a note of their number replaces the last ones. A single line that is too long ends in an ellipsis.
 */
export const fitMessage = (message: Message, markup: Markup, maxUnits: number): string =>
  fitBlocks(message, markup, maxUnits)
    .map(({ text }) => text)
    .join("\n");

/** One block of a message as it is written. */
export interface WrittenBlock {
  readonly kind: Block["kind"];
  readonly text: string;
}

/** {@link fitMessage}, block by block; empty blocks are left out. */
export function fitBlocks(message: Message, markup: Markup, maxUnits: number): WrittenBlock[] {
  const blocks = message.blocks.map(cleanBlock).filter(isVisible);
  const translator = translatorFor(message.locale);
  const entries = keepLines(blocks, { markup, maxUnits, translator });
  const shrinkable = entries.filter((entry) => !isLine(entry.block));
  const lines = entries.filter((entry) => isLine(entry.block));
  // One more than the limit: no line feed follows the last entry, although each is counted with one.
  let left = maxUnits + 1 - joinedLength(lines) - shrinkable.length;
  // Smallest first: the longer blocks get the space that a short one does not need.
  const bySize = shrinkable.toSorted((a, b) => a.rendered.length - b.rendered.length);
  for (const [index, entry] of bySize.entries()) {
    const share = Math.floor(left / (bySize.length - index));
    if (entry.rendered.length > share)
      entry.rendered = shrink(entry.block, { markup, maxUnits: share, translator });
    left -= entry.rendered.length;
  }
  return entries
    .map(({ block, rendered }) => ({ kind: block.kind, text: rendered }))
    .filter(({ text }) => text !== "");
}

/** The markup, limit and language for fitting a text. */
interface Fitting {
  readonly markup: Markup;
  readonly maxUnits: number;
  readonly translator: Translator;
}

interface Entry {
  readonly block: Block;
  rendered: string;
}

/** Whether a block is a line of either size. Lines are only cut if there is nothing else to cut. */
const isLine = (block: Block): block is Extract<Block, { readonly spans: unknown }> =>
  "spans" in block;

const cleanBlock = (block: Block): Block =>
  isLine(block) ? block : { ...block, text: cleanText(block.text) };

const isVisible = (block: Block): boolean => isLine(block) || block.text.trim() !== "";

const joinedLength = (entries: readonly Entry[]): number =>
  entries.reduce((sum, entry) => sum + entry.rendered.length + 1, 0);

/** Renders all blocks. Drops lines from the end until the lines alone fit, and adds a note of how many. */
function keepLines(blocks: readonly Block[], fitting: Fitting): Entry[] {
  const { markup, maxUnits, translator } = fitting;
  const toEntry = (block: Block): Entry => ({ block, rendered: renderBlock(block, markup) });
  const entries = blocks.map(toEntry);
  const lines = entries.filter((entry) => isLine(entry.block));
  const dropped = new Set<Entry>();
  let notes: Entry[] = [];
  while (lines.length > 1 && joinedLength([...lines, ...notes]) > maxUnits + 1) {
    dropped.add(lines.pop() as Entry);
    notes = [toEntry({ kind: "line", spans: [translator.count("lines", dropped.size)] })];
  }
  for (const entry of lines)
    if (entry.rendered.length > maxUnits) entry.rendered = shrink(entry.block, fitting);
  if (joinedLength([...lines, ...notes]) > maxUnits + 1) notes = [];
  return [...entries.filter((entry) => !dropped.has(entry)), ...notes];
}

function renderBlock(block: Block, markup: Markup): string {
  switch (block.kind) {
    case "line":
      return renderSpans(block.spans, markup);
    case "small":
      return markup.small(renderSpans(block.spans, markup));
    case "quote":
      return markup.quote(block.text);
    case "code-block":
      return markup.codeBlock(block.text);
  }
}

const renderSpans = (spans: readonly Span[], markup: Markup): string =>
  spans.map((span) => renderSpan(span, markup)).join("");

function renderSpan(span: Span, markup: Markup): string {
  if (typeof span === "string") return markup.text(cleanText(span));
  switch (span.kind) {
    case "strong":
      return markup.strong(cleanLine(span.text));
    case "code":
      return markup.code(cleanLine(span.text));
    case "mention":
      return markup.mention(span.userId);
    case "link":
      return markup.link(span.url, cleanLine(span.label), span.mayPreview ?? true);
    case "channel":
      return markup.channel(span.channelId);
    case "command":
      return markup.command({ ...span, input: cleanLine(span.input) });
    case "time":
      return markup.time(span.atMs, span.style);
  }
}

/** The longest beginning of a block whose rendering, with the note about the cut, takes at most `maxUnits`. */
function shrink(block: Block, { markup, maxUnits, translator }: Fitting): string {
  if (block.kind === "line") return shrinkLine(block.spans, markup, maxUnits);
  if (block.kind === "small") {
    const kept = shrinkLine(block.spans, markup, maxUnits - markup.small("").length);
    return markup.small(kept);
  }
  return longestThatFits(block.text, maxUnits, (kept) => {
    const note = translator.count("characters", block.text.length - kept.length);
    return renderBlock({ ...block, text: `${kept}${note}` }, markup);
  });
}

/** Only text is cut within a span: half a mention or half a link would be broken. */
function shrinkLine(spans: readonly Span[], markup: Markup, maxUnits: number): string {
  let rendered = "";
  for (const span of spans) {
    const next = rendered + renderSpan(span, markup);
    if (next.length < maxUnits) {
      rendered = next;
      continue;
    }
    const cut = (kept: string): string => `${rendered}${markup.text(kept)}…`;
    return longestThatFits(typeof span === "string" ? cleanText(span) : "", maxUnits, cut);
  }
  return rendered;
}

/** The rendering of the longest beginning of `text` that takes at most `maxUnits`; empty if none does. */
function longestThatFits(text: string, maxUnits: number, render: (kept: string) => string): string {
  let low = 0;
  let high = Math.max(0, Math.min(text.length, maxUnits));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (render(cutText(text, middle)).length <= maxUnits) low = middle;
    else high = middle - 1;
  }
  const rendered = render(cutText(text, low));
  return rendered.length <= maxUnits ? rendered : "";
}

/** A command as text, where it is not clickable. */
export const commandText = ({
  name,
  typedName = name,
  input,
}: Pick<CommandSpan, "name" | "typedName" | "input">): string =>
  input === "" ? `/${typedName}` : `/${typedName} ${input}`;
