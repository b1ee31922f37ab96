/** Performs the page's user actions in the stand-ins. */
import type { UserAction, ActionResult } from "../user-action.ts";
import type { ScriptedApi } from "../../scripted/scripted-api.ts";
import type { StandIns } from "../../stand-ins.ts";
import type { ActiveFaults } from "./active-faults.ts";

type Of<K extends UserAction["kind"]> = Extract<UserAction, { readonly kind: K }>;

/** Performs one action. Rejects with the error that the platform's client would show. */
export async function performAction(
  { standIns, activeFaults }: { readonly standIns: StandIns; readonly activeFaults: ActiveFaults },
  action: UserAction,
): Promise<ActionResult> {
  switch (action.kind) {
    case "write":
      await (action.platform === "slack"
        ? writeToSlack(standIns, action)
        : writeToDiscord(standIns, action));
      return {};
    case "command":
      await typeDiscordCommand(standIns, action);
      return {};
    case "complete":
      return { choices: await completeOption(standIns, action) };
    case "press":
      await press(standIns, action);
      return {};
    case "choose":
      await choose(standIns, action);
      return {};
    case "shortcut":
      await useShortcut(standIns, action);
      return {};
    case "create-job":
      return { jobId: apiOf(standIns, action.api).start(action) };
    case "advance-job":
      apiOf(standIns, action.api).advance(action.jobId);
      return {};
    case "inject-fault":
      activeFaults.inject(action);
      return {};
    case "clear-faults":
      activeFaults.clear();
      return {};
  }
}

function apiOf({ scripted }: StandIns, name: string): ScriptedApi {
  const api = Object.values(scripted).find((each) => each.name === name);
  if (api === undefined) throw new Error(`no such job API: ${name}`);
  return api;
}

async function writeToDiscord({ discord }: StandIns, action: Of<"write">): Promise<void> {
  discord.say(action.placeId, action.personId, action.text);
}

async function writeToSlack(standIns: StandIns, action: Of<"write">): Promise<void> {
  const { slack } = standIns;
  const { personId: userId, placeId, threadId: threadTs, text } = action;
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
  slack.say(placeId, toSlackText(standIns, text), { userId, ...thread });
}

/** Converts typed text as Slack's client does: names become control sequences, the rest is escaped. */
function toSlackText({ slack }: StandIns, typed: string): string {
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
  { discord }: StandIns,
  { command: name, personId: userId, placeId: channelId, options }: Of<"command">,
) => discord.command({ name, options, userId, channelId });

async function completeOption(
  { discord }: StandIns,
  { personId: userId, placeId: channelId, command, options, focused }: Of<"complete">,
): Promise<NonNullable<ActionResult["choices"]>> {
  const choices = await discord.complete({ command, options, focused, userId, channelId });
  if (choices === "loading failed") throw new Error("Loading options failed");
  return choices.map(({ name, value }) => ({ name, value: String(value) }));
}

async function press({ discord, slack }: StandIns, action: Of<"press">): Promise<void> {
  const { personId: userId, placeId, postId, elementId } = action;
  if (action.platform === "discord")
    await discord.pressButton({
      userId,
      channelId: placeId,
      messageId: postId,
      customId: elementId,
    });
  else await slack.pressButton({ userId, channel: placeId, ts: postId, actionId: elementId });
}

async function choose({ discord, slack }: StandIns, action: Of<"choose">): Promise<void> {
  const { personId: userId, placeId, postId, elementId, value, chosen } = action;
  if (action.platform === "discord") {
    const what = { channelId: placeId, messageId: postId, customId: elementId };
    const choice = { userId, ...what, values: [value] };
    await (chosen === "channel" ? discord.chooseChannels(choice) : discord.chooseOptions(choice));
    return;
  }
  const where = { userId, channel: placeId, ts: postId, actionId: elementId };
  await (chosen === "channel"
    ? slack.chooseConversation({ ...where, conversation: value })
    : slack.chooseOption({ ...where, option: value }));
}

async function useShortcut({ discord, slack }: StandIns, action: Of<"shortcut">): Promise<void> {
  const { platform, personId: userId, placeId, postId, shortcutId } = action;
  await (platform === "discord"
    ? discord.useMenu({ userId, channelId: placeId, messageId: postId, name: shortcutId })
    : slack.useShortcut({ userId, channel: placeId, ts: postId, callbackId: shortcutId }));
}
