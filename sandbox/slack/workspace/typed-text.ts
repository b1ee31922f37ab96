/** How Slack converts typed text: names and addresses become control sequences, the rest is escaped. */
import type { Workspace } from "./workspace.ts";

const TYPED = /https?:\/\/[^\s<>]*[^\s<>.,;:!?)]|(?<![\w@#])[@#][\p{L}\p{N}._-]*[\p{L}\p{N}_-]/giu;

/** Converts a message: `<@U…>`, `<#C…|name>`, `<https://…>`. */
export const toMessageText = (workspace: Workspace, typed: string): string =>
  convert(typed, (word) => {
    const user = userOf(workspace, word);
    if (user !== undefined) return `<@${user.id}>`;
    const channel = channelOf(workspace, word);
    return channel === undefined ? undefined : `<#${channel.id}|${channel.name}>`;
  });

/** Converts a command with `should_escape`: names become control sequences except those of private channels. */
export const toEscapedText = (workspace: Workspace, typed: string): string =>
  convert(typed, (word) => {
    const user = userOf(workspace, word);
    if (user !== undefined) return `<@${user.id}|${user.name}>`;
    const channel = channelOf(workspace, word);
    if (channel === undefined) return undefined;
    return `<#${channel.id}|${channel.kind === "public" ? channel.name : ""}>`;
  });

function convert(typed: string, toSequence: (word: string) => string | undefined): string {
  let converted = "";
  let from = 0;
  for (const { 0: word, index } of typed.matchAll(TYPED)) {
    const sequence = /^https?:/i.test(word) ? `<${escape(word)}>` : toSequence(word);
    converted += escape(typed.slice(from, index)) + (sequence ?? escape(word));
    from = index + word.length;
  }
  return converted + escape(typed.slice(from));
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const userOf = ({ users }: Workspace, word: string) =>
  [...users.values()].find(({ name }) => `@${name}` === word);

const channelOf = ({ channels }: Workspace, word: string) =>
  [...channels.values()].find(({ name, kind }) => kind !== "im" && `#${name}` === word);
