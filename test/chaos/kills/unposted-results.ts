import { createHash } from "node:crypto";
import type { ReplicateSandbox } from "../../../sandbox/replicate/replicate-sandbox.ts";
import { eventually } from "../../support/processes/eventually.ts";
import type { TestEnvironment } from "../../support/processes/test-environment.ts";

/** The SHA-256 of bytes, in hexadecimal digits. */
export const sha256 = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

/** What sends a result, or looks for it. */
const SLACK_METHODS = [
  "chat.postMessage",
  "chat.update",
  "conversations.history",
  "conversations.replies",
  "files.getUploadURLExternal",
  "files.completeUploadExternal",
  "upload",
] as const;

/** Neither platform takes a message. Returns what ends that. */
export function refuseEverything({ discord, slack }: TestEnvironment): () => void {
  const fault = discord.failNext({ path: /^\/channels\//, status: 503, times: Infinity });
  for (const method of SLACK_METHODS) slack.failNext({ method, status: 503, times: Infinity });
  return () => {
    fault.remove();
    slack.clearFaults();
  };
}

/** Follows a new prediction in both channels. */
export async function follow(
  { discord, slack }: TestEnvironment,
  replicate: ReplicateSandbox,
): Promise<string> {
  const id = replicate.addPrediction();
  const statuses = (): number =>
    discord.messages().length + slack.messages(slack.channels.publicJoined).length;
  const before = statuses();
  await discord.command({ name: "pika-status", options: { jobid: id } });
  await slack.command({ command: "/pika-status", text: id });
  await eventually("both status messages", () => statuses() === before + 2);
  return id;
}

/** The SHA-256 of every file in the channels of both platforms. */
export const postedTo = ({ discord, slack }: TestEnvironment) => ({
  discord: discord
    .messages()
    .flatMap(({ attachments }) => attachments)
    .map((attachment) => attachment.sha256)
    .toSorted(),
  slack: slack
    .messages(slack.channels.publicJoined)
    .flatMap(({ files }) => files)
    .map(({ id }) => sha256(slack.fileBytes(id) ?? new Uint8Array()))
    .toSorted(),
});
