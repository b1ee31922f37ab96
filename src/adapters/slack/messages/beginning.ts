/** What is stored before a text is posted: where the search for it begins, and when it was sent, by Slack's clock. */
import { PlatformError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { StatusPost } from "../../../core/ports/platform.ts";
import { wait } from "../wait.ts";
import type { SlackWebApi } from "../api/web-api.ts";

/** Largest difference between the clocks behind Slack's answers and behind its timestamps. */
const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000;
/** A call may still act for a while after its answer was lost, and Slack makes another message of the next one. */
const LANDING_MS = 12_000;

/** The same post, with the timestamp from which to search the channel for it in all its checkpoints. */
export function withBeginning<T extends StatusPost>(post: T, api: SlackWebApi): T {
  if (!post.save) return post;
  const oldest = beginningOf(post) ?? String((api.now() - MAX_CLOCK_SKEW_MS) / 1_000);
  return { ...post, save: async (checkpoint) => post.save?.({ oldest, ...checkpoint }) };
}

/** A timestamp no newer than any message of an earlier attempt, if one is known. */
export const beginningOf = ({ checkpoint }: StatusPost): string | undefined =>
  checkpoint?.["oldest"];

/** Sends a text. What is stored before it, and corrected after a failure, says until when its message may appear. */
export async function sendText<T>(
  post: StatusPost,
  api: SlackWebApi,
  send: () => Promise<T>,
): Promise<T> {
  const keepNow = async (): Promise<void> =>
    withBeginning(post, api).save?.({
      ...post.checkpoint,
      sentAt: String(Math.round(api.now())),
    });
  await keepNow();
  try {
    return await send();
  } catch (error) {
    const isRefused = error instanceof PlatformError && error.code !== "unavailable";
    // After a refusal no message can be there, so there is nothing to look or wait for.
    const keeping = isRefused ? post.save?.(post.checkpoint ?? {}) : keepNow();
    await keeping?.catch(() => {});
    throw error;
  }
}

/**
 * Looks with `find` for what an earlier attempt left. If that (or an earlier process) sent it only a moment ago, it may
 * be about to appear: then looks once more.
 */
export async function findLanding<T>(
  { checkpoint, signal }: StatusPost,
  { api, clock }: { api: SlackWebApi; clock: Clock },
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const found = await find();
  const leftMs = Number(checkpoint?.["sentAt"] ?? Number.NaN) + LANDING_MS - api.now();
  // If it is longer, a clock was wrong.
  if (found !== undefined || !(leftMs > 0 && leftMs <= LANDING_MS)) return found;
  await wait(clock, leftMs, signal);
  return find();
}
