/**
 * The actions of users, with the checks that Slack's client makes before it sends them: typing commands, pressing buttons,
 * choosing in menus, using message shortcuts. An action that the client would not allow throws, because the test is wrong.
 */
import type { Backend } from "../backend.ts";
import { placedElements, type PlacedElement } from "../messages/blocks.ts";
import type {
  SandboxCommandRequest,
  SandboxConversationChoice,
  SandboxInteraction,
  SandboxMessage,
  SandboxOptionChoice,
  SandboxPress,
  SandboxSayOptions,
  SandboxShortcutUse,
} from "../slack-sandbox.ts";
import {
  actionPayload,
  commandPayload,
  shortcutPayload,
  type UsedElement,
} from "../interactions/interaction-payloads.ts";
import { toEscapedText, toMessageText } from "./typed-text.ts";

/** Posts a message as a user. */
export function say(
  { workspace, messageLog }: Backend,
  { channelId, text, ...options }: SandboxSayOptions & { channelId: string; text: string },
): SandboxMessage {
  const { userId, threadTs, isTyped = false } = options;
  return messageLog.post({
    channelId: workspace.mustGet(channelId).id,
    text: isTyped ? toMessageText(workspace, text) : text,
    user: userId ?? workspace.firstPerson.id,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
}

/** Types a command as a user. */
export async function typeCommand(
  backend: Backend,
  request: SandboxCommandRequest,
): Promise<SandboxInteraction> {
  const { workspace, settings, interactions } = backend;
  const { command, threadTs } = request;
  if (threadTs !== undefined) throw new Error(`${command} is not supported in threads.`);
  if (!settings.setup.hasCommand(command)) throw new Error(`${command} is not a valid command.`);
  const userId = request.userId ?? workspace.firstPerson.id;
  workspace.mustBeOurs(userId, command);
  const channel = workspace.mustSee(userId, request.channelId ?? workspace.defaults.publicJoined);
  const shouldEscape = request.shouldEscape ?? settings.setup.escapes(command);
  const text = shouldEscape ? toEscapedText(workspace, request.text) : request.text;
  return interactions.start({
    kind: "command",
    channelId: channel.id,
    userId,
    timeOutNotice: `${command} failed because the app did not respond`,
    socketWaitMs: request.socketWaitMs,
    payload: (ids) => commandPayload(workspace, { channel, userId, command, text, ...ids }),
  });
}

/** Presses a button as a user. */
export async function pressButton(
  backend: Backend,
  press: SandboxPress,
): Promise<SandboxInteraction> {
  const { element } = findElement(backend, press);
  if (element.type !== "button") throw new Error(`${press.actionId} is a ${element.type}`);
  return useElement(backend, press, {});
}

/** Chooses in a menu of conversations or channels as a user. */
export async function chooseConversation(
  backend: Backend,
  choice: SandboxConversationChoice,
): Promise<SandboxInteraction> {
  const { element } = findElement(backend, choice);
  const { workspace } = backend;
  const userId = choice.userId ?? workspace.firstPerson.id;
  const { kind } = workspace.mustSee(userId, choice.conversation);
  if (element.type === "channels_select" && kind === "public") {
    return useElement(backend, choice, { selected_channel: choice.conversation });
  }
  const offers =
    element.type === "conversations_select" && (element.filter?.include?.includes(kind) ?? true);
  if (!offers) throw new Error(`${choice.actionId} does not offer ${choice.conversation}`);
  return useElement(backend, choice, { selected_conversation: choice.conversation });
}

/** Chooses an option as a user. */
export async function chooseOption(
  backend: Backend,
  choice: SandboxOptionChoice,
): Promise<SandboxInteraction> {
  const { element } = findElement(backend, choice);
  const options = element.type === "static_select" ? element.options : [];
  const option = options.find(({ value }) => value === choice.option);
  if (option === undefined) throw new Error(`${choice.actionId} has no option ${choice.option}`);
  return useElement(backend, choice, { selected_option: option });
}

/** Uses a message shortcut as a user, also on messages that the bot does not see. */
export async function useShortcut(
  backend: Backend,
  { channel: channelId, ts, callbackId, ...use }: SandboxShortcutUse,
): Promise<SandboxInteraction> {
  const { workspace, settings, messageLog, interactions } = backend;
  const userId = use.userId ?? workspace.firstPerson.id;
  workspace.mustBeOurs(userId, callbackId);
  const channel = workspace.mustSee(userId, channelId);
  const message = messageLog.find(channelId, ts);
  if (message === undefined) throw new Error(`there is no message ${ts} in ${channelId}`);
  if (!settings.setup.isInteractive || !settings.setup.hasShortcut(callbackId)) {
    throw new Error(`the app has no message shortcut ${callbackId}`);
  }
  return interactions.start({
    kind: "shortcut",
    channelId,
    userId,
    timeOutNotice: `${callbackId} failed because the app did not respond`,
    socketWaitMs: use.socketWaitMs,
    payload: (ids) => shortcutPayload(backend, { channel, userId, message, callbackId, ...ids }),
  });
}

function useElement(
  backend: Backend,
  press: SandboxPress,
  selected: UsedElement["selected"],
): Promise<SandboxInteraction> {
  const { workspace, settings, interactions, messageLog, privateMessages, selections } = backend;
  const { channel: channelId, ts } = press;
  if (!settings.setup.isInteractive) throw new Error("the app's interactivity is switched off");
  const placed = findElement(backend, press);
  const userId = press.userId ?? workspace.firstPerson.id;
  const channel = workspace.mustSee(userId, channelId);
  const message = messageLog.find(channelId, ts);
  const isEphemeral = message === undefined;
  const { blocks, thread_ts: threadTs } = message ?? privateMessages.find(channelId, ts) ?? {};
  const by = { userId, channelId, ts };
  selections.set(by, placed, selected);
  const state = selections.state(by, blocks ?? []);
  return interactions.start({
    kind: "action",
    channelId,
    userId,
    original: { ts, isEphemeral },
    // The client shows a warning sign beside the element.
    timeOutNotice: `${press.actionId} failed because the app did not respond`,
    socketWaitMs: press.socketWaitMs,
    payload: (ids) =>
      actionPayload(backend, {
        channel,
        userId,
        ts,
        threadTs,
        message,
        placed,
        selected,
        state,
        ...ids,
      }),
  });
}

function findElement(
  { messageLog, privateMessages, workspace }: Backend,
  { channel, ts, actionId, blockId, userId = workspace.firstPerson.id }: SandboxPress,
): PlacedElement {
  const own = privateMessages.find(channel, ts);
  const message = messageLog.find(channel, ts) ?? (own?.userId === userId ? own : undefined);
  if (message === undefined) throw new Error(`${userId} sees no message ${ts} in ${channel}`);
  const found = placedElements(message.blocks).filter(
    (placed) =>
      placed.element.action_id === actionId &&
      (blockId === undefined || placed.blockId === blockId),
  );
  const [placed] = found;
  if (placed === undefined || found.length > 1) {
    throw new Error(`there are ${found.length} elements ${actionId} on message ${ts}`);
  }
  return placed;
}
