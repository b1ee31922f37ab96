import { z } from "zod";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import { parseAnswer, type SlackWebClient } from "../api/web-client.ts";

const answerSchema = z.object({ channel: z.object({ id: z.string().min(1) }) });

/** The direct conversation of the bot with a person, opened if there is none yet. Rejects with a PlatformError. */
export async function openDirect(
  client: SlackWebClient,
  { userId, workspace }: { userId: string; workspace: string | undefined },
): Promise<ChannelRef> {
  if (workspace === undefined)
    throw new PlatformError("unavailable", "Slack has not said which workspace this is");
  const answer = await client.conversations.open({ users: userId });
  const { channel } = parseAnswer(answerSchema, answer, "conversations.open");
  return { platform: "slack", workspace, channel: channel.id };
}
