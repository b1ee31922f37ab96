import {
  command as commandSpan,
  defineCommand,
  dotted,
  line,
  message,
  small,
  type Command,
  type Span,
  type Speaker,
} from "../src/core/command.ts";
import { sentence } from "./shared/answers.ts";

/** `/pika-help`: lists the commands; those for people who manage the channel only to these. */
export const pikaHelp = defineCommand({
  name: "pika-help",
  description: "command.pika-help",
  options: {},
  invalid: (_option, _value, speaker) => sentence(...speaker.say("answer.failed")),
  run: async ({ desk, speaker, commands }) => {
    const others = commands.filter(({ name }) => name !== "pika-help");
    const forAll = others.filter(({ needsManage }) => !needsManage);
    const forManagers = others.filter(({ needsManage }) => needsManage).map(typed);
    return message([
      line(...speaker.say("help.title")),
      ...forAll.map((command) => line(...helpLine(command, speaker))),
      ...((await desk.canManageChannel())
        ? [small(...speaker.say("help.managers"), " ", ...dotted(forManagers))]
        : []),
    ]);
  },
});

const helpLine = (command: Command, speaker: Speaker): Span[] =>
  speaker.say("help.command", {
    command: typed(command),
    description: speaker.textOf({ key: command.description, values: {} }),
  });

/** A command as it is typed, with what it takes. */
function typed({ name, options }: Command): Span[] {
  const words = Object.entries(options).map(([option, { required, choices }]) => {
    if (choices) return choices.join("|");
    return required ? `<${option}>` : `[${option}]`;
  });
  return [commandSpan(name, words.join(" "))];
}
