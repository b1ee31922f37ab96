import type { webApi } from "@slack/bolt";
import { required, type SlackWebClient } from "../api/web-client.ts";

/** The people a restriction allows: by kind, by id, by user group. All absent or empty: everybody. */
export interface PostingRestriction {
  readonly type?: readonly string[];
  readonly user?: readonly string[];
  readonly subteam?: readonly string[];
}

/**
 * What Slack tells of a conversation. `is_member`, `is_read_only` and `is_thread_only` are about the bot. The SDK's type
 * lacks `posting_restricted_to`, which https://docs.slack.dev/reference/objects/conversation-object has.
 */
export type Conversation = NonNullable<webApi.ConversationsInfoResponse["channel"]> & {
  readonly properties?: { readonly posting_restricted_to?: PostingRestriction };
};

/** Asks about a conversation that the bot can see. Rejects with a PlatformError. */
export async function readConversation(
  client: SlackWebClient,
  channel: string,
): Promise<Conversation> {
  const answer = await client.conversations.info({ channel, include_locale: true });
  return required(answer.channel, "conversations.info");
}
