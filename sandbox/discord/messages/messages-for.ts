/** The messages of a channel as one user sees them. */
import { isVisibleTo } from "../guilds/member-access.ts";
import type { ChannelRecord, MessageRecord, DiscordState } from "../discord-state.ts";

/** Returns the public messages and the user's own private answers, oldest first; none if the user does not see the channel. */
export function messagesFor(
  state: DiscordState,
  channel: ChannelRecord,
  userId: string,
): MessageRecord[] {
  if (!isVisibleTo(state, channel, userId)) return [];
  const own = [...state.interactions.values()].filter((each) => each.userId === userId);
  const answers = own.flatMap(({ original, followUps }) =>
    original ? [original].concat(followUps) : followUps,
  );
  const here = answers.filter(({ ephemeral, channelId }) => ephemeral && channelId === channel.id);
  const visible = channel.messages.filter(({ kind }) => kind === "message");
  // An answer updated through its own button belongs to two interactions.
  return [...new Set([...visible, ...here])].toSorted((a, b) =>
    BigInt(a.id) < BigInt(b.id) ? -1 : 1,
  );
}
