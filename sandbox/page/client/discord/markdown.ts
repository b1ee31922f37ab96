/** Discord's markdown as its client shows it: the subset that users and apps write. Rules are tried in order at each position. */
import { el } from "../dom.ts";
import { channelElement, linkElement, mentionElement, type TextContext } from "../posts/inline.ts";
import { relativeTime, sayClock, sayDate, timeElement } from "../local-time.ts";

type Found = readonly [node: Node, length: number];
type Rule = (rest: string, context: TextContext, before: string) => Found | undefined;

const rule =
  (pattern: RegExp, make: (groups: readonly string[], context: TextContext) => Node): Rule =>
  (rest, context) => {
    const match = pattern.exec(rest);
    return match === null
      ? undefined
      : [
          make(
            [...match].map((group) => group ?? ""),
            context,
          ),
          match[0].length,
        ];
  };

const pair = (pattern: RegExp, tag: "strong" | "em" | "u" | "s"): Rule =>
  rule(pattern, ([, inside = ""], context) => el(tag, {}, ...inline(inside, context)));

const italic = pair(/^_((?:\\[^]|[^\\_])+?)_(?![0-9A-Za-z])/, "em");

const RULES: readonly Rule[] = [
  rule(/^\\([^0-9A-Za-z\s])/, ([, sign = ""]) => document.createTextNode(sign)),
  rule(/^<@!?(\d+)>/, ([, id = ""], context) => mentionElement(context, id)),
  rule(/^<#(\d+)>/, ([, id = ""], context) => channelElement(context, id)),
  rule(/^<\/([-\w]+):\d+>/, ([, name = ""]) => el("span", { class: "mention" }, `/${name}`)),
  rule(/^<t:(-?\d+)(?::(\w))?>/, ([, seconds = "", style = ""]) =>
    instant(Number(seconds) * 1_000, style),
  ),
  rule(/^(`+)([^]*?[^`])\1(?!`)/, ([, , code = ""]) =>
    el("code", {}, code.replace(/^ (.+) $/, "$1")),
  ),
  rule(
    /^\[((?:\\[^]|[^[\]\\])+)\]\(<?(https?:\/\/[^\s>)]+)>?\)/,
    ([, label = "", url = ""], context) => linkElement(context, url, plainText(label)),
  ),
  rule(/^<(https?:\/\/[^\s>]+)>/, ([, url = ""], context) => linkElement(context, url, url)),
  rule(/^https?:\/\/[^\s<]+[^\s<.,:;"')\]]/, ([url = ""], context) =>
    linkElement(context, url, url),
  ),
  pair(/^\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/, "strong"),
  pair(/^__((?:\\[^]|[^\\])+?)__(?!_)/, "u"),
  pair(/^\*(?=\S)((?:\\[^]|[^\\*])+?)\*(?!\*)/, "em"),
  pair(/^~~(?=\S)([^]*?\S)~~/, "s"),
  // After a word character, `_` has no meaning.
  (rest, context, before) =>
    /[0-9A-Za-z_]/.test(before) ? undefined : italic(rest, context, before),
];

/** Converts a message's text into nodes, line by line: quotes, code blocks, headings, subtext. */
export function renderMarkdown(text: string, context: TextContext): Node[] {
  const nodes: Node[] = [];
  for (let rest = text; rest !== "";) {
    const [node, length] = nextBlock(rest, context);
    nodes.push(node);
    rest = rest.slice(length);
  }
  return nodes;
}

function nextBlock(rest: string, context: TextContext): Found {
  const block = /^```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][^]*?)\n*```\n?/i.exec(rest);
  if (block !== null) return [el("pre", {}, el("code", {}, block[1] ?? "")), block[0].length];
  const quote = /^(?: *>(?: |$)[^\n]*(?:\n|$))+/.exec(rest);
  if (quote !== null) {
    const inside = quote[0].replace(/^ *> ?/gm, "").replace(/\n$/, "");
    return [el("blockquote", {}, ...inline(inside, context)), quote[0].length];
  }
  const line = /^[^\n]*?(?=```[^\n]|\n|$)\n?/.exec(rest)?.[0] || rest.slice(0, 3);
  return [lineElement(line.replace(/\n$/, ""), context), line.length];
}

function lineElement(line: string, context: TextContext): Node {
  const subtext = /^ *-# +(\S.*)$/.exec(line);
  if (subtext !== null)
    return el("div", { class: "subtext" }, ...inline(subtext[1] ?? "", context));
  const heading = /^ *(#{1,3}) +(\S.*)$/.exec(line);
  if (heading !== null)
    return el(
      "div",
      { class: `heading-${heading[1]?.length}` },
      ...inline(heading[2] ?? "", context),
    );
  return line === "" ? el("div", { class: "empty-line" }) : el("div", {}, ...inline(line, context));
}

function inline(text: string, context: TextContext): Node[] {
  const nodes: Node[] = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const found = firstFound(text.slice(at), context, text[at - 1] ?? "");
    if (found === undefined) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== "") nodes.push(document.createTextNode(plain));
    plain = "";
    nodes.push(found[0]);
    at += found[1];
  }
  if (plain !== "") nodes.push(document.createTextNode(plain));
  return nodes;
}

function firstFound(rest: string, context: TextContext, before: string): Found | undefined {
  // Most characters start no markup.
  if (!/^[\\<`[*_~h]/.test(rest)) return undefined;
  for (const each of RULES) {
    const found = each(rest, context, before);
    if (found !== undefined) return found;
  }
  return undefined;
}

const plainText = (label: string): string => label.replaceAll(/\\([^0-9A-Za-z\s])/g, "$1");

function instant(atMs: number, style: string): Node {
  if (Number.isNaN(new Date(atMs).getTime())) return document.createTextNode("Invalid date");
  if (style === "R") return relativeTime(atMs);
  if (style === "t" || style === "T") return timeElement(atMs, sayClock(atMs));
  return timeElement(atMs, sayDate(atMs));
}
