import {
  choiceSchema,
  command,
  defineCommand,
  line,
  mention,
  message,
  time,
  type Message,
  type NotificationsResult,
  type Translator,
} from "../src/core/command.ts";
import { needsManage, sentence, storeDown } from "./shared/answers.ts";

const CHOICES = ["on", "off", "status"] as const;

/** `/pika-notify on|off|status`: every job of the account that ends is posted here. */
export const pikaNotify = defineCommand({
  name: "pika-notify",
  description: "command.pika-notify",
  needsManage: true,
  options: {
    state: {
      description: "option.notify",
      required: true,
      schema: choiceSchema(CHOICES),
      choices: CHOICES,
      choiceNames: { on: "switch.on", off: "switch.off", status: "switch.status" },
    },
  },
  invalid: (_option, _value, translator) =>
    sentence(...translator.spans("notify.invalid", { choices: translator.list(CHOICES) })),
  run: async ({ options: { state }, context, translator }) => {
    const change = CHOICES.find((choice) => choice === state) ?? "status";
    return notifyAnswer(await context.notifications(change), translator);
  },
});

function notifyAnswer(result: NotificationsResult, translator: Translator): Message {
  switch (result.kind) {
    case "on": {
      const { changed, since, by } = result;
      const when = time(since, "relative");
      return message([
        line(
          ...(changed
            ? translator.spans("notify.on")
            : translator.spans("notify.already-on", { when, person: mention(by) })),
        ),
        line(...translator.spans("notify.on-rest", { command: command("pika-notify", "off") })),
      ]);
    }
    case "off":
      return sentence(
        ...(result.changed
          ? translator.spans("notify.off")
          : translator.spans("notify.already-off", { command: command("pika-notify", "on") })),
      );
    case "needs-manage":
      return needsManage(translator);
    case "no-access": {
      const problem = translator.spansOf(result.problem);
      return message([
        line(...translator.spans("follow.no-access", { problem })),
        line(...translator.spansOf(result.cure)),
      ]);
    }
    case "store-down":
      return storeDown(translator);
  }
}
