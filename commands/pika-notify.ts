import {
  choiceSchema,
  command,
  COMMAND_NAMES,
  defineCommand,
  mention,
  message,
  NOTIFICATION_CHANGES,
  time,
  type CommandContext,
  type Message,
  type NotificationsResult,
} from "../src/core/command.ts";
import { listed, localized } from "../src/messages/translator.ts";
import { lineFor, needsManage, sentence, storeDown } from "./shared/answers.ts";

/** `/pika-notify on|off|status`: posts the result of every job of the account in this channel, or stops that. */
export const pikaNotify = defineCommand({
  name: COMMAND_NAMES.notify,
  description: localized(`command.${COMMAND_NAMES.notify}`),
  needsManage: true,
  options: {
    state: {
      description: localized("option.notify"),
      required: true,
      schema: choiceSchema(NOTIFICATION_CHANGES),
      choices: NOTIFICATION_CHANGES,
      choiceNames: {
        on: localized("switch.on"),
        off: localized("switch.off"),
        status: localized("switch.status"),
      },
    },
  },
  invalid: (_option, _value, context) =>
    sentence(context, localized("notify.invalid", { choices: listed(NOTIFICATION_CHANGES) })),
  run: async ({ options: { state }, context }) => {
    const change = NOTIFICATION_CHANGES.find((choice) => choice === state) ?? "status";
    return notifyAnswer(await context.changeNotifications(change), context);
  },
});

function notifyAnswer(result: NotificationsResult, context: CommandContext): Message {
  switch (result.kind) {
    case "on": {
      const when = time(result.since, "relative");
      const off = command(COMMAND_NAMES.notify, "off");
      return message([
        lineFor(
          context,
          result.changed
            ? localized("notify.on")
            : localized("notify.already-on", { when, person: mention(result.by) }),
        ),
        ...(result.onlyFrom
          ? [lineFor(context, localized("notify.covers", { sources: listed(result.onlyFrom) }))]
          : []),
        lineFor(context, localized("notify.on-rest", { command: off })),
      ]);
    }
    case "off": {
      const on = command(COMMAND_NAMES.notify, "on");
      return sentence(
        context,
        result.changed ? localized("notify.off") : localized("notify.already-off", { command: on }),
      );
    }
    case "no-list": {
      const follow = command(COMMAND_NAMES.status);
      const sources = listed(result.sources);
      return sentence(context, localized("notify.no-list", { sources, command: follow }));
    }
    case "needs-manage":
      return needsManage(context);
    case "no-access":
      return message([
        lineFor(context, localized("follow.no-access", { problem: result.problem })),
        lineFor(context, result.cure),
      ]);
    case "store-down":
      return storeDown(context);
  }
}
