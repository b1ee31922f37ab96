/** Users and what they do without the bot: names, locales, permissions, messages they write and delete. */
import { findChannel } from "./channel-access.ts";
import { findPerson } from "../interactions/send-interaction.ts";
import { toPings } from "../messages/mentions.ts";
import { addMessage, removeMessage } from "../messages/message-log.ts";
import { toMessageView } from "../messages/render-message.ts";
import type { DiscordSandbox } from "../discord-sandbox.ts";
import type { MessageRecord, PersonRecord, DiscordState } from "../discord-state.ts";
import type { SandboxUser } from "../views.ts";

/** The part of the sandbox that concerns users. */
export type People = Pick<
  DiscordSandbox,
  | "addUser"
  | "people"
  | "setLocale"
  | "refuseDirectMessages"
  | "setMemberPermissions"
  | "say"
  | "deleteMessage"
  | "ageMessage"
>;

const toUserView = ({ id, username, globalName }: PersonRecord): SandboxUser => ({
  id,
  username,
  globalName,
});

function findMessage(state: DiscordState, channelId: string, messageId: string): MessageRecord {
  const message = findChannel(state, channelId).messages.find(({ id }) => id === messageId);
  if (!message) throw new Error(`there is no message ${messageId}`);
  return message;
}

/** See the head of this file. */
export function createPeople(state: DiscordState): People {
  return {
    addUser: ({ username = "somebody", globalName = "Somebody", ...options } = {}) => {
      const person: PersonRecord = {
        id: state.nextId(),
        username,
        globalName,
        bot: options.isBot ?? false,
        locale: options.locale ?? "en-US",
        refusesDirectMessages: options.refusesDirectMessages ?? false,
        permissions: new Map(),
      };
      state.users.set(person.id, person);
      return toUserView(person);
    },
    people: () => [...state.users.values()].map(toUserView),
    setLocale: (userId, locale) => {
      findPerson(state, userId).locale = locale;
    },
    refuseDirectMessages: (userId, refuses = true) => {
      findPerson(state, userId).refusesDirectMessages = refuses;
    },
    setMemberPermissions: (channelId, userId, names) => {
      const { permissions } = findPerson(state, userId);
      permissions.set(findChannel(state, channelId).id, new Set(names));
    },
    say: (channelId, userId, content) => {
      const { id, username, globalName, bot } = findPerson(state, userId);
      const message = addMessage(state, {
        channelId: findChannel(state, channelId).id,
        author: { id, username, globalName, bot },
        draft: { content, attachments: [], embeds: [], components: [] },
        pings: toPings(content, {
          allowed: undefined,
          authorId: userId,
          mayMentionEveryone: false,
        }),
      });
      return toMessageView(state, message);
    },
    deleteMessage: (channelId, messageId) =>
      removeMessage(state, findMessage(state, channelId, messageId)),
    ageMessage: (channelId, messageId, byMs) => {
      findMessage(state, channelId, messageId).createdAt -= byMs;
    },
  };
}
