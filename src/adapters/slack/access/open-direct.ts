import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import { required, type SlackWebClient } from "../api/web-client.ts";

/** The direct conversation of the bot with a person, opened if there is none yet. Rejects with a PlatformError. */
export async function openDirect(
  client: SlackWebClient,
  { userId, workspace }: { userId: string; workspace: string | undefined },
): Promise<ChannelRef> {
  if (workspace === undefined)
    throw new PlatformError("unavailable", "Slack has not said which workspace this is");
  const { channel } = await client.conversations.open({ users: userId });
  return { platform: "slack", workspace, channel: required(channel?.id, "conversations.open") };
}
