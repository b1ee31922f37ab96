/** The channels in which people ask for jobs, with one interface for both platforms. */
import { shownText } from "../../../sandbox/slack/messages/shown-text.ts";
import { said } from "../sentence.ts";
import type { TestEnvironment } from "../processes/test-environment.ts";
import type { SeenMessage } from "./observer.ts";

/** A command that a person has typed. */
export interface Typed {
  /** The last words of the private answer; empty before it, and while it only says that the job is being looked up. */
  readonly answer: () => string;
  /** Sends the same command again, as a platform does that is not sure. Discord does not. */
  readonly resend: () => void;
}

/** One channel. */
export interface Place {
  readonly platform: "discord" | "slack";
  readonly channel: string;
  /** Types `/pika-status` there. */
  type(jobId: string): Promise<Typed>;
  /** What the channel shows, oldest first. */
  shown(): readonly SeenMessage[];
}

const withoutInterim = (text: string): string =>
  text.startsWith(said("answer.interim")) ? "" : text;

/** A new channel on Discord. */
export function addDiscordPlace({ discord }: TestEnvironment): Place {
  const channel = discord.addChannel();
  return {
    platform: "discord",
    channel,
    type: async (jobid) => {
      const options = { jobid };
      const typed = await discord.command({ name: "pika-status", options, channelId: channel });
      return { answer: () => withoutInterim(typed.reply() ?? ""), resend: () => {} };
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
    platform: "slack",
    channel,
    type: async (text) => {
      const typed = await slack.command({ command: "/pika-status", text, channelId: channel });
      // Without a process behind the front door there is no answer, which is what the test asks about.
      typed.acknowledged.catch(() => {});
      const answer = (): string =>
        withoutInterim(shownText(typed.privateReplies.at(-1) ?? { text: "" }));
      return { answer, resend: () => typed.resend() };
    },
    shown: () =>
      slack.messages(channel).map((message) => ({
        text: shownText(message),
        at: Number(message.ts) * 1_000,
        files: message.files.map(({ sha256 }) => sha256),
      })),
  };
}
