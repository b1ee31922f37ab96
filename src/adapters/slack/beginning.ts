/** What is kept of a text before it is posted: from where on to look for it, and when it was sent, by Slack's clock. */
import { PlatformError } from "../../core/errors.ts";
import type { Clock, StatusPost } from "../../core/ports.ts";
import { wait } from "./wait.ts";
import type { SlackWebApi } from "./web-api.ts";

/** Between the clocks behind Slack's answers and behind its timestamps. */
const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000;
/** A call may still act for a while after its answer was lost, and Slack makes another message of the next one. */
const LANDING_MS = 12_000;

/** The same post, whose checkpoints all say from which timestamp on to look for it in the channel. */
export function withBeginning<T extends StatusPost>(post: T, api: SlackWebApi): T {
  if (!post.save) return post;
  const oldest = beginningOf(post) ?? String((api.now() - MAX_CLOCK_SKEW_MS) / 1_000);
  return { ...post, save: async (checkpoint) => post.save?.({ oldest, ...checkpoint }) };
}

/** The timestamp that what an earlier attempt left is not older than, where that is known. */
export const beginningOf = ({ checkpoint }: StatusPost): string | undefined =>
  checkpoint?.["oldest"];

/** Sends a text. What is durably kept before it, and corrected after a failure, says until when it may appear. */
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
    // Of what was refused nothing can be there: it is neither looked for nor waited for.
    const keeping = isRefused ? post.save?.(post.checkpoint ?? {}) : keepNow();
    await keeping?.catch(() => {});
    throw error;
  }
}

/**
 * What an earlier attempt left, by `find`. What it sent a moment ago, an earlier process, say, may be about to appear: it is
 * looked for once more then.
 */
export async function findLanding<T>(
  { checkpoint, signal }: StatusPost,
  { api, clock }: { api: SlackWebApi; clock: Clock },
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const found = await find();
  const leftMs = Number(checkpoint?.["sentAt"] ?? Number.NaN) + LANDING_MS - api.now();
  // Beyond that a clock was wrong.
  if (found !== undefined || !(leftMs > 0 && leftMs <= LANDING_MS)) return found;
  await wait(clock, leftMs, signal);
  return find();
}
