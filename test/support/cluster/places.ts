/** The channels in which people ask for jobs, with one interface for both platforms. */
import { shownText } from "../../../sandbox/slack/messages/shown-text.ts";
import type { TestEnvironment } from "../processes/test-environment.ts";
import type { SeenMessage } from "./observer.ts";

/** One channel. */
export interface Place {
  /** Types `/pika-status` there. Resolves with what tells the last words of the private answer; empty before it. */
  type(jobId: string): Promise<() => string>;
  /** What the channel shows, oldest first. */
  shown(): readonly SeenMessage[];
}

/** A new channel on Discord. */
export function addDiscordPlace({ discord }: TestEnvironment): Place {
  const channel = discord.addChannel();
  return {
    type: async (jobid) => {
      const options = { jobid };
      const typed = await discord.command({ name: "pika-status", options, channelId: channel });
      return () => typed.reply() ?? "";
    },
    shown: () =>
      discord.messages(channel).map(({ content, attachments, createdAt }) => ({
        text: content,
        at: createdAt,
        files: attachments.map(({ sha256 }) => sha256),
      })),
  };
}

let channels = 0;

/** A new channel on Slack. */
export function addSlackPlace({ slack }: TestEnvironment): Place {
  const { id: channel } = slack.addChannel({ name: `place-${(channels += 1)}` });
  return {
    type: async (text) => {
      const typed = await slack.command({ command: "/pika-status", text, channelId: channel });
      // Without a process behind the front door there is no answer, which is what the test asks about.
      typed.acknowledged.catch(() => {});
      return () => shownText(typed.privateReplies.at(-1) ?? { text: "" });
    },
    shown: () =>
      slack.messages(channel).map((message) => ({
        text: shownText(message),
        at: Number(message.ts) * 1_000,
        files: message.files.map(({ sha256 }) => sha256),
      })),
  };
}
