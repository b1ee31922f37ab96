import {
  choiceSchema,
  command,
  defineCommand,
  DELIVERIES,
  line,
  message,
  type Message,
  type SettingsResult,
  type Speaker,
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
  invalid: (_option, _value, speaker) =>
    sentence(...speaker.say("settings.invalid", { choices: speaker.list(DELIVERIES) })),
  run: async ({ options, desk, speaker }) => {
    const delivery = DELIVERIES.find((choice) => choice === options.delivery);
    return settingsAnswer(await desk.settings(delivery && { delivery }), speaker);
  },
});

function settingsAnswer(result: SettingsResult, speaker: Speaker): Message {
  switch (result.kind) {
    case "settings": {
      const { delivery, changed } = result;
      const explanation = speaker.say(`settings.${delivery}`);
      const key = changed ? "settings.changed" : "settings.delivery";
      const how = command("pika-settings", DELIVERIES.join("|"));
      return message([
        line(...speaker.say(key, { delivery: speaker.text(`delivery.${delivery}`), explanation })),
        ...(changed ? [] : [line(...speaker.say("settings.how", { command: how }))]),
      ]);
    }
    case "needs-manage":
      return needsManage(speaker);
    case "store-down":
      return storeDown(speaker);
  }
}
