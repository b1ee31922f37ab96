/**
 * Users choose commands in the menu of a message. Implemented: what Discord's client checks before it sends (the command
 * exists here and for this user, who sees the message); the message in `resolved`, with its content whatever the bot's
 * intents are. Not implemented: the menu of users.
 */
import { findChannel } from "../guilds/channel-access.ts";
import { createInteraction } from "../interactions/interaction.ts";
import { sendInteraction } from "../interactions/send-interaction.ts";
import { renderMessage } from "../messages/render-message.ts";
import { findCommand, renderCommandData } from "./find-command.ts";
import type { MenuAction, WithDefaults } from "../user-actions.ts";
import type { DiscordState } from "../discord-state.ts";
import type { SandboxInteraction } from "../views.ts";

/** Chooses a command as a user: sends the event, starts the 3 seconds. Throws if Discord's client would not allow it. */
export function useMessageCommand(
  state: DiscordState,
  action: WithDefaults<MenuAction>,
): SandboxInteraction {
  const { channelId, name, messageId, userId, installation } = action;
  const channel = findChannel(state, channelId);
  const command = findCommand(state, channel, { type: 3, name, action });
  const message = channel.messages.find(({ id, ephemeral }) => id === messageId && !ephemeral);
  if (!message) throw new Error(`the person sees no message ${messageId}`);
  const interaction = createInteraction(state, {
    type: 2,
    label: name,
    menuMessage: message,
    channel,
    userId,
    installation,
  });
  state.announce("interaction", interaction.view, name);
  const parts = {
    data: {
      ...renderCommandData(command),
      target_id: messageId,
      resolved: { messages: { [messageId]: renderMessage(state, message) } },
    },
  };
  sendInteraction(state, { interaction, action, channel, parts });
  return interaction.view;
}
