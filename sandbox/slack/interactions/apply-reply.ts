/**
 * What becomes of a reply to an interaction. To a command or a shortcut, `replace_original` and `delete_original` mean
 * the app's own last reply; to an element of a message they mean that message. A private message stays private:
 * `response_type` means new messages only. What Slack does with neither said is told differently by its documents and
 * by those who tried it, so it is written down as ambiguous (and taken for a new message).
 */
import type { Journal } from "../request-log.ts";
import type { LiveInteraction } from "./live-interaction.ts";
import type { MessageLog } from "../messages/message-log.ts";
import type { PrivateMessages } from "../messages/private-messages.ts";
import { hasContent, type ReplyBody } from "./reply-body.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** What replies need of the rest. */
export interface RepliesParts {
  readonly workspace: Workspace;
  readonly log: MessageLog;
  readonly privately: PrivateMessages;
  readonly journal: Journal;
}

/** Shows a reply, or takes something away, as it says. */
export function applyReply(
  parts: RepliesParts,
  interaction: LiveInteraction,
  { reply, via }: { reply: ReplyBody; via: "ack" | "response_url" },
): void {
  const answer = { interaction, reply, via };
  const target = findTarget(parts, answer);
  if (interaction.kind === "action" && saysNeither(reply)) {
    const detail = "neither replace_original nor delete_original is said";
    parts.journal.violation("ambiguous", "response_url", detail);
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
  { log, privately }: RepliesParts,
  { interaction, reply }: ReplyGiven,
): Target | undefined {
  const { channelId, facts, publicReplyTs } = interaction;
  if (facts.original !== undefined) {
    const { ts, isEphemeral } = facts.original;
    const isThere = (isEphemeral ? privately : log).find(channelId, ts) !== undefined;
    return isThere ? facts.original : undefined;
  }
  if (reply.response_type !== "in_channel") {
    const last = interaction.privateReplies.at(-1);
    return last === undefined ? undefined : { ts: last.ts, isEphemeral: true };
  }
  const isThere = publicReplyTs !== undefined && log.find(channelId, publicReplyTs) !== undefined;
  return isThere ? { ts: publicReplyTs, isEphemeral: false } : undefined;
}

function removeTarget(
  { log, privately }: RepliesParts,
  { channelId }: LiveInteraction,
  { ts, isEphemeral }: Target,
): void {
  if (isEphemeral) privately.remove(ts);
  else log.remove(channelId, ts);
}

function replaceTarget(parts: RepliesParts, given: ReplyGiven, { ts, isEphemeral }: Target): void {
  if (isEphemeral) {
    showPrivately(parts, given, ts);
    return;
  }
  const message = parts.log.find(given.interaction.channelId, ts);
  const { text = "", blocks = [] } = given.reply;
  if (message !== undefined) parts.log.edit(message, { text, blocks });
}

function postNew(parts: RepliesParts, given: ReplyGiven): void {
  const { interaction, reply } = given;
  if (reply.response_type !== "in_channel") {
    showPrivately(parts, given);
    return;
  }
  const { log, workspace } = parts;
  interaction.publicReplyTs = log.post({
    channelId: interaction.channelId,
    text: reply.text ?? "",
    ...(reply.blocks === undefined ? {} : { blocks: reply.blocks }),
    ...(reply.thread_ts === undefined ? {} : { thread_ts: reply.thread_ts }),
    user: workspace.bot.id,
    bot_id: workspace.botId,
  }).ts;
}

function showPrivately(
  { privately }: RepliesParts,
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
  interaction.note(privately.show(draft, original));
}
