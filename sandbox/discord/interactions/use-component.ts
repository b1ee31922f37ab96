/**
 * Users press buttons or choose in selects of public messages or of their own private answers. Implemented: what
 * Discord's client checks before it sends. Not implemented: links (they reach no bot), selects of users and roles,
 * modals.
 */
import { findChannel } from "../guilds/channel-access.ts";
import { resolveChannels } from "./resolve-channels.ts";
import { createInteraction } from "./interaction.ts";
import { requirePresence, sendInteraction } from "./send-interaction.ts";
import { messagesFor } from "../messages/messages-for.ts";
import { renderComponents, renderMessage } from "../messages/render-message.ts";
import type { ButtonAction, ChoiceAction, WithDefaults } from "../user-actions.ts";
import type { ChannelRecord, MessageRecord, DiscordState } from "../discord-state.ts";
import type { SandboxInteraction } from "../views.ts";

const BUTTON = 2;
const TEXT_SELECT = 3;
const CHANNEL_SELECT = 8;

/** A component in the API's form. */
interface Component {
  readonly type: number;
  readonly id: number;
  readonly custom_id?: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly min_values?: number;
  readonly max_values?: number;
  readonly channel_types?: readonly number[];
  readonly options?: readonly { readonly value: string }[];
}

/** Presses a button: sends the event, starts the 3 seconds. Throws if Discord's client would not allow it. */
export function pressButton(
  state: DiscordState,
  action: WithDefaults<ButtonAction>,
): SandboxInteraction {
  const { channel, message, component } = find(state, action, BUTTON);
  return use(state, { action, channel, message, component, data: {} });
}

/** Chooses channels in a channel select. Throws if Discord's client would not allow it. */
export function chooseChannels(
  state: DiscordState,
  action: WithDefaults<ChoiceAction>,
): SandboxInteraction {
  const { channel, message, component } = find(state, action, CHANNEL_SELECT);
  const { userId, values } = action;
  checkCount(component, values);
  const channels = resolveChannels(state, values, {
    userId,
    guildId: channel.guildId,
    types: component.channel_types,
  });
  const data = { values, resolved: { channels } };
  return use(state, { action, channel, message, component, data });
}

/** Chooses options in a text select. Throws if Discord's client would not allow it. */
export function chooseOptions(
  state: DiscordState,
  action: WithDefaults<ChoiceAction>,
): SandboxInteraction {
  const { channel, message, component } = find(state, action, TEXT_SELECT);
  const { values } = action;
  checkCount(component, values);
  for (const value of values) {
    if (component.options?.some((option) => option.value === value)) continue;
    throw new Error(`the select has no option ${value}`);
  }
  return use(state, { action, channel, message, component, data: { values } });
}

interface Found {
  readonly channel: ChannelRecord;
  readonly message: MessageRecord;
  readonly component: Component;
}

function find(state: DiscordState, action: WithDefaults<ButtonAction>, type: number): Found {
  const channel = findChannel(state, action.channelId);
  requirePresence(state, channel, action.userId);
  const message = messagesFor(state, channel, action.userId).find(
    ({ id }) => id === action.messageId,
  );
  if (!message) throw new Error(`the person sees no message ${action.messageId}`);
  const components = renderComponents(message).flatMap(
    (row) => row["components"] as readonly Component[],
  );
  const component = components.find((each) => each.custom_id === action.customId);
  if (!component) throw new Error(`the message has no component ${action.customId}`);
  if (component.type !== type) throw new Error(`${action.customId} is of type ${component.type}`);
  if (component.disabled) throw new Error(`${action.customId} is disabled`);
  return { channel, message, component };
}

function checkCount(
  { min_values: min = 1, max_values: max = 1 }: Component,
  values: readonly string[],
): void {
  if (values.length < min || values.length > max) {
    throw new RangeError(`the select takes ${min} to ${max} values`);
  }
}

function use(
  state: DiscordState,
  {
    action,
    channel,
    message,
    component,
    data,
  }: Found & { action: WithDefaults<ButtonAction>; data: object },
): SandboxInteraction {
  const { userId, installation } = action;
  const label = `[${component.label ?? component.placeholder ?? action.customId}]`;
  const interaction = createInteraction(state, {
    type: 3,
    label,
    channel,
    userId,
    installation,
    target: message,
  });
  state.announce("interaction", interaction.view, label);
  const parts = {
    message: renderMessage(state, message),
    data: {
      component_type: component.type,
      custom_id: action.customId,
      id: component.id,
      ...data,
    },
  };
  sendInteraction(state, { interaction, action, channel, parts });
  return interaction.view;
}
