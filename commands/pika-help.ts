import {
  command,
  defineCommand,
  line,
  message,
  type Command,
  type Speaker,
} from "../src/core/command.ts";
import { sentence } from "./shared/answers.ts";

/** `/pika-help`: what there is, with the person's own rights in mind. */
export const pikaHelp = defineCommand({
  name: "pika-help",
  description: "command.pika-help",
  options: {},
  invalid: (_option, _value, speaker) => sentence(...speaker.say("answer.failed")),
  run: async ({ desk, speaker, commands }) => {
    const canManage = await desk.canManageChannel();
    return message([
      line(...speaker.say("help.title")),
      ...commands.map((each) => line(...helpLine(each, { canManage, speaker }))),
      line(...speaker.say("help.buttons")),
    ]);
  },
});

function helpLine(
  { name, description, options, needsManage }: Command,
  { canManage, speaker }: { canManage: boolean; speaker: Speaker },
) {
  const words = Object.entries(options).map(([option, { required, choices }]) => {
    const typed = choices ? choices.join("|") : `<${option}>`;
    return required ? typed : `[${typed}]`;
  });
  const values = {
    command: command(name, words.join(" ")),
    description: speaker.textOf({ key: description, values: {} }),
  };
  if (!needsManage) return speaker.say("help.command", values);
  return speaker.say(canManage ? "help.manage" : "help.manage-not", values);
}
