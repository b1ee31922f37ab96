import {
  bold,
  channelMention,
  chatInputApplicationCommandMention,
  codeBlock,
  hideLinkEmbed,
  hyperlink,
  inlineCode,
  quote,
  subtext,
  time,
  TimestampStyles,
  userMention,
  type APIAllowedMentions,
} from "discord.js";
import { commandText, fitMessage, type Markup } from "../../../messages/fit-message.ts";
import type { Block, CommandSpan, Message, Span } from "../../../core/message.ts";
import { renderActions } from "./components.ts";
import { breakTargets, escapeInline, escapeLines, ZERO_WIDTH_SPACE } from "./escape-markdown.ts";

/** Longest content of a message (Discord API: Create Message). */
const MAX_CONTENT = 2_000;
/** Most users that `allowed_mentions` takes. */
const MAX_PINGS = 100;

/** Command names that Discord accepts, as far as ours need it. */
const COMMAND_NAME = /^[-a-z0-9]{1,32}$/;

/** The text fields of Create Message and Edit Message. */
export interface RenderedMessage {
  readonly content: string;
  readonly allowed_mentions: APIAllowedMentions & { readonly users: readonly string[] };
  readonly components?: ReturnType<typeof renderActions>;
}

/** The text and components of a message. Only `pings` are notified, whatever the text contains. */
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

/** The same for an edit or a private answer: it notifies nobody, and removes the buttons of an earlier text. */
export const renderQuietly = (
  message: Message,
  options?: { unfurl: boolean },
): RenderedMessage => ({
  components: [],
  ...renderMessage({ ...message, pings: [] }, options),
});

/**
 * Whether Discord may show previews, so that a video that could not be attached plays from its link. Not if outside text
 * contains an address too, because that would unfurl as well.
 */
export function mayUnfurl({ blocks }: Message): boolean {
  const spans = blocks.flatMap((block) => ("spans" in block ? block.spans : []));
  const links = spans.some(
    (span) => typeof span === "object" && span.kind === "link" && span.mayPreview !== false,
  );
  // Discord does not preview addresses inside code.
  return links && !hasAddress(spans.map(textOf)) && !hasAddress(blocks.map(quoteOf));
}

const hasAddress = (texts: readonly string[]): boolean =>
  texts.some((text) => text.includes("://"));

const quoteOf = (block: Block): string => (block.kind === "quote" ? block.text : "");

/** The text that a span shows outside code. Our own addresses are link targets, never text. */
function textOf(span: Span): string {
  if (typeof span === "string") return span;
  if (span.kind === "strong") return span.text;
  return span.kind === "link" ? span.label : "";
}

const TIME_STYLES = {
  relative: TimestampStyles.RelativeTime,
  "date-time": TimestampStyles.ShortDateTime,
  time: TimestampStyles.ShortTime,
} as const;

/** Discord's markup. Outside text keeps its characters; only those that would begin markup are escaped or broken up. */
export const markup: Markup = {
  text: escapeLines,
  strong: (text) => (text === "" ? "" : bold(escapeInline(text))),
  code: renderCode,
  mention: (userId) => (isSnowflake(userId) ? userMention(userId) : escapeLines(userId)),
  channel: (channelId) =>
    isSnowflake(channelId) ? channelMention(channelId) : escapeLines(channelId),
  command: renderCommand,
  time: (atMs, style) => time(Math.floor(atMs / 1000), TIME_STYLES[style]),
  // Discord shows no preview of an address in angle brackets.
  link: (url, label) => renderLink(url, { label, isPreviewed: false }),
  small: (line) => subtext(line),
  quote: (text) =>
    text
      .split("\n")
      .map((line) => quote(escapeLines(line)))
      .join("\n"),
  codeBlock: (text) =>
    codeBlock(breakTargets(text.replace(/`(?=``)/g, `\`${ZERO_WIDTH_SPACE}`), ZERO_WIDTH_SPACE)),
};

/** A click types the command. Its options are shown to be copied, because Discord can't fill them in. */
function renderCommand(command: Omit<CommandSpan, "kind">): string {
  const { name, typedName = name, input, id } = command;
  if (id === undefined || !isSnowflake(id) || !COMMAND_NAME.test(typedName))
    return renderCode(commandText(command));
  return [chatInputApplicationCommandMention(typedName, id), renderCode(input)]
    .filter((part) => part !== "")
    .join(" ");
}

const previewedLink: Markup["link"] = (url, label, mayPreview) =>
  renderLink(url, { label, isPreviewed: mayPreview });

function isSnowflake(id: string): boolean {
  return /^\d{1,20}$/.test(id);
}

/** Between double backticks a single one is text. Longer runs are broken up. */
function renderCode(text: string): string {
  if (text === "") return "";
  const safe = breakTargets(text, ZERO_WIDTH_SPACE);
  if (!safe.includes("`")) return inlineCode(safe);
  const broken = safe.replace(/`(?=`)/g, `\`${ZERO_WIDTH_SPACE}`);
  const before = broken.startsWith("`") ? ZERO_WIDTH_SPACE : "";
  const after = broken.endsWith("`") ? ZERO_WIDTH_SPACE : "";
  return `\`\`${before}${broken}${after}\`\``;
}

/** A masked link, or only the label if the address is not safe to follow. */
function renderLink(
  url: string,
  { label, isPreviewed }: { label: string; isPreviewed: boolean },
): string {
  const address = toSafeUrl(url);
  if (address === undefined) return escapeLines(label);
  // Discord shows no masked link if its label has unbalanced brackets or looks like an address.
  const plain = label
    .replace(/\[/g, "(")
    .replace(/\]/g, ")")
    .replace(/:(?=\/\/)/g, `:${ZERO_WIDTH_SPACE}`);
  const text = escapeInline(plain === "" ? "link" : plain);
  return hyperlink(text, isPreviewed ? address : hideLinkEmbed(address));
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
