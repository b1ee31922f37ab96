import {
  choiceSchema,
  command,
  COMMAND_NAMES,
  defineCommand,
  DELIVERIES,
  message,
  SWITCH_CHANGES,
  type Block,
  type CommandContext,
  type Message,
  type Settings,
  type SettingsResult,
} from "../src/core/command.ts";
import { listed, localized } from "../src/messages/translator.ts";
import { lineFor, needsManage, sentence, storeDown } from "./shared/answers.ts";

/**
 * `/pika-settings [delivery] [ping]`: shows or changes how results arrive in this channel, and whether they notify the
 * person who asks.
 */
export const pikaSettings = defineCommand({
  name: COMMAND_NAMES.settings,
  description: localized(`command.${COMMAND_NAMES.settings}`),
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
    ping: {
      description: localized("option.ping"),
      required: false,
      schema: choiceSchema(SWITCH_CHANGES),
      choices: SWITCH_CHANGES,
      choiceNames: { on: localized("ping.on"), off: localized("ping.off") },
      isNamed: true,
    },
  },
  invalid: (option, _value, context) =>
    sentence(context, localized("settings.invalid", { choices: listed(VALID[option]) })),
  run: async ({ options, context }) => {
    const delivery = DELIVERIES.find((choice) => choice === options.delivery);
    const { ping } = options;
    const change = { ...(delivery && { delivery }), ...(ping && { ping: ping === "on" }) };
    return settingsAnswer(await context.changeSettings(change), context);
  },
});

const PING_TEXT = `ping ${SWITCH_CHANGES.join("|")}`;

/** What can be typed in the place of an option that is not understood. */
const VALID = { delivery: [...DELIVERIES, PING_TEXT], ping: SWITCH_CHANGES } as const;

function settingsAnswer(result: SettingsResult, context: CommandContext): Message {
  switch (result.kind) {
    case "settings": {
      const { settings, changed } = result;
      if (changed.length > 0)
        return message(changed.map((name) => CHANGED[name](settings, context)));
      return message([
        deliveryLine("settings.delivery", settings, context),
        pingLine(settings, context),
        howLine("settings.how", DELIVERIES.join("|"), context),
        howLine("settings.ping-how", PING_TEXT, context),
      ]);
    }
    case "needs-manage":
      return needsManage(context);
    case "store-down":
      return storeDown(context);
  }
}

/** What a setting is now that it has changed. */
const CHANGED: Readonly<
  Record<keyof Settings, (settings: Settings, context: CommandContext) => Block>
> = {
  delivery: (settings, context) => deliveryLine("settings.changed", settings, context),
  ping: (settings, context) => pingLine(settings, context),
};

const deliveryLine = (
  key: "settings.delivery" | "settings.changed",
  { delivery }: Settings,
  context: CommandContext,
): Block =>
  lineFor(
    context,
    localized(key, {
      delivery: localized(`delivery.${delivery}`),
      explanation: localized(`settings.${delivery}`),
    }),
  );

const pingLine = ({ ping }: Settings, context: CommandContext): Block =>
  lineFor(context, localized(ping ? "settings.ping-on" : "settings.ping-off"));

const howLine = (
  key: "settings.how" | "settings.ping-how",
  input: string,
  context: CommandContext,
): Block => lineFor(context, localized(key, { command: command(COMMAND_NAMES.settings, input) }));
