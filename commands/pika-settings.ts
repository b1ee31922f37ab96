import {
  choiceSchema,
  command,
  COMMAND_NAMES,
  defineCommand,
  DELIVERIES,
  message,
  type CommandContext,
  type Message,
  type SettingsResult,
} from "../src/core/command.ts";
import { listed, localized } from "../src/messages/translator.ts";
import { lineFor, needsManage, sentence, storeDown } from "./shared/answers.ts";

/** `/pika-settings [delivery]`: shows or changes how results arrive in this channel. */
export const pikaSettings = defineCommand({
  name: COMMAND_NAMES.settings,
  description: localized(`command.${COMMAND_NAMES.settings}`),
  needsManage: true,
  options: {
    delivery: {
      description: localized("option.delivery"),
      required: false,
      schema: choiceSchema(DELIVERIES),
      choices: DELIVERIES,
      choiceNames: {
        post: localized("delivery.post"),
        edit: localized("delivery.edit"),
        thread: localized("delivery.thread"),
      },
    },
  },
  invalid: (_option, _value, context) =>
    sentence(context, localized("settings.invalid", { choices: listed(DELIVERIES) })),
  run: async ({ options, context }) => {
    const delivery = DELIVERIES.find((choice) => choice === options.delivery);
    return settingsAnswer(await context.changeSettings(delivery && { delivery }), context);
  },
});

function settingsAnswer(result: SettingsResult, context: CommandContext): Message {
  switch (result.kind) {
    case "settings": {
      const { delivery, changed } = result;
      const values = {
        delivery: localized(`delivery.${delivery}`),
        explanation: localized(`settings.${delivery}`),
      };
      if (changed) return sentence(context, localized("settings.changed", values));
      const how = command(COMMAND_NAMES.settings, DELIVERIES.join("|"));
      return message([
        lineFor(context, localized("settings.delivery", values)),
        lineFor(context, localized("settings.how", { command: how })),
      ]);
    }
    case "needs-manage":
      return needsManage(context);
    case "store-down":
      return storeDown(context);
  }
}
