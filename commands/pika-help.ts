import {
  command as commandSpan,
  COMMAND_NAMES,
  defineCommand,
  dotted,
  message,
  small,
  type Command,
  type Span,
} from "../src/core/command.ts";
import { localized, translatorOf } from "../src/messages/translator.ts";
import { lineFor, sentence } from "./shared/answers.ts";
import type { JobsOfCommands } from "./shared/jobs-of-commands.ts";

/** `/pika-help`: lists the commands. Only people who manage the channel see the commands for managers. */
export const createPikaHelp = ({ isPikaAlone }: JobsOfCommands): Command =>
  defineCommand({
    name: COMMAND_NAMES.help,
    description: localized(`command.${COMMAND_NAMES.help}`),
    options: {},
    invalid: (_option, _value, context) => sentence(context, localized("answer.failed")),
    run: async ({ context, commands }) => {
      const others = commands.filter(({ name }) => name !== COMMAND_NAMES.help);
      const forAll = others.filter(({ needsManage }) => !needsManage);
      const forManagers = others.filter(({ needsManage }) => needsManage).map(typed);
      const managers = translatorOf(context).spans("help.managers");
      return message([
        lineFor(context, localized(isPikaAlone ? "help.title" : "help.any-title")),
        ...forAll.map((command) => lineFor(context, helpText(command))),
        ...((await context.canManageChannel())
          ? [small(...managers, " ", ...dotted(forManagers))]
          : []),
      ]);
    },
  });

const helpText = (command: Command) =>
  localized("help.command", { command: typed(command), description: command.description });

/** A command with its options, as people type it. */
function typed({ name, options }: Command): Span[] {
  const words = Object.entries(options).map(([option, { required, choices, isNamed = false }]) => {
    const value = choices?.join("|");
    if (required) return value ?? `<${option}>`;
    return `[${[...(isNamed ? [option] : []), value ?? option].join(" ")}]`;
  });
  return [commandSpan(name, words.join(" "))];
}
