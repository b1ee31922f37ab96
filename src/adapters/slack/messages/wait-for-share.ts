import { z } from "zod";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import { backOffMs } from "../../../core/time/back-off.ts";
import { sleep } from "../../../core/time/sleep.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import { parseAnswer, type SlackWebClient } from "../api/web-client.ts";
import { slackErrorOf, throwStopped } from "../errors.ts";

const sharesSchema = z
  .record(z.string(), z.array(z.object({ ts: z.string().min(1), thread_ts: z.string().nullish() })))
  .optional()
  .catch(undefined);
const answerSchema = z.object({
  file: z.object({
    shares: z.object({ public: sharesSchema, private: sharesSchema }).optional().catch(undefined),
  }),
});

const POLL_BACK_OFF = { baseMs: 250, maxMs: 2_000, random: 0 };

/**
 * Whether files show up in their channel: their message with those files of it that are known, nothing (yet), or that this app
 * may not look.
 */
export type ShareState =
  | { readonly kind: "shared"; readonly ts: string; readonly fileIds: readonly string[] }
  | { readonly kind: "not-seen" }
  | { readonly kind: "unreadable" };

/** Files that are to show up in a channel. Any one of them showing up is enough. */
export interface ShareQuery {
  readonly channel: ChannelRef;
  readonly fileIds: readonly string[];
  /** How long to go on looking, in milliseconds; looks at least once. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until files show up in their channel. Sharing is asynchronous: Slack answers ok first, shows the file later, and
 * sometimes never. Rejects with a PlatformError only when stopped.
 */
export async function waitForShare(
  options: { client: SlackWebClient; clock: Clock },
  { channel, fileIds, waitMs, signal }: ShareQuery,
): Promise<ShareState> {
  const { clock } = options;
  const client = options.client.withSignal(signal);
  const startedAtMs = clock.monotonicMs();
  for (let attempt = 1; ; attempt += 1) {
    let pauseMs = backOffMs(attempt, POLL_BACK_OFF);
    try {
      for (const fileId of fileIds) {
        const ts = await readShare(client, channel, fileId);
        if (ts !== undefined) return { kind: "shared", ts, fileIds: [fileId] };
      }
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (!error.retryable) return { kind: "unreadable" };
      // An outage says nothing about the file.
      pauseMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
    }
    const leftMs = waitMs - (clock.monotonicMs() - startedAtMs);
    if (leftMs <= 0) return { kind: "not-seen" };
    await sleep(clock, Math.min(pauseMs, leftMs), signal).catch(throwStopped);
  }
}

/** The timestamp of the message that shares a file in a channel, in its thread if there is one. */
async function readShare(
  client: SlackWebClient,
  { channel, thread }: ChannelRef,
  fileId: string,
): Promise<string | undefined> {
  try {
    const answer = await client.files.info({ file: fileId });
    const { shares } = parseAnswer(answerSchema, answer, "files.info").file;
    const here = [...(shares?.public?.[channel] ?? []), ...(shares?.private?.[channel] ?? [])];
    return (here.find((share) => share.thread_ts === thread) ?? here[0])?.ts;
  } catch (error) {
    // A file that was never completed is not there for anybody.
    if (slackErrorOf(error) === "file_not_found") return undefined;
    throw error;
  }
}
