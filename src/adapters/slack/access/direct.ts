import { z } from "zod";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import type { SlackWebApi } from "../api/web-api.ts";

const openedSchema = z.object({ channel: z.object({ id: z.string().min(1) }) });

/** The direct conversation of the bot with a person, opened where there is none yet. Rejects with a PlatformError. */
export async function openDirect(
  api: SlackWebApi,
  {
    userId,
    workspace,
    signal,
  }: { userId: string; workspace: string | undefined; signal?: AbortSignal | undefined },
): Promise<ChannelRef> {
  if (workspace === undefined)
    throw new PlatformError("unavailable", "Slack has not said which workspace this is");
  const call = { args: { users: userId }, answer: openedSchema, signal };
  const { channel } = await api.call("conversations.open", call);
  return { platform: "slack", workspace, channel: channel.id };
}
