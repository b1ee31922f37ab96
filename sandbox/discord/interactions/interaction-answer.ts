/** What the callback and the webhook of an interaction share: reading contents, filling answers, recording them. */
import { uploadLimitBytes } from "../guilds/channel-access.ts";
import { toDraft, type Draft } from "../messages/message-draft.ts";
import { changeMessage, type NewMessage } from "../messages/message-log.ts";
import { toPings } from "../messages/mentions.ts";
import type { InteractionMessageBody } from "../messages/message-body.ts";
import type { RouteRequest } from "../rest/route.ts";
import type { InteractionRecord, MessageRecord, DiscordState } from "../discord-state.ts";
import type { InteractionReply, Pings } from "../views.ts";

const EPHEMERAL = 64;

/** Whether an answer is for the person alone. */
export const isEphemeral = (flags: number | null | undefined): boolean =>
  // oxlint-disable-next-line no-bitwise -- Discord's flags are a bit field
  ((flags ?? 0) & EPHEMERAL) !== 0;

/** A new message of the bot's, for an interaction. */
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

/** The contents of a request to answer or edit. */
export interface AnswerRequest {
  readonly interaction: InteractionRecord;
  readonly body: InteractionMessageBody;
  readonly request: RouteRequest;
}

/** What a message is to contain, and whom it notifies. */
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
  // Who cannot see a message is not notified by it.
  const users = pings.users.filter((id) => !ephemeral || id === interaction.userId);
  return { draft, pings: { ...pings, users, roles: ephemeral ? [] : pings.roles } };
}

/** Gives an answer, or the message of the button, other contents. */
export function fill(
  state: DiscordState,
  message: MessageRecord,
  answerRequest: AnswerRequest,
): void {
  changeMessage(state, message, readContent(state, answerRequest, message));
}

/** Writes down what happened, for tests and transcripts. */
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

/** A reference to a message in the same place. */
export const toReference = (
  interaction: InteractionRecord,
  message: MessageRecord,
): NonNullable<MessageRecord["reference"]> => ({
  message_id: message.id,
  channel_id: message.channelId,
  ...(interaction.guildId === undefined ? {} : { guild_id: interaction.guildId }),
});
