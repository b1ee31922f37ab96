/** Slack's mrkdwn as its client shows it. Formatting characters apply at the ends of words, control sequences anywhere. */
import { el } from "../dom.ts";
import { channelElement, linkElement, mentionElement, type TextContext } from "../posts/inline.ts";
import { relativeTime, sayClock, sayDate, timeElement } from "../local-time.ts";

const FENCE = /```\n?([^]*?)\n?```\n?/;
const SEQUENCE = /<([^<>\n]+)>/;
const CODE = /`([^`\n]+)`/;
const SIGNS: readonly (readonly [sign: string, tag: "strong" | "em" | "s"])[] = [
  ["*", "strong"],
  ["_", "em"],
  ["~", "s"],
];

/** Converts a text into nodes. */
export function renderMrkdwn(text: string, context: TextContext): Node[] {
  const fence = FENCE.exec(text);
  if (fence === null) return lines(text, context);
  const [whole, code = ""] = fence;
  return [
    ...lines(text.slice(0, fence.index).replace(/\n$/, ""), context),
    el("pre", {}, el("code", {}, unescape(code))),
    ...renderMrkdwn(text.slice(fence.index + whole.length), context),
  ];
}

function lines(text: string, context: TextContext): Node[] {
  if (text === "") return [];
  const nodes: Node[] = [];
  let quoted: string[] = [];
  const endQuote = (): void => {
    if (quoted.length > 0) nodes.push(el("blockquote", {}, ...inline(quoted.join("\n"), context)));
    quoted = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:>|&gt;) ?(.*)$/.exec(line);
    if (quote !== null) {
      quoted.push(quote[1] ?? "");
      continue;
    }
    endQuote();
    nodes.push(
      line === "" ? el("div", { class: "empty-line" }) : el("div", {}, ...inline(line, context)),
    );
  }
  endQuote();
  return nodes;
}

/** Code first, because it contains no formatting; then control sequences; then formatting. */
function inline(text: string, context: TextContext): Node[] {
  if (text === "") return [];
  const code = CODE.exec(text);
  const sequence = SEQUENCE.exec(text);
  if (code !== null && (sequence === null || code.index < sequence.index))
    return around(code, context, el("code", {}, ...codeNodes(code[1] ?? "", context)));
  const format = firstFormat(text);
  if (format !== undefined && (sequence === null || format.at < sequence.index)) {
    const { at, length, tag, inside } = format;
    return [
      ...plain(text.slice(0, at)),
      el(tag, {}, ...inline(inside, context)),
      ...inline(text.slice(at + length), context),
    ];
  }
  if (sequence !== null) return around(sequence, context, toNode(sequence[1] ?? "", context));
  return plain(text);
}

/** Code is literal, except for the sequences in it, which Slack reads before any formatting. */
function codeNodes(text: string, context: TextContext): Node[] {
  const sequence = SEQUENCE.exec(text);
  if (sequence === null) return plain(text);
  return [
    ...plain(text.slice(0, sequence.index)),
    toNode(sequence[1] ?? "", context),
    ...codeNodes(text.slice(sequence.index + sequence[0].length), context),
  ];
}

function around(match: RegExpExecArray, context: TextContext, node: Node): Node[] {
  const { input: text } = match;
  return [
    ...inline(text.slice(0, match.index), context),
    node,
    ...inline(text.slice(match.index + match[0].length), context),
  ];
}

interface Format {
  readonly at: number;
  readonly length: number;
  readonly tag: "strong" | "em" | "s";
  readonly inside: string;
}

function firstFormat(text: string): Format | undefined {
  const found = SIGNS.flatMap(([sign, tag]): Format[] => {
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{N}])[${sign}](?=\\S)([^${sign}\n]*?\\S)[${sign}](?![\\p{L}\\p{N}])`,
      "u",
    );
    const match = pattern.exec(text);
    return match === null
      ? []
      : [{ at: match.index, length: match[0].length, tag, inside: match[1] ?? "" }];
  });
  return found.toSorted((a, b) => a.at - b.at)[0];
}

function toNode(sequence: string, context: TextContext): Node {
  const bar = sequence.indexOf("|");
  const target = bar === -1 ? sequence : sequence.slice(0, bar);
  const label = bar === -1 ? undefined : unescape(sequence.slice(bar + 1));
  if (target.startsWith("@")) return mentionElement(context, target.slice(1));
  if (target.startsWith("#")) return channelElement(context, target.slice(1));
  if (target.startsWith("!date^")) return instant(target, label ?? "");
  if (target.startsWith("!")) return el("span", { class: "mention" }, `@${target.slice(1)}`);
  const address = unescape(target);
  return linkElement(context, address, label ?? address);
}

function instant(target: string, fallback: string): Node {
  const [, seconds = "", format = ""] = target.split("^");
  const atMs = Number(seconds) * 1_000;
  if (Number.isNaN(new Date(atMs).getTime())) return document.createTextNode(fallback);
  if (format.includes("{ago}")) return relativeTime(atMs);
  const words = /\{date[^}]*\}/.test(format) ? sayDate(atMs, "short") : sayClock(atMs);
  return timeElement(atMs, words);
}

const plain = (text: string): Node[] =>
  text === "" ? [] : [document.createTextNode(unescape(text))];

const unescape = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
