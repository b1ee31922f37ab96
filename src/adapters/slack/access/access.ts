import { z } from "zod";
import { PlatformError } from "../../../core/errors.ts";
import type { ChannelAccess } from "../../../core/invocation.ts";
import { code } from "../../../core/message.ts";
import { localized } from "../../../messages/translator.ts";
import { readConversation, type Conversation } from "./conversation.ts";
import { slackWordOf } from "../errors.ts";
import type { SlackWebApi } from "../api/web-api.ts";

/** What the access check asks with. */
export interface AccessQuestion {
  readonly api: SlackWebApi;
  readonly channel: string;
  /** The bot's handle, for telling how to invite it. */
  readonly botName: string;
  /** Aborts the check. */
  readonly signal: AbortSignal;
}

/**
 * Whether results can be posted in a channel, asked now: a file can be shared only where the bot is a member, so it
 * joins a public channel by itself, here and not when the job is done. Nothing is remembered; it may be removed again.
 */
export async function checkAccess(question: AccessQuestion): Promise<ChannelAccess> {
  try {
    const { api, channel, signal } = question;
    return await judgeAccess(question, await readConversation(api, channel, signal));
  } catch (error) {
    switch (slackWordOf(error)) {
      case "channel_not_found":
        return question.channel.startsWith("D") ? notForMe(question) : notInvited(question);
      case "not_in_channel":
        return notInvited(question);
      case "missing_scope":
        // The kind of channel cannot be asked for; a public one can be joined all the same.
        return join(question, "unknown");
      default:
        throw error;
    }
  }
}

/** The same for a conversation that Slack has told about already. */
export async function judgeAccess(
  question: AccessQuestion,
  info: Conversation,
): Promise<ChannelAccess> {
  if (info.is_archived === true) return archived();
  // A direct conversation that the bot can see is its own.
  if (info.is_im === true) return { ok: true };
  if (info.is_mpim === true) return notForMe(question);
  if (info.is_member === true) return { ok: true };
  if (info.is_private === true || info.is_group === true) return notInvited(question);
  return join(question, "public");
}

/** Makes the bot a member of a public channel; says what to do where it cannot. */
async function join(question: AccessQuestion, kind: "public" | "unknown"): Promise<ChannelAccess> {
  try {
    await joinChannel(question.api, question.channel, question.signal);
    return { ok: true };
  } catch (error) {
    if (error instanceof PlatformError && error.retryable) throw error;
    const word = slackWordOf(error);
    if (word === "is_archived") return archived();
    // Neither question has an answer for this app: sending will show.
    const isUnanswered =
      word === "missing_scope" || word === "method_not_supported_for_channel_type";
    return kind === "unknown" && isUnanswered ? { ok: true } : notInvited(question);
  }
}

/** Joins a public channel. Joining twice is fine. Rejects with a PlatformError. */
export async function joinChannel(
  api: SlackWebApi,
  channel: string,
  signal?: AbortSignal,
): Promise<void> {
  await api.call("conversations.join", { args: { channel }, answer: z.unknown(), signal });
}

const notInvited = ({ botName }: AccessQuestion): ChannelAccess => ({
  ok: false,
  problem: localized("access.not-invited"),
  cure: localized("access.slack-invite", { command: code(`/invite @${botName}`) }),
});

const notForMe = ({ botName }: AccessQuestion): ChannelAccess => ({
  ok: false,
  problem: localized("access.not-for-me"),
  cure: localized("access.use-elsewhere", { bot: `@${botName}` }),
});

const archived = (): ChannelAccess => ({
  ok: false,
  problem: localized("access.archived"),
  cure: localized("access.unarchive"),
});
