import { fitMessage, type Markup } from "../../core/fit-message.ts";
import type { Message } from "../../core/message.ts";

/** Longest text sent. Slack asks for less than 4,000 characters and cuts or splits what is longer. */
export const MAX_TEXT_LENGTH = 3_900;

const ZERO_WIDTH_SPACE = "\u200b";
const USER_ID = /^[UW]\w{1,40}$/;

/** The three characters that mean something to Slack everywhere: unescaped, `<!channel>` in an error pings all. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Escaped, and without a fence that could open a code block across the lines that follow. */
const escapeOpenText = (text: string): string =>
  escapeText(text).replace(/`(?=``)/g, `\`${ZERO_WIDTH_SPACE}`);

/** A mention, which notifies its user wherever a new message carries it; other text where the id is none. */
export const renderMention = (userId: string): string =>
  USER_ID.test(userId) ? `<@${userId}>` : escapeOpenText(userId);

/** A link with a label; only http and https, anything else is shown as text. */
export function renderLink(url: string, label: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    return escapeOpenText(`${label} (${url})`);
  // The parser has percent-encoded < and > but leaves | alone, which would end the address here.
  const address = parsed.href
    .replaceAll("|", "%7C")
    .replaceAll("<", "%3C")
    .replaceAll(">", "%3E")
    .replaceAll("&", "&amp;");
  // Neither a bar nor a fence has an escape inside a label; their lookalikes read the same.
  return `<${address}|${escapeOpenText(label).replaceAll("|", "∣")}>`;
}

function createMarkup(mention: (userId: string) => string): Markup {
  return {
    text: escapeOpenText,
    // mrkdwn has no escape for the sign that ends a span, so content that has it gets a lookalike.
    strong: (text) => (text === "" ? "" : `*${escapeOpenText(text).replaceAll("*", "∗")}*`),
    code: (text) => (text === "" ? "" : `\`${escapeText(text).replaceAll("`", "ˋ")}\``),
    mention,
    link: renderLink,
    quote: (text) =>
      escapeOpenText(text)
        .split("\n")
        .map((each) => `> ${each}`)
        .join("\n"),
    codeBlock: (text) =>
      `\`\`\`\n${escapeText(text).replace(/`(?=`)/g, `\`${ZERO_WIDTH_SPACE}`)}\n\`\`\``,
  };
}

/**
 * A message as Slack's mrkdwn, within {@link MAX_TEXT_LENGTH}. On Slack every mention in a new message notifies, so
 * whoever the message does not want to ping is named by `nameQuietly` where it is given; edits and private answers
 * notify nobody and do without.
 */
export function renderText(message: Message, nameQuietly?: (userId: string) => string): string {
  const mention = (userId: string): string =>
    nameQuietly === undefined || message.pings.includes(userId)
      ? renderMention(userId)
      : nameQuietly(userId);
  return fitMessage(message, createMarkup(mention), MAX_TEXT_LENGTH);
}
