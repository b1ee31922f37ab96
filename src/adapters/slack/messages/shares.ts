import { z } from "zod";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import { backOffMs } from "../../../core/time/back-off.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import { slackWordOf } from "../errors.ts";
import { wait } from "../wait.ts";
import type { SlackWebApi } from "../api/web-api.ts";

const shareList = z
  .record(
    z.string(),
    z.array(z.object({ ts: z.string().min(1), thread_ts: z.string().optional() })),
  )
  .optional()
  .catch(undefined);
const fileSchema = z.object({
  file: z.object({
    shares: z.object({ public: shareList, private: shareList }).optional().catch(undefined),
  }),
});

const POLL_BACK_OFF = { baseMs: 250, maxMs: 2_000, random: 0 };

/** What was seen of the files: their message, nothing (yet), or that this app may not look. */
export type Sighting =
  | { readonly kind: "shared"; readonly ts: string }
  | { readonly kind: "not-seen" }
  | { readonly kind: "blind" };

/** Files waited for in a channel. Any one of them showing up is enough. */
export interface Awaited {
  readonly channel: ChannelRef;
  readonly fileIds: readonly string[];
  /** How long to go on looking; once in any case. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Watches until files show up in their channel. Sharing is asynchronous: Slack answers ok first, shows the file later,
 * and sometimes never. Rejects with a PlatformError only when stopped.
 */
export async function watchShares(
  { api, clock }: { api: SlackWebApi; clock: Clock },
  { channel, fileIds, waitMs, signal }: Awaited,
): Promise<Sighting> {
  const startedAtMs = clock.monotonicMs();
  for (let attempt = 1; ; attempt += 1) {
    let pauseMs = backOffMs(attempt, POLL_BACK_OFF);
    try {
      for (const fileId of fileIds) {
        const ts = await readShare(api, { channel, fileId, signal });
        if (ts !== undefined) return { kind: "shared", ts };
      }
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (!error.retryable) return { kind: "blind" };
      // An outage says nothing about the file.
      pauseMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
    }
    const leftMs = waitMs - (clock.monotonicMs() - startedAtMs);
    if (leftMs <= 0) return { kind: "not-seen" };
    await wait(clock, Math.min(pauseMs, leftMs), signal);
  }
}

async function readShare(
  api: SlackWebApi,
  { channel, fileId, signal }: Pick<Awaited, "channel" | "signal"> & { fileId: string },
): Promise<string | undefined> {
  try {
    const { file } = await api.call("files.info", {
      args: { file: fileId },
      answer: fileSchema,
      signal,
    });
    const shares = [
      ...(file.shares?.public?.[channel.channel] ?? []),
      ...(file.shares?.private?.[channel.channel] ?? []),
    ];
    return (shares.find((share) => share.thread_ts === channel.thread) ?? shares[0])?.ts;
  } catch (error) {
    // A file that was never completed is not there for anybody.
    if (slackWordOf(error) === "file_not_found") return undefined;
    throw error;
  }
}
