import { z } from "zod";
import type { SlackWebApi } from "../api/web-api.ts";

const flag = z.boolean().optional().catch(undefined);
const word = z.string().optional().catch(undefined);
const ids = z.array(z.string()).optional().catch(undefined);
/** The people a restriction allows: by kind, by id, by user group. All absent or empty: everybody. */
const restriction = z.object({ type: ids, user: ids, subteam: ids }).optional().catch(undefined);
const infoSchema = z.object({
  channel: z.object({
    is_archived: flag,
    is_member: flag,
    is_private: flag,
    is_group: flag,
    is_im: flag,
    is_mpim: flag,
    is_read_only: flag,
    is_thread_only: flag,
    properties: z.object({ posting_restricted_to: restriction }).optional().catch(undefined),
    creator: word,
    locale: word,
  }),
});

/** What Slack tells of a conversation. `is_member`, `is_read_only` and `is_thread_only` are about the bot. */
export type Conversation = z.infer<typeof infoSchema>["channel"];

/** Asks about a conversation that the bot can see. Rejects with a PlatformError. */
export async function readConversation(
  api: SlackWebApi,
  channel: string,
  signal?: AbortSignal,
): Promise<Conversation> {
  const args = { channel, include_locale: true };
  const { channel: info } = await api.call("conversations.info", {
    args,
    answer: infoSchema,
    signal,
  });
  return info;
}
