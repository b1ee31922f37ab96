import { z } from "zod";
import { parseAnswer, type SlackWebClient } from "../api/web-client.ts";

const flag = z.boolean().optional().catch(undefined);
const word = z.string().optional().catch(undefined);
const ids = z.array(z.string()).optional().catch(undefined);
/**
 * The people a restriction allows: by kind, by id, by user group. All absent or empty: everybody. Described at
 * https://docs.slack.dev/reference/objects/conversation-object; the SDK's type lacks it.
 */
const restrictionSchema = z
  .object({ type: ids, user: ids, subteam: ids })
  .optional()
  .catch(undefined);
const answerSchema = z.object({
  channel: z.object({
    is_archived: flag,
    is_member: flag,
    is_private: flag,
    is_group: flag,
    is_im: flag,
    is_mpim: flag,
    is_read_only: flag,
    is_thread_only: flag,
    properties: z.object({ posting_restricted_to: restrictionSchema }).optional().catch(undefined),
    creator: word,
    locale: word,
  }),
});

/** What Slack tells of a conversation. `is_member`, `is_read_only` and `is_thread_only` are about the bot. */
export type Conversation = z.infer<typeof answerSchema>["channel"];

/** Asks about a conversation that the bot can see. Rejects with a PlatformError. */
export async function readConversation(
  client: SlackWebClient,
  channel: string,
): Promise<Conversation> {
  const answer = await client.conversations.info({ channel, include_locale: true });
  return parseAnswer(answerSchema, answer, "conversations.info").channel;
}
