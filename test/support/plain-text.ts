import { commandText, fitMessage, type Markup } from "../../src/messages/fit-message.ts";
import type { Message } from "../../src/core/message.ts";

/** Markup that shows what each element is, and escapes nothing: for looking at what the relay means to say. */
const plain: Markup = {
  text: (text) => text,
  strong: (text) => `*${text}*`,
  code: (text) => `\`${text}\``,
  mention: (userId) => `@${userId}`,
  link: (url, label) => `[${label}](${url})`,
  command: (command) => `\`${commandText(command)}\``,
  channel: (channelId) => `#${channelId}`,
  time: (atMs, style) => `<${style === "relative" ? "ago" : "at"} ${atMs}>`,
  small: (line) => `-# ${line}`,
  quote: (text) => text.replaceAll(/^/gm, "> "),
  codeBlock: (text) => `\`\`\`\n${text}\n\`\`\``,
};

/** A message as text, with plain spaces in place of no-break ones. */
export const toPlainText = (message: Message, maxUnits = 100_000): string =>
  fitMessage(message, plain, maxUnits).replace(/[\u00a0\u202f]/g, " ");
