/**
 * What is stored before a text is posted, so that its message is found after a lost answer or a crash: `oldest`, the
 * timestamp where the search of the history begins, and `sentAt`, when it was sent, both by Slack's clock.
 */
import { PlatformError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { StatusPost } from "../../../core/ports/platform.ts";
import { sleep } from "../../../core/time/sleep.ts";
import type { SlackHttp } from "../api/http.ts";
import { throwStopped } from "../errors.ts";

/** Largest difference between the clocks behind Slack's answers and behind its timestamps, in milliseconds. */
const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000;
/** A call may still take effect for this long after its answer was lost, and a repeated call posts another message. */
const MAX_DELAY_MS = 12_000;

/** The same post, with the timestamp where the search begins in all its checkpoints. */
export function withOldest<T extends StatusPost>(post: T, http: SlackHttp): T {
  if (!post.save) return post;
  const oldest = oldestOf(post) ?? String((http.now() - MAX_CLOCK_SKEW_MS) / 1_000);
  return { ...post, save: async (checkpoint) => post.save?.({ oldest, ...checkpoint }) };
}

/** A timestamp no newer than any message of an earlier attempt, if one is known. */
export const oldestOf = ({ checkpoint }: StatusPost): string | undefined => checkpoint?.["oldest"];

/** Sends a text. The checkpoint stored before it, and again after a failure, says when its message may have been sent. */
export async function sendText<T>(
  post: StatusPost,
  http: SlackHttp,
  send: () => Promise<T>,
): Promise<T> {
  const saveNow = async (): Promise<void> =>
    withOldest(post, http).save?.({
      ...post.checkpoint,
      sentAt: String(Math.round(http.now())),
    });
  await saveNow();
  try {
    return await send();
  } catch (error) {
    const isRefused = error instanceof PlatformError && error.code !== "unavailable";
    // After a refusal no message can be there, so there is nothing to look or wait for.
    const saving = isRefused ? post.save?.(post.checkpoint ?? {}) : saveNow();
    await saving?.catch(() => {});
    throw error;
  }
}

/**
 * Looks with `find` for the message of an earlier attempt. If that attempt, or an earlier process, sent it only a moment
 * ago, it may be about to appear: then waits and looks once more.
 */
export async function findExisting<T>(
  { checkpoint, signal }: StatusPost,
  { http, clock }: { http: SlackHttp; clock: Clock },
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const found = await find();
  const leftMs = Number(checkpoint?.["sentAt"] ?? Number.NaN) + MAX_DELAY_MS - http.now();
  // A longer wait means that a clock was wrong.
  if (found !== undefined || !(leftMs > 0 && leftMs <= MAX_DELAY_MS)) return found;
  await sleep(clock, leftMs, signal).catch(throwStopped);
  return find();
}
