/** A command typed on Discord, `/name option:value option:value`: parsing, suggestions and sending. */
import type { UserAction } from "../../user-action.ts";
import type { CommandInfo, OptionInfo } from "../../page-views.ts";
import type { Suggestion, Suggestions } from "../composer/completion.ts";
import type { PlatformState } from "../platform-state.ts";
import { send } from "../server.ts";

const NONE: Suggestions = { list: [], preselects: false };

interface Typed {
  readonly command: CommandInfo;
  /** As typed, by the options' names. */
  readonly values: Readonly<Record<string, string>>;
  /** The option at the end of the text, and everything before its value. */
  readonly focused: { readonly option: OptionInfo; readonly before: string } | undefined;
}

/** Parses a text; `undefined` unless it names a known command. */
function readCommand(text: string, { commands }: PlatformState): Typed | undefined {
  const [, name, rest = ""] = /^\/([\w-]+)(?:\s+([^]*))?$/.exec(text) ?? [];
  const command = commands.find((each) => each.name === name);
  if (command === undefined) return undefined;
  const { options } = command;
  const names = options.map((option) => option.name).join("|");
  const marks = names === "" ? [] : [...rest.matchAll(new RegExp(`(?:^|\\s)(${names}):`, "g"))];
  const values: Record<string, string> = {};
  // Words before the first name are values of the options in their order; the last option takes the rest.
  const bare = rest.slice(0, marks[0]?.index ?? rest.length).trim();
  const words = bare === "" ? [] : bare.split(/\s+/);
  for (const [index, word] of words.entries()) {
    const option = options[index] ?? options.at(-1);
    if (option === undefined) continue;
    const before = values[option.name];
    values[option.name] = before === undefined ? word : `${before} ${word}`;
  }
  for (const [index, mark] of marks.entries()) {
    const from = mark.index + mark[0].length;
    values[mark[1] ?? ""] = rest.slice(from, marks[index + 1]?.index).trim();
  }
  const last = marks.at(-1);
  const option = options.find((each) => each.name === last?.[1]);
  const end = last === undefined ? 0 : text.length - rest.length + last.index + last[0].length;
  return { command, values, focused: option && { option, before: text.slice(0, end) } };
}

/** Returns the suggestions for a text. */
export async function suggestOnDiscord(text: string, state: PlatformState): Promise<Suggestions> {
  if (!text.startsWith("/")) return NONE;
  const typed = readCommand(text, state);
  if (typed === undefined || !text.includes(" "))
    return { list: suggestCommands(text.slice(1), state), preselects: true };
  const { focused, values, command } = typed;
  if (focused === undefined || (/\s$/.test(text) && values[focused.option.name] !== ""))
    return { list: suggestOptions(text, command, values), preselects: false };
  return { list: await suggestValues(typed, focused, state), preselects: false };
}

function suggestCommands(typed: string, { commands, place }: PlatformState): Suggestion[] {
  if (commands.length === 0) {
    const isDirect = place?.kind === "direct";
    const detail = isDirect ? "The app has registered none for direct messages." : "";
    return [{ label: "No commands here.", detail }];
  }
  return commands
    .filter(({ name }) => name.startsWith(typed.trim()))
    .map(({ name, description, options: [first] }) => {
      const next = first?.isRequired ? `${first.name}:` : "";
      return { label: `/${name}`, detail: description, text: `/${name} ${next}` };
    });
}

const suggestOptions = (
  text: string,
  { options }: CommandInfo,
  values: Readonly<Record<string, string>>,
): Suggestion[] =>
  options
    .filter(({ name }) => values[name] === undefined)
    .map(({ name, description, isRequired }) => ({
      label: name,
      detail: isRequired ? description : `${description} (optional)`,
      text: `${text.trimEnd()} ${name}:`,
    }));

async function suggestValues(
  { command, values }: Typed,
  { option, before }: NonNullable<Typed["focused"]>,
  state: PlatformState,
): Promise<Suggestion[]> {
  const typed = values[option.name] ?? "";
  const toSuggestion = (label: string, value: string): Suggestion => ({
    label,
    detail: "",
    // A space ends the value, so that the next option can follow.
    text: `${before}${value} `,
  });
  if (option.isChannel)
    return state.places
      .filter(({ kind, name }) => kind !== "direct" && `#${name}`.includes(typed))
      .map(({ name }) => toSuggestion(`#${name}`, `#${name}`));
  if (option.choices.length > 0)
    return option.choices
      .filter((choice) => choice.startsWith(typed))
      .map((choice) => toSuggestion(choice, choice));
  if (!option.isCompleted) return [{ label: option.name, detail: option.description }];
  const { choices, error } = await send({
    kind: "complete",
    personId: state.personId,
    placeId: state.placeId,
    command: command.name,
    options: toSent(values, command, state),
    focused: option.name,
  });
  if (choices === undefined) return [{ label: error ?? "", detail: "" }];
  if (choices.length === 0) return [{ label: "No options match your search.", detail: "" }];
  return choices.map(({ name, value }) => toSuggestion(name, value));
}

/** Converts channel names to ids and drops empty values. */
const toSent = (
  values: Readonly<Record<string, string>>,
  { options }: CommandInfo,
  state: PlatformState,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== "")
      .map(([name, value]) => {
        const isChannel = options.find((option) => option.name === name)?.isChannel ?? false;
        const place = state.places.find((each) => `#${each.name}` === value);
        return [name, isChannel ? (place?.id ?? value) : value];
      }),
  );

/** Returns the action of sending the text, or why Discord's client would not send it. */
export function readDiscordText(text: string, state: PlatformState): UserAction | string {
  const typed = readCommand(text, state);
  if (typed === undefined) return "There is no such command.";
  const { command, values } = typed;
  const options = toSent(values, command, state);
  const missing = command.options.find(
    ({ name, isRequired }) => isRequired && options[name] === undefined,
  );
  if (missing !== undefined) return `${missing.name}: This option is required. Specify a value.`;
  const { personId, placeId } = state;
  return { kind: "command", personId, placeId, command: command.name, options };
}
