import {
  commandText,
  fitBlocks,
  type Markup,
  type WrittenBlock,
} from "../../../messages/fit-message.ts";
import type { Message, TimeStyle } from "../../../core/message.ts";

/** Longest text sent. Slack asks for less than 4,000 characters and cuts or splits what is longer. */
export const MAX_TEXT_LENGTH = 3_900;

const ZERO_WIDTH_SPACE = "\u200b";
const USER_ID = /^[UW]\w{1,40}$/;
const CHANNEL_ID = /^[CDG]\w{1,40}$/;

/**
 * What formats a stretch of text in mrkdwn, each with a sign that reads the same: there is no escape, and a zero-width
 * character beside a sign does not stop it, for to Slack it ends a word, and at the ends of words signs work.
 */
const FORMATTING = [
  ["*", "∗"],
  ["＊", "﹡"],
  ["_", "ˍ"],
  ["＿", "⸏"],
  ["~", "∼"],
].map(([sign = "", lookalike = ""]) => {
  const opening = `(?<![\\p{L}\\p{N}])[${sign}](?=\\S)`;
  const closing = `(?<=\\S)[${sign}](?![\\p{L}\\p{N}])`;
  return {
    opening: new RegExp(opening, "u"),
    closing: new RegExp(closing, "u"),
    either: new RegExp(`${opening}|${closing}`, "gu"),
    lookalike,
  };
});
/** A backtick formats inside words too, and a single one would pair with that of our own code beside it. */
const BACKTICKS = /[`｀]/g;
const BACKTICK_LOOKALIKE = "ˋ";
const QUOTE_SIGN = /^([^\S\n]*)(?=[>＞])/gm;
/** The colon of an address with a scheme, and the first one of an emoji's name; not those of a time of day. */
const COLON = /:(?=\/\/\S|(?!\d{1,2}:)[\p{L}\p{M}\p{N}_+'-]+:)/gu;

/** The three characters that mean something to Slack everywhere: unescaped, `<!channel>` in an error pings all. */
const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Outside text so that it comes out literally. What formats nothing, a `snake_case` word say, is left as it is. */
export function renderLiterally(text: string): string {
  const plain = FORMATTING.reduce(
    (rest, { opening, closing, either, lookalike }) =>
      opening.test(rest) && closing.test(rest) ? rest.replace(either, lookalike) : rest,
    text.replace(BACKTICKS, BACKTICK_LOOKALIKE),
  );
  return escapeText(
    plain.replace(QUOTE_SIGN, `$1${ZERO_WIDTH_SPACE}`).replace(COLON, `:${ZERO_WIDTH_SPACE}`),
  );
}

/** A mention, which notifies its user wherever a new message carries it; other text where the id is none. */
export const renderMention = (userId: string): string =>
  USER_ID.test(userId) ? `<@${userId}>` : renderLiterally(userId);

/** A link with a label, or the bare label where the address is none that a person should follow. */
export function renderLink(url: string, label: string): string {
  const text = renderLiterally(label === "" ? "link" : label);
  const address = toSafeAddress(url);
  // A bar has no escape inside a label; its lookalike reads the same.
  return address === undefined ? text : `<${address}|${text.replaceAll("|", "∣")}>`;
}

/**
 * The same as code. Slack previews no link in code, wherever it is: an edit and the comment of a file have no
 * `unfurl_media` to say so.
 */
function renderLinkWithoutPreview(url: string, label: string): string {
  const link = renderLink(url, label);
  return link.startsWith("<") ? `\`${link}\`` : link;
}

/** Only http and https, and no credentials: what comes before the @ looks like the host. */
function toSafeAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  if (!/^https?:$/.test(protocol) || username !== "" || password !== "") return undefined;
  // The parser has percent-encoded < and > but leaves | alone, which would end the address here, and ` in a query, which
  // would end code.
  return href
    .replaceAll("`", "%60")
    .replaceAll("|", "%7C")
    .replaceAll("<", "%3C")
    .replaceAll(">", "%3E")
    .replaceAll("&", "&amp;");
}

/** The name of a channel, which leads there; other text where the id is none. */
const renderChannel = (channelId: string): string =>
  CHANNEL_ID.test(channelId) ? `<#${channelId}>` : renderLiterally(channelId);

const TIME_FORMATS: Readonly<Record<TimeStyle, string>> = {
  relative: "{ago}",
  "date-time": "{date_short_pretty} {time}",
  time: "{time}",
};

/** An instant in the reader's own time; in UTC where a client cannot format it, and in notifications. */
function renderTime(atMs: number, style: TimeStyle): string {
  const date = new Date(atMs);
  // Beyond what a calendar holds; the job API's own numbers come here.
  if (Number.isNaN(date.getTime())) return renderLiterally(String(atMs));
  const inUtc = `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${Math.floor(atMs / 1_000)}^${TIME_FORMATS[style]}|${inUtc}>`;
}

const renderCode = (text: string): string =>
  text === "" ? "" : `\`${escapeText(text).replace(BACKTICKS, BACKTICK_LOOKALIKE)}\``;

function createMarkup(mention: (userId: string) => string): Markup {
  return {
    text: renderLiterally,
    strong: (text) => (text === "" ? "" : `*${renderLiterally(text).replace(/[*＊]/g, "∗")}*`),
    code: renderCode,
    // Slack has no clickable commands.
    command: (command) => renderCode(commandText(command)),
    mention,
    link: (url, label, mayPreview) =>
      mayPreview ? renderLink(url, label) : renderLinkWithoutPreview(url, label),
    channel: renderChannel,
    time: renderTime,
    // Only blocks have smaller type.
    small: (line) => line,
    quote: (text) =>
      renderLiterally(text)
        .split("\n")
        .map((each) => `> ${each}`)
        .join("\n"),
    codeBlock: (text) =>
      `\`\`\`\n${escapeText(text).replace(/`(?=`)/g, `\`${ZERO_WIDTH_SPACE}`)}\n\`\`\``,
  };
}

/**
 * A message as Slack's mrkdwn, within `maxUnits` (UTF-16 code units). On Slack every mention in a new message notifies, so
 * `nameQuietly` names the people whom the message does not ping. Edits and private answers notify nobody and go without it.
 */
export const renderText = (
  message: Message,
  nameQuietly?: (userId: string) => string,
  maxUnits = MAX_TEXT_LENGTH,
): string =>
  renderWritten(message, nameQuietly, maxUnits)
    .map(({ text }) => text)
    .join("\n");

/** {@link renderText}, block by block. */
export function renderWritten(
  message: Message,
  nameQuietly?: (userId: string) => string,
  maxUnits = MAX_TEXT_LENGTH,
): WrittenBlock[] {
  const mention = (userId: string): string =>
    nameQuietly === undefined || message.pings.includes(userId)
      ? renderMention(userId)
      : nameQuietly(userId);
  return fitBlocks(message, createMarkup(mention), maxUnits);
}
