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
  type Speaker,
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
  invalid: (_option, _value, speaker) =>
    sentence(...speaker.say("notify.invalid", { choices: speaker.list(CHOICES) })),
  run: async ({ options: { state }, desk, speaker }) => {
    const change = CHOICES.find((choice) => choice === state) ?? "status";
    return notifyAnswer(await desk.notifications(change), speaker);
  },
});

function notifyAnswer(result: NotificationsResult, speaker: Speaker): Message {
  switch (result.kind) {
    case "on": {
      const { changed, since, by } = result;
      const when = time(since, "relative");
      return message([
        line(
          ...(changed
            ? speaker.say("notify.on")
            : speaker.say("notify.already-on", { when, person: mention(by) })),
        ),
        line(...speaker.say("notify.on-rest", { command: command("pika-notify", "off") })),
      ]);
    }
    case "off":
      return sentence(
        ...(result.changed
          ? speaker.say("notify.off")
          : speaker.say("notify.already-off", { command: command("pika-notify", "on") })),
      );
    case "needs-manage":
      return needsManage(speaker);
    case "no-access": {
      const problem = speaker.sayPhrase(result.problem);
      return message([
        line(...speaker.say("follow.no-access", { problem })),
        line(...speaker.sayPhrase(result.cure)),
      ]);
    }
    case "store-down":
      return storeDown(speaker);
  }
}
