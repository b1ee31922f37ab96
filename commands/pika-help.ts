import {
  command as commandSpan,
  defineCommand,
  dotted,
  line,
  message,
  small,
  type Command,
  type Span,
  type Translator,
} from "../src/core/command.ts";
import { sentence } from "./shared/answers.ts";

/** `/pika-help`: lists the commands; those for people who manage the channel only to these. */
export const pikaHelp = defineCommand({
  name: "pika-help",
  description: "command.pika-help",
  options: {},
  invalid: (_option, _value, translator) => sentence(...translator.spans("answer.failed")),
  run: async ({ context, translator, commands }) => {
    const others = commands.filter(({ name }) => name !== "pika-help");
    const forAll = others.filter(({ needsManage }) => !needsManage);
    const forManagers = others.filter(({ needsManage }) => needsManage).map(typed);
    return message([
      line(...translator.spans("help.title")),
      ...forAll.map((command) => line(...helpLine(command, translator))),
      ...((await context.canManageChannel())
        ? [small(...translator.spans("help.managers"), " ", ...dotted(forManagers))]
        : []),
    ]);
  },
});

const helpLine = (command: Command, translator: Translator): Span[] =>
  translator.spans("help.command", {
    command: typed(command),
    description: translator.textOf({ key: command.description, values: {} }),
  });

/** A command as it is typed, with what it takes. */
function typed({ name, options }: Command): Span[] {
  const words = Object.entries(options).map(([option, { required, choices }]) => {
    if (choices) return choices.join("|");
    return required ? `<${option}>` : `[${option}]`;
  });
  return [commandSpan(name, words.join(" "))];
}
