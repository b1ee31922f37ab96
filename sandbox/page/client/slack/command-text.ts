/** Suggestions on Slack: commands by name; channels and users within any text. */
import type { Suggestion, Suggestions } from "../composer/completion.ts";
import type { PlatformState } from "../platform-state.ts";

/** Returns the suggestions for a text. */
export async function suggestOnSlack(text: string, state: PlatformState): Promise<Suggestions> {
  if (/^\/[\w-]*$/.test(text)) return { list: suggestCommands(text, state), preselects: true };
  const [, before = "", word = ""] = /^(|[^]*\s)([@#][\w-]*)$/.exec(text) ?? [];
  if (word === "") return { list: [], preselects: false };
  const names = word.startsWith("#") ? channelNames(state) : peopleNames(state);
  const list = names
    .filter((name) => name.startsWith(word))
    .map((name): Suggestion => ({ label: name, detail: "", text: `${before}${name} ` }));
  return { list, preselects: true };
}

const suggestCommands = (typed: string, { view }: PlatformState): Suggestion[] =>
  view.commands
    .filter(({ name }) => `/${name}`.startsWith(typed))
    .map(({ name, description, hint = "" }) => ({
      label: `/${name} ${hint}`.trim(),
      detail: description,
      text: `/${name} `,
    }));

const channelNames = ({ places }: PlatformState): string[] =>
  places.filter(({ kind }) => kind !== "direct").map(({ name }) => `#${name}`);

const peopleNames = ({ view }: PlatformState): string[] => [
  "@pika-relay",
  ...view.people.map(({ name }) => `@${name}`),
];

/** Returns the hint that Slack shows after a command. */
export function hintOnSlack(text: string, { view }: PlatformState): string | undefined {
  const [, name] = /^\/([\w-]+)\s/.exec(text) ?? [];
  const command = view.commands.find((each) => each.name === name);
  return command && `/${command.name} ${command.hint ?? ""} · ${command.description}`;
}
