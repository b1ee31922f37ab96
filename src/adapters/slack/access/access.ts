import { PlatformError } from "../../../core/errors.ts";
import type { ChannelAccess } from "../../../core/invocation.ts";
import { code } from "../../../core/message.ts";
import { localized } from "../../../messages/translator.ts";
import { readConversation, type Conversation } from "./conversation.ts";
import { slackErrorOf } from "../errors.ts";
import type { SlackWebClient } from "../api/web-client.ts";

/** A channel to check. */
export interface AccessCheck {
  readonly client: SlackWebClient;
  readonly channel: string;
  /** The bot's handle, for telling how to invite it. */
  readonly botName: string;
}

/**
 * Whether results can be posted in a channel, asked now: a file can be shared only where the bot is a member, so it
 * joins a public channel by itself, here and not when the job is done. Nothing is remembered; it may be removed again.
 */
export async function checkAccess(check: AccessCheck): Promise<ChannelAccess> {
  try {
    return await toAccess(check, await readConversation(check.client, check.channel));
  } catch (error) {
    switch (slackErrorOf(error)) {
      case "channel_not_found":
        return check.channel.startsWith("D") ? notForMe(check) : notInvited(check);
      case "not_in_channel":
        return notInvited(check);
      case "missing_scope":
        // The app may not read the channel's kind, but it can still join a public one.
        return join(check, "unknown");
      default:
        throw error;
    }
  }
}

/** {@link checkAccess} for a conversation that has been read already. */
export async function toAccess(check: AccessCheck, info: Conversation): Promise<ChannelAccess> {
  if (info.is_archived === true) return archived();
  // A direct conversation that the bot can see is its own.
  if (info.is_im === true) return { ok: true };
  if (info.is_mpim === true) return notForMe(check);
  if (info.is_member === true) return { ok: true };
  if (info.is_private === true || info.is_group === true) return notInvited(check);
  return join(check, "public");
}

/** Joins a public channel, or returns what a person has to do if the bot cannot join. */
async function join(check: AccessCheck, kind: "public" | "unknown"): Promise<ChannelAccess> {
  try {
    await joinChannel(check.client, check.channel);
    return { ok: true };
  } catch (error) {
    if (error instanceof PlatformError && error.retryable) throw error;
    const slackError = slackErrorOf(error);
    if (slackError === "is_archived") return archived();
    // This app can neither read nor join the channel, so the first post has to show whether posting works.
    const isUnanswered =
      slackError === "missing_scope" || slackError === "method_not_supported_for_channel_type";
    return kind === "unknown" && isUnanswered ? { ok: true } : notInvited(check);
  }
}

/** Joins a public channel. Joining twice is fine. Rejects with a PlatformError. */
export async function joinChannel(client: SlackWebClient, channel: string): Promise<void> {
  await client.conversations.join({ channel });
}

const notInvited = ({ botName }: AccessCheck): ChannelAccess => ({
  ok: false,
  problem: localized("access.not-invited"),
  cure: localized("access.slack-invite", { command: code(`/invite @${botName}`) }),
});

const notForMe = ({ botName }: AccessCheck): ChannelAccess => ({
  ok: false,
  problem: localized("access.not-for-me"),
  cure: localized("access.use-elsewhere", { bot: `@${botName}` }),
});

const archived = (): ChannelAccess => ({
  ok: false,
  problem: localized("access.archived"),
  cure: localized("access.unarchive"),
});
