/** What people are, may do and do without the bot: names, languages, permissions, what they write and delete. */
import { findChannel } from "./channel-access.ts";
import { findPerson } from "../interactions/send-interaction.ts";
import { toPings } from "../messages/mentions.ts";
import { addMessage, removeMessage } from "../messages/message-log.ts";
import { toMessageView } from "../messages/render-message.ts";
import type { DiscordSandbox } from "../discord-sandbox.ts";
import type { MessageRecord, PersonRecord, World } from "../state.ts";
import type { SandboxUser } from "../views.ts";

/** The part of the handle about people. */
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

function findMessage(world: World, channelId: string, messageId: string): MessageRecord {
  const message = findChannel(world, channelId).messages.find(({ id }) => id === messageId);
  if (!message) throw new Error(`there is no message ${messageId}`);
  return message;
}

/** See the head of this file. */
export function createPeople(world: World): People {
  return {
    addUser: ({ username = "somebody", globalName = "Somebody", ...order } = {}) => {
      const person: PersonRecord = {
        id: world.nextId(),
        username,
        globalName,
        bot: order.isBot ?? false,
        locale: order.locale ?? "en-US",
        refusesDirectMessages: order.refusesDirectMessages ?? false,
        permissions: new Map(),
      };
      world.users.set(person.id, person);
      return toUserView(person);
    },
    people: () => [...world.users.values()].map(toUserView),
    setLocale: (userId, locale) => {
      findPerson(world, userId).locale = locale;
    },
    refuseDirectMessages: (userId, refuses = true) => {
      findPerson(world, userId).refusesDirectMessages = refuses;
    },
    setMemberPermissions: (channelId, userId, names) => {
      const { permissions } = findPerson(world, userId);
      permissions.set(findChannel(world, channelId).id, new Set(names));
    },
    say: (channelId, userId, content) => {
      const { id, username, globalName, bot } = findPerson(world, userId);
      const message = addMessage(world, {
        channelId: findChannel(world, channelId).id,
        author: { id, username, globalName, bot },
        draft: { content, attachments: [], embeds: [], components: [] },
        pings: toPings(content, {
          allowed: undefined,
          authorId: userId,
          mayMentionEveryone: false,
        }),
      });
      return toMessageView(world, message);
    },
    deleteMessage: (channelId, messageId) =>
      removeMessage(world, findMessage(world, channelId, messageId)),
    ageMessage: (channelId, messageId, byMs) => {
      findMessage(world, channelId, messageId).createdAt -= byMs;
    },
  };
}
