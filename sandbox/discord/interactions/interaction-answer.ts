/** Shared by the callback and the webhook of an interaction: reading contents, changing answers, recording them. */
import { uploadLimitBytes } from "../guilds/channel-access.ts";
import { toDraft, type Draft } from "../messages/message-draft.ts";
import { changeMessage, type NewMessage } from "../messages/message-log.ts";
import { toPings } from "../messages/mentions.ts";
import type { InteractionMessageBody } from "../messages/message-body.ts";
import type { RouteRequest } from "../rest/route.ts";
import type { InteractionRecord, MessageRecord, DiscordState } from "../discord-state.ts";
import type { InteractionReply, Pings } from "../views.ts";

const EPHEMERAL = 64;

/** Whether only the user sees an answer. */
export const isEphemeral = (flags: number | null | undefined): boolean =>
  // oxlint-disable-next-line no-bitwise -- Discord's flags are a bit field
  ((flags ?? 0) & EPHEMERAL) !== 0;

/** Returns a new message by the bot for an interaction. */
export const asAnswer = (
  state: DiscordState,
  interaction: InteractionRecord,
  ephemeral: boolean,
): NewMessage => ({
  channelId: interaction.channelId,
  author: state.bot,
  interaction,
  ephemeral,
});

/** A request that creates or changes an answer. */
export interface AnswerRequest {
  readonly interaction: InteractionRecord;
  readonly body: InteractionMessageBody;
  readonly request: RouteRequest;
}

/** Returns the contents of an answer, and whom it notifies. */
export function readContent(
  state: DiscordState,
  { interaction, body, request }: AnswerRequest,
  earlier?: MessageRecord,
): { draft: Draft; pings: Pings } {
  const { files, report } = request;
  const maxBytes = uploadLimitBytes(state, interaction.guildId);
  const draft = toDraft(state, { body, files, maxBytes, report }, earlier);
  const pings = toPings(draft.content, {
    allowed: body.allowed_mentions,
    authorId: state.bot.id,
    mayMentionEveryone: false,
  });
  const ephemeral = earlier?.ephemeral ?? isEphemeral(body.flags);
  // Users who cannot see a message are not notified by it.
  const users = pings.users.filter((id) => !ephemeral || id === interaction.userId);
  return { draft, pings: { ...pings, users, roles: ephemeral ? [] : pings.roles } };
}

/** Changes an answer, or the message of the button. */
export function fill(
  state: DiscordState,
  message: MessageRecord,
  answerRequest: AnswerRequest,
): void {
  changeMessage(state, message, readContent(state, answerRequest, message));
}

/** Records a change, for tests and transcripts. */
export function record(
  state: DiscordState,
  interaction: InteractionRecord,
  { kind, message }: { kind: InteractionReply["kind"]; message: MessageRecord },
): void {
  const { content, ephemeral } = message;
  const reply = { kind, messageId: message.id, content, ephemeral, at: state.now() };
  interaction.replies.push(reply);
  state.announce("interaction-reply", interaction.view, reply);
}

/** Returns a reference to a message in the same channel. */
export const toReference = (
  interaction: InteractionRecord,
  message: MessageRecord,
): NonNullable<MessageRecord["reference"]> => ({
  message_id: message.id,
  channel_id: message.channelId,
  ...(interaction.guildId === undefined ? {} : { guild_id: interaction.guildId }),
});
