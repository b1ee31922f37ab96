import { commandText, fitMessage, type Markup } from "../../../messages/fit-message.ts";
import type { Block, CommandSpan, Message, Span } from "../../../core/message.ts";
import { renderActions } from "./components.ts";

/** Longest content of a message (Discord API: Create Message). */
const MAX_CONTENT = 2_000;
/** Most users that `allowed_mentions` takes. */
const MAX_PINGS = 100;

/** What Discord takes as a command's name, as far as ours need it. */
const COMMAND_NAME = /^[-a-z0-9]{1,32}$/;

const ZERO_WIDTH_SPACE = "\u200b";

/** What Create Message and Edit Message take as text. */
export interface RenderedMessage {
  readonly content: string;
  readonly allowed_mentions: {
    readonly parse: readonly never[];
    readonly users: readonly string[];
    readonly replied_user: false;
  };
  readonly components?: readonly unknown[];
}

/** The payload's text and what can be done with it. Only `pings` can notify anybody, whatever the text contains. */
export function renderMessage(
  message: Message,
  { unfurl }: { unfurl: boolean } = { unfurl: false },
): RenderedMessage {
  return {
    content: fitMessage(message, unfurl ? { ...markup, link: previewedLink } : markup, MAX_CONTENT),
    allowed_mentions: {
      parse: [],
      users: message.pings.filter(isSnowflake).slice(0, MAX_PINGS),
      replied_user: false,
    },
    ...(message.actions?.length && { components: renderActions(message.actions) }),
  };
}

/** The same for an edit or a private answer: nobody is ever notified, and an earlier text's buttons go with it. */
export const renderQuietly = (
  message: Message,
  options?: { unfurl: boolean },
): RenderedMessage => ({
  components: [],
  ...renderMessage({ ...message, pings: [] }, options),
});

/**
 * Whether Discord may show previews: a video that could not be attached then plays from its link. Not where outside
 * text contains an address too, for that would unfurl along with ours.
 */
export function mayUnfurl({ blocks }: Message): boolean {
  const spans = blocks.flatMap((block) => ("spans" in block ? block.spans : []));
  const links = spans.some((span) => typeof span === "object" && span.kind === "link");
  // Discord previews nothing inside code.
  return links && !hasAddress(spans.map(textOf)) && !hasAddress(blocks.map(quoteOf));
}

const hasAddress = (texts: readonly string[]): boolean =>
  texts.some((text) => text.includes("://"));

const quoteOf = (block: Block): string => (block.kind === "quote" ? block.text : "");

/** The text a span shows outside of code. Our own addresses are not shown, only linked. */
function textOf(span: Span): string {
  if (typeof span === "string") return span;
  if (span.kind === "strong") return span.text;
  return span.kind === "link" ? span.label : "";
}

const TIME_STYLES = { relative: "R", "date-time": "f" } as const;

/** Discord's markup. Outside text keeps its characters: only what would begin markup is escaped or broken up. */
export const markup: Markup = {
  text: escapeLines,
  strong: (text) => (text === "" ? "" : `**${escapeInline(text)}**`),
  code: renderCode,
  mention: (userId) => (isSnowflake(userId) ? `<@${userId}>` : escapeLines(userId)),
  channel: (channelId) => (isSnowflake(channelId) ? `<#${channelId}>` : escapeLines(channelId)),
  command: renderCommand,
  time: (atMs, style) => `<t:${Math.floor(atMs / 1000)}:${TIME_STYLES[style]}>`,
  // In angle brackets Discord shows no preview.
  link: (url, label) => renderLink({ url, label, open: "<", close: ">" }),
  small: (line) => `-# ${line}`,
  quote: (text) =>
    text
      .split("\n")
      .map((line) => `> ${escapeLines(line)}`)
      .join("\n"),
  codeBlock: (text) =>
    `\`\`\`\n${breakTargets(text.replace(/`(?=``)/g, `\`${ZERO_WIDTH_SPACE}`), ZERO_WIDTH_SPACE)}\n\`\`\``,
};

/** A click types the command for the person; its options are there to be copied, because Discord can't fill them in. */
function renderCommand(command: Omit<CommandSpan, "kind">): string {
  const { name, input, id } = command;
  if (id === undefined || !isSnowflake(id) || !COMMAND_NAME.test(name))
    return renderCode(commandText(command));
  return [`</${name}:${id}>`, renderCode(input)].filter((part) => part !== "").join(" ");
}

function previewedLink(url: string, label: string): string {
  return renderLink({ url, label, open: "", close: "" });
}

function isSnowflake(id: string): boolean {
  return /^\d{1,20}$/.test(id);
}

/** Each line with what would make it a heading, subtext, list item or quote escaped as well. */
function escapeLines(text: string): string {
  return text
    .split("\n")
    .map((line) =>
      escapeInline(line)
        .replace(/^(\s*)(>|#{1,3}(?=\s|$)|[-+](?=[\s#]|$))/, "$1\\$2")
        .replace(/^(\s*\d+)(?=\.(?:\s|$))/, "$1\\"),
    )
    .join("\n");
}

/**
 * A backslash shows the next character as it is, unless that is a letter, a digit or a space; so only a backslash
 * before anything else needs one itself. Within a word `_` formats nothing, and `~` and `|` only do so in pairs.
 * Mentions are broken by a zero-width space: Discord's server looks for them without minding backslashes.
 */
function escapeInline(text: string): string {
  return breakTargets(text.replace(/\\(?![0-9A-Za-z\s])/g, "\\\\"), "\\")
    .replace(/[*`[]|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\|/g, "\\$&")
    .replace(/_/g, (underscore, at: number, whole: string) =>
      isWordCharacter(whole[at - 1]) && isWordCharacter(whole[at + 1])
        ? underscore
        : `\\${underscore}`,
    )
    .replace(/<(?=[@#:/a-z])/gi, `<${ZERO_WIDTH_SPACE}`)
    .replace(/@(?=everyone|here)/gi, `@${ZERO_WIDTH_SPACE}`);
}

/**
 * Keeps one of our links from leading to an address in the text after it: Discord extends a label to the last bracket
 * that an address follows, across code and line ends, unless another bracket opens before.
 */
const breakTargets = (text: string, sign: string): string =>
  text.replace(/^[^[]+/, (beginning) => beginning.replaceAll("](", `]${sign}(`));

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[0-9A-Za-z]/.test(character);
}

/** Inside two backticks a single one is text; longer runs are broken up. */
function renderCode(text: string): string {
  if (text === "") return "";
  const safe = breakTargets(text, ZERO_WIDTH_SPACE);
  if (!safe.includes("`")) return `\`${safe}\``;
  const broken = safe.replace(/`(?=`)/g, `\`${ZERO_WIDTH_SPACE}`);
  const before = broken.startsWith("`") ? ZERO_WIDTH_SPACE : "";
  const after = broken.endsWith("`") ? ZERO_WIDTH_SPACE : "";
  return `\`\`${before}${broken}${after}\`\``;
}

/** A masked link, or the bare label where the address is none that a person should follow. */
function renderLink({
  url,
  label,
  open,
  close,
}: {
  url: string;
  label: string;
  open: string;
  close: string;
}): string {
  const address = toSafeUrl(url);
  if (address === undefined) return escapeLines(label);
  // Discord masks nothing whose label has loose brackets or looks like an address itself.
  const plain = label
    .replace(/\[/g, "(")
    .replace(/\]/g, ")")
    .replace(/:(?=\/\/)/g, `:${ZERO_WIDTH_SPACE}`);
  return `[${escapeInline(plain === "" ? "link" : plain)}](${open}${address}${close})`;
}

function toSafeUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  if (!["http:", "https:"].includes(protocol) || username !== "" || password !== "")
    return undefined;
  return href
    .replace(/[<>()\\`\s]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
    .replace(/@(?=everyone|here)/gi, "%40");
}
