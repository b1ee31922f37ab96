/** How a bot relays a video with what the platforms' own libraries offer for it, as their guides show. */
import { createRequire } from "node:module";
import type { webApi } from "@slack/bolt";
import { Client } from "discord.js";
import type { Bot, Task } from "./task.ts";

const FILENAME = "video.mp4";
const CONTENT = "Here it is";

// Without the rest of Bolt: the undici of Socket Mode sets a dispatcher that discord.js's own undici cannot send files with.
const { WebClient } = createRequire(import.meta.resolve("@slack/bolt"))(
  "@slack/web-api",
) as typeof webApi;

/** Returns what resolves once a video is in its channel. */
export function createRelay({ platforms: { discord, slack } }: Bot): (task: Task) => Promise<void> {
  const client = new Client({ intents: [], rest: { api: discord.apiUrl } });
  client.rest.setToken(discord.token);
  const web = new WebClient(slack.token, { slackApiUrl: slack.apiUrl });
  return async ({ url, platform, channel: id }) => {
    if (platform === "discord") {
      const channel = await client.channels.fetch(id, { allowUnknownGuild: true });
      if (!channel?.isSendable()) throw new Error(`${id} is no channel`);
      await channel.send({ content: CONTENT, files: [{ attachment: url, name: FILENAME }] });
    } else {
      const file = Buffer.from(await (await fetch(url)).arrayBuffer());
      await web.filesUploadV2({
        channel_id: id,
        file,
        filename: FILENAME,
        initial_comment: CONTENT,
      });
    }
  };
}
