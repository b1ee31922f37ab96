import { z } from "zod";
import type { SlackWebApi } from "./web-api.ts";

const flag = z.boolean().optional().catch(undefined);
const word = z.string().optional().catch(undefined);
const infoSchema = z.object({
  channel: z.object({
    is_archived: flag,
    is_member: flag,
    is_private: flag,
    is_group: flag,
    is_im: flag,
    is_mpim: flag,
    creator: word,
    locale: word,
  }),
});

/** What Slack tells of a conversation. `is_member` is about the bot. */
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
