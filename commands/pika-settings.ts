import {
  choiceSchema,
  command,
  defineCommand,
  DELIVERIES,
  line,
  message,
  type Message,
  type SettingsResult,
  type Translator,
} from "../src/core/command.ts";
import { needsManage, sentence, storeDown } from "./shared/answers.ts";

/** `/pika-settings [delivery]`: see or change how results arrive in this channel. */
export const pikaSettings = defineCommand({
  name: "pika-settings",
  description: "command.pika-settings",
  needsManage: true,
  options: {
    delivery: {
      description: "option.delivery",
      required: false,
      schema: choiceSchema(DELIVERIES),
      choices: DELIVERIES,
      choiceNames: { post: "delivery.post", edit: "delivery.edit", thread: "delivery.thread" },
    },
  },
  invalid: (_option, _value, translator) =>
    sentence(...translator.spans("settings.invalid", { choices: translator.list(DELIVERIES) })),
  run: async ({ options, context, translator }) => {
    const delivery = DELIVERIES.find((choice) => choice === options.delivery);
    return settingsAnswer(await context.settings(delivery && { delivery }), translator);
  },
});

function settingsAnswer(result: SettingsResult, translator: Translator): Message {
  switch (result.kind) {
    case "settings": {
      const { delivery, changed } = result;
      const explanation = translator.spans(`settings.${delivery}`);
      const key = changed ? "settings.changed" : "settings.delivery";
      const how = command("pika-settings", DELIVERIES.join("|"));
      return message([
        line(
          ...translator.spans(key, {
            delivery: translator.text(`delivery.${delivery}`),
            explanation,
          }),
        ),
        ...(changed ? [] : [line(...translator.spans("settings.how", { command: how }))]),
      ]);
    }
    case "needs-manage":
      return needsManage(translator);
    case "store-down":
      return storeDown(translator);
  }
}
