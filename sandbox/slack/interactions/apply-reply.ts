/**
 * Applies a reply to an interaction. For a command or a shortcut, `replace_original` and `delete_original` refer to
 * the app's own last reply; for an element of a message they refer to that message. A private message stays private:
 * `response_type` applies to new messages only. Slack's documents and reports of users disagree on a reply with neither
 * field, so it is recorded as ambiguous (and posted as a new message).
 */
import type { RequestLog } from "../request-log.ts";
import type { LiveInteraction } from "./live-interaction.ts";
import type { MessageLog } from "../messages/message-log.ts";
import type { PrivateMessages } from "../messages/private-messages.ts";
import { hasContent, type ReplyBody } from "./reply-body.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Dependencies of {@link applyReply}. */
export interface ReplyParts {
  readonly workspace: Workspace;
  readonly messageLog: MessageLog;
  readonly privateMessages: PrivateMessages;
  readonly requestLog: RequestLog;
}

/** Shows, replaces or deletes a message, as the reply says. */
export function applyReply(
  parts: ReplyParts,
  interaction: LiveInteraction,
  { reply, via }: { reply: ReplyBody; via: "ack" | "response_url" },
): void {
  const answer = { interaction, reply, via };
  const target = findTarget(parts, answer);
  if (interaction.kind === "action" && saysNeither(reply)) {
    const detail = "neither replace_original nor delete_original is said";
    parts.requestLog.violation("ambiguous", "response_url", detail);
  }
  if (reply.delete_original === true) {
    if (target !== undefined) removeTarget(parts, interaction, target);
    if (interaction.kind === "action" && hasContent(reply)) postNew(parts, answer);
  } else if (reply.replace_original === true && target !== undefined) {
    replaceTarget(parts, answer, target);
  } else {
    postNew(parts, answer);
  }
}

const saysNeither = ({ replace_original: replaces, delete_original: deletes }: ReplyBody) =>
  replaces === undefined && deletes === undefined;

interface ReplyGiven {
  readonly interaction: LiveInteraction;
  readonly reply: ReplyBody;
  readonly via: "ack" | "response_url";
}

interface Target {
  readonly ts: string;
  readonly isEphemeral: boolean;
}

function findTarget(
  { messageLog, privateMessages }: ReplyParts,
  { interaction, reply }: ReplyGiven,
): Target | undefined {
  const { channelId, facts, publicReplyTs } = interaction;
  if (facts.original !== undefined) {
    const { ts, isEphemeral } = facts.original;
    const isThere = (isEphemeral ? privateMessages : messageLog).find(channelId, ts) !== undefined;
    return isThere ? facts.original : undefined;
  }
  if (reply.response_type !== "in_channel") {
    const last = interaction.privateReplies.at(-1);
    return last === undefined ? undefined : { ts: last.ts, isEphemeral: true };
  }
  const isThere =
    publicReplyTs !== undefined && messageLog.find(channelId, publicReplyTs) !== undefined;
  return isThere ? { ts: publicReplyTs, isEphemeral: false } : undefined;
}

function removeTarget(
  { messageLog, privateMessages }: ReplyParts,
  { channelId }: LiveInteraction,
  { ts, isEphemeral }: Target,
): void {
  if (isEphemeral) privateMessages.remove(ts);
  else messageLog.remove(channelId, ts);
}

function replaceTarget(parts: ReplyParts, given: ReplyGiven, { ts, isEphemeral }: Target): void {
  if (isEphemeral) {
    showPrivately(parts, given, ts);
    return;
  }
  const message = parts.messageLog.find(given.interaction.channelId, ts);
  const { text = "", blocks = [] } = given.reply;
  if (message !== undefined) parts.messageLog.edit(message, { text, blocks });
}

function postNew(parts: ReplyParts, given: ReplyGiven): void {
  const { interaction, reply } = given;
  if (reply.response_type !== "in_channel") {
    showPrivately(parts, given);
    return;
  }
  const { messageLog, workspace } = parts;
  interaction.publicReplyTs = messageLog.post({
    channelId: interaction.channelId,
    text: reply.text ?? "",
    ...(reply.blocks === undefined ? {} : { blocks: reply.blocks }),
    ...(reply.thread_ts === undefined ? {} : { thread_ts: reply.thread_ts }),
    user: workspace.bot.id,
    bot_id: workspace.botId,
  }).ts;
}

function showPrivately(
  { privateMessages }: ReplyParts,
  { interaction, reply, via }: ReplyGiven,
  original?: string,
): void {
  const draft = {
    channelId: interaction.channelId,
    userId: interaction.userId,
    text: reply.text ?? "",
    ...(reply.blocks === undefined ? {} : { blocks: reply.blocks }),
    ...(reply.thread_ts === undefined ? {} : { thread_ts: reply.thread_ts }),
    via,
  };
  interaction.note(privateMessages.show(draft, original));
}
