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
 * `/pika-settings [delivery] [broadcast] [ping]`: shows or changes how results arrive in this channel, and whether they
 * notify the person who asks.
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
    broadcast: {
      description: localized("option.broadcast"),
      required: false,
      schema: choiceSchema(SWITCH_CHANGES),
      choices: SWITCH_CHANGES,
      choiceNames: { on: localized("broadcast.on"), off: localized("broadcast.off") },
      isNamed: true,
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
    const { broadcast, ping } = options;
    const change = {
      ...(delivery && { delivery }),
      ...(broadcast && { broadcast: broadcast === "on" }),
      ...(ping && { ping: ping === "on" }),
    };
    return settingsAnswer(await context.changeSettings(change), context);
  },
});

const ON_OFF = SWITCH_CHANGES.join("|");
const BROADCAST_TEXT = `broadcast ${ON_OFF}`;
const PING_TEXT = `ping ${ON_OFF}`;

/** What can be typed in the place of an option that is not understood. */
const VALID = {
  delivery: [...DELIVERIES, BROADCAST_TEXT, PING_TEXT],
  broadcast: SWITCH_CHANGES,
  ping: SWITCH_CHANGES,
} as const;

function settingsAnswer(result: SettingsResult, context: CommandContext): Message {
  switch (result.kind) {
    case "settings": {
      const { settings, changed } = result;
      if (changed.length > 0) return message(changedLines(settings, changed, context));
      const isThread = settings.delivery === "thread";
      const channelText = DELIVERIES.join("|");
      return message([
        deliveryLine("settings.delivery", settings, context),
        ...(isThread || settings.broadcast ? [broadcastLine(settings, context)] : []),
        howLine(
          "settings.how",
          isThread ? `[${channelText}] [${BROADCAST_TEXT}]` : channelText,
          context,
        ),
        pingLine(settings, context),
        howLine("settings.ping-how", PING_TEXT, context),
      ]);
    }
    case "needs-manage":
      return needsManage(context);
    case "store-down":
      return storeDown(context);
  }
}

/** What the settings that have changed are now. */
function changedLines(
  settings: Settings,
  changed: readonly (keyof Settings)[],
  context: CommandContext,
): Block[] {
  const lines = changed.map((name) => CHANGED[name](settings, context));
  // It has no effect until results arrive in threads.
  const isWithoutEffect = changed.includes("broadcast") && settings.delivery !== "thread";
  return isWithoutEffect && !changed.includes("delivery")
    ? [...lines, deliveryLine("settings.delivery", settings, context)]
    : lines;
}

const CHANGED: Readonly<
  Record<keyof Settings, (settings: Settings, context: CommandContext) => Block>
> = {
  delivery: (settings, context) => deliveryLine("settings.changed", settings, context),
  broadcast: (settings, context) => broadcastLine(settings, context),
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

const broadcastLine = ({ broadcast }: Settings, context: CommandContext): Block =>
  lineFor(context, localized(broadcast ? "settings.broadcast-on" : "settings.broadcast-off"));

const pingLine = ({ ping }: Settings, context: CommandContext): Block =>
  lineFor(context, localized(ping ? "settings.ping-on" : "settings.ping-off"));

const howLine = (
  key: "settings.how" | "settings.ping-how",
  input: string,
  context: CommandContext,
): Block => lineFor(context, localized(key, { command: command(COMMAND_NAMES.settings, input) }));
