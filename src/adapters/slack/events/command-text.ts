import type { Command, CommandOption } from "../../../core/command.ts";
import { decodeEntities, toPlainText } from "./plain-text.ts";

/** Pairs that people put around a pasted id. Asterisks and underscores stay: they may be part of it. */
const WRAPPINGS: readonly (readonly [string, string])[] = [
  ["```", "```"],
  ["`", "`"],
  ['"', '"'],
  ["'", "'"],
  ["“", "”"],
  ["‘", "’"],
  ["<", ">"],
];
/** A channel in escaped text: `<#C123|general>`, or `<#C123>`. */
const CHANNEL = /^<#([A-Z0-9]+)(?:\|[^<>]*)?>$/;

/**
 * Whether Slack is asked to escape a command's text, so that `#general` arrives with its id; only where there is a
 * channel among the options, because it would also rewrite parts of a job id that look like a user or a channel.
 */
export const isEscaped = (command: Command): boolean =>
  Object.values<CommandOption>(command.options).some(({ kind }) => kind === "channel");

/**
 * The options in a command's text, separated by white space: those with their names anywhere, the others in order. The last
 * one takes the rest.
 */
export function parseOptions(command: Command, text: string): Record<string, string> {
  const options: Record<string, string> = {};
  const all = Object.entries<CommandOption>(command.options);
  const entries = all.filter(([, { isNamed }]) => !isNamed);
  let rest = text.trim();
  for (const [name, option] of all.filter(([, { isNamed }]) => isNamed))
    rest = rest
      .replace(new RegExp(`(?<!\\S)${name}(?:\\s+(\\S+)|$)`, "iu"), (_all, value = "") => {
        if (value !== "") options[name] = parseValue(option, value, isEscaped(command));
        return "";
      })
      .trim();
  for (const [index, [name, option]] of entries.entries()) {
    const isLast = index === entries.length - 1;
    const [word = ""] = isLast ? [rest] : (/^\S+/.exec(rest) ?? []);
    rest = rest.slice(word.length).trimStart();
    const value = parseValue(option, word, isEscaped(command));
    if (value !== "") options[name] = value;
  }
  return options;
}

function parseValue(option: CommandOption, text: string, escaped: boolean): string {
  const channelId = option.kind === "channel" ? CHANNEL.exec(text)?.[1] : undefined;
  return channelId ?? unwrap(escaped ? toPlainText(text) : decodeEntities(text));
}

/** The text without the pairs around a pasted id. */
export function unwrap(text: string): string {
  let value = text.trim();
  for (let wrapping = findWrapping(value); wrapping; wrapping = findWrapping(value))
    value = value.slice(wrapping[0].length, -wrapping[1].length).trim();
  return value;
}

const findWrapping = (value: string): readonly [string, string] | undefined =>
  WRAPPINGS.find(
    ([open, close]) =>
      value.length >= open.length + close.length && value.startsWith(open) && value.endsWith(close),
  );
