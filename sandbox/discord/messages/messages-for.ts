/** The messages of a channel as one person sees them. */
import { isVisibleTo } from "../guilds/member-access.ts";
import type { ChannelRecord, MessageRecord, DiscordState } from "../discord-state.ts";

/** Public ones and the person's own private answers, oldest first; none where the channel is not on their screen. */
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
  // An answer that was updated through its own button belongs to two interactions.
  return [...new Set([...visible, ...here])].toSorted((a, b) =>
    BigInt(a.id) < BigInt(b.id) ? -1 : 1,
  );
}
