/** Does in the stand-ins what a person does at the page. */
import type { Deed, DeedAnswer } from "../user-action.ts";
import { orderJob } from "./create-job.ts";
import type { Stage } from "../../stand-ins.ts";
import type { Weather } from "./fault-switches.ts";

type Of<K extends Deed["do"]> = Extract<Deed, { readonly do: K }>;

/** Does it. Rejects with what the platform's client would tell the person. */
export async function perform(
  { stage, weather }: { readonly stage: Stage; readonly weather: Weather },
  deed: Deed,
): Promise<DeedAnswer> {
  switch (deed.do) {
    case "write":
      await (deed.platform === "slack" ? writeToSlack(stage, deed) : writeToDiscord(stage, deed));
      return {};
    case "command":
      await typeDiscordCommand(stage, deed);
      return {};
    case "complete":
      return { choices: await completeOption(stage, deed) };
    case "press":
      await press(stage, deed);
      return {};
    case "choose":
      await choose(stage, deed);
      return {};
    case "shortcut":
      await useShortcut(stage, deed);
      return {};
    case "order-job":
      return { jobId: orderJob(stage, deed) };
    case "advance-job":
      stage.pika.advance(deed.jobId);
      return {};
    case "break":
      weather.break(deed);
      return {};
    case "mend":
      weather.mend();
      return {};
  }
}

async function writeToDiscord({ discord }: Stage, deed: Of<"write">): Promise<void> {
  discord.say(deed.placeId, deed.personId, deed.text);
}

async function writeToSlack(stage: Stage, deed: Of<"write">): Promise<void> {
  const { slack } = stage;
  const { personId: userId, placeId, threadId: threadTs, text } = deed;
  const thread = threadTs === undefined ? {} : { threadTs };
  const [command = "", ...words] = text.split(" ");
  if (command.startsWith("/")) {
    await slack.command({ command, text: words.join(" "), userId, channelId: placeId, ...thread });
    return;
  }
  const bot = slack.people.find(({ id }) => id === slack.botUserId);
  if (text.includes(`@${bot?.name}`)) {
    const { notSent } = await slack.mention({ channel: placeId, userId, text, ...thread });
    if (notSent === "not_in_channel")
      throw new Error(`@${bot?.name} is not in this channel, so it is not told of the mention.`);
    return;
  }
  slack.say(placeId, toSlackText(stage, text), { userId, ...thread });
}

/** What Slack's client makes of typed text: names become control sequences, the rest is escaped. */
function toSlackText({ slack }: Stage, typed: string): string {
  const escaped = typed.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.replace(/(?<![\w&])[@#][\w-]+/g, (word) => {
    const person = slack.people.find(({ name }) => `@${name}` === word);
    const channel = slack.allChannels.find(
      ({ name, kind }) => kind !== "im" && `#${name}` === word,
    );
    if (person !== undefined) return `<@${person.id}>`;
    return channel === undefined ? word : `<#${channel.id}|${channel.name}>`;
  });
}

const typeDiscordCommand = (
  { discord }: Stage,
  { command: name, personId: userId, placeId: channelId, options }: Of<"command">,
) => discord.command({ name, options, userId, channelId });

async function completeOption(
  { discord }: Stage,
  { personId: userId, placeId: channelId, command, options, focused }: Of<"complete">,
): Promise<NonNullable<DeedAnswer["choices"]>> {
  const choices = await discord.complete({ command, options, focused, userId, channelId });
  if (choices === "loading failed") throw new Error("Loading options failed");
  return choices.map(({ name, value }) => ({ name, value: String(value) }));
}

async function press({ discord, slack }: Stage, deed: Of<"press">): Promise<void> {
  const { personId: userId, placeId, postId, elementId } = deed;
  if (deed.platform === "discord")
    await discord.pressButton({
      userId,
      channelId: placeId,
      messageId: postId,
      customId: elementId,
    });
  else await slack.pressButton({ userId, channel: placeId, ts: postId, actionId: elementId });
}

async function choose({ discord, slack }: Stage, deed: Of<"choose">): Promise<void> {
  const { personId: userId, placeId, postId, elementId, value, chosen } = deed;
  if (deed.platform === "discord") {
    const what = { channelId: placeId, messageId: postId, customId: elementId };
    const order = { userId, ...what, values: [value] };
    await (chosen === "channel" ? discord.chooseChannels(order) : discord.chooseOptions(order));
    return;
  }
  const where = { userId, channel: placeId, ts: postId, actionId: elementId };
  await (chosen === "channel"
    ? slack.chooseConversation({ ...where, conversation: value })
    : slack.chooseOption({ ...where, option: value }));
}

const useShortcut = (
  { slack }: Stage,
  { personId: userId, placeId: channel, postId: ts, shortcutId: callbackId }: Of<"shortcut">,
) => slack.useShortcut({ userId, channel, ts, callbackId });
