import { shownText } from "../../../sandbox/slack/messages/shown-text.ts";
import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { createHash } from "node:crypto";
import { expect } from "vitest";
import { sampleVideo } from "../../../sandbox/pika/media/sample-video.ts";
import { eventually } from "./eventually.ts";
import type { TestEnvironment } from "./test-environment.ts";
import { promisesResult, said } from "../sentence.ts";

/** What a user of one platform sees in the channel, and can ask there. */
export interface UserClient {
  /** What the channel shows of a job: texts, with the digests of their files. */
  about(jobId: string): readonly { readonly text: string; readonly files: readonly string[] }[];
  /** Types the command; resolves with the private answer as it is when `until` resolves. */
  ask(jobId: string, until: (answer: () => string) => Promise<unknown>): Promise<string>;
  /** The environment without the other platform: it starts in half the time. */
  readonly env: Record<string, string>;
}

/** The SHA-256 that every result has to have. */
export const SAMPLE_SHA256 = createHash("sha256").update(sampleVideo.bytes).digest("hex");

/** A user's client on Discord. */
export function discordClient({ discord }: TestEnvironment): UserClient {
  return {
    env: { SLACK_BOT_TOKEN: "", SLACK_APP_TOKEN: "" },
    about: (jobId) =>
      discord
        .messages()
        .filter(({ content }) => content.includes(shortJobId(jobId)))
        .map(({ content, attachments }) => ({
          text: content,
          files: attachments.map(({ sha256 }) => sha256),
        })),
    ask: async (jobId, until) => {
      const typed = await discord.command({ name: "pika-status", options: { jobid: jobId } });
      await until(() => typed.reply() ?? "");
      return typed.reply() ?? "";
    },
  };
}

/** A user's client on Slack. */
export function slackClient({ slack }: TestEnvironment): UserClient {
  return {
    env: { DISCORD_TOKEN: "" },
    about: (jobId) =>
      slack
        .messages(slack.channels.publicJoined)
        .map((message) => ({ text: shownText(message), files: message.files }))
        .filter(({ text }) => text.includes(shortJobId(jobId)))
        .map(({ text, files }) => ({ text, files: files.map(({ sha256 }) => sha256) })),
    ask: async (jobId, until) => {
      const typed = await slack.command({ command: "/pika-status", text: jobId });
      typed.acknowledged.catch(() => {});
      const answer = (): string => shownText(typed.privateReplies.at(-1) ?? { text: "" });
      await until(answer);
      return answer();
    },
  };
}

/** Types the command again and again until an answer promises the result: without a relay a command is lost. */
export async function askUntilPromised(client: UserClient, jobId: string): Promise<void> {
  for (;;) {
    try {
      await client.ask(jobId, (text) =>
        eventually("an answer", () => promisesResult(text()), 5_000),
      );
      return;
    } catch {
      // No relay was there, or it died over it.
    }
  }
}

/**
 * Asserts that a job has one status message and one result in a channel, and that the result is the video. The status
 * message is edited once more behind the result, at most every 5 s.
 */
export async function expectOnce(client: UserClient, jobId: string): Promise<void> {
  const isShown = (): boolean =>
    client.about(jobId)[0]?.text.includes(said("status.completed")) ?? false;
  // If it does not appear, the assertion below shows what is there instead.
  await eventually("the final status", isShown).catch(() => {});
  expect(client.about(jobId)).toEqual([
    { text: expect.stringContaining(said("status.completed")), files: [] },
    { text: expect.stringContaining(said("result.video-ready")), files: [SAMPLE_SHA256] },
  ]);
}
