/** What is kept of a text before it is posted: from where on to look for it, and when it was sent, by Slack's clock. */
import type { Checkpoint, Clock, StatusPost } from "../../core/ports.ts";
import { wait } from "./wait.ts";
import type { SlackWebApi } from "./web-api.ts";

/** Between the clocks behind Slack's answers and behind its timestamps. */
const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000;
/** A call may still act for a while after its answer was lost. */
const LANDING_MS = 2_000;

/** The same post, whose checkpoints all say from which timestamp on to look for it in the channel. */
export function withBeginning<T extends StatusPost>(post: T, api: SlackWebApi): T {
  const now = String((api.now() - MAX_CLOCK_SKEW_MS) / 1_000);
  // Nothing is known of when an earlier release posted.
  const oldest = beginningOf(post) ?? (post.mayHaveLanded ? undefined : now);
  if (oldest === undefined || !post.save) return post;
  return { ...post, save: async (checkpoint) => post.save?.({ oldest, ...checkpoint }) };
}

/** The timestamp that what an earlier attempt left is not older than, where that is known. */
export const beginningOf = ({ checkpoint }: StatusPost): string | undefined =>
  checkpoint?.["oldest"];

/** What to keep right before a text is sent. */
export const toTextCheckpoint = (post: StatusPost, api: SlackWebApi): Checkpoint => ({
  ...post.checkpoint,
  sentAt: String(Math.round(api.now())),
});

/** Waits for what an earlier process, say, sent a moment ago and may be about to appear. */
export async function awaitLanding(
  { checkpoint, signal }: StatusPost,
  { api, clock }: { api: SlackWebApi; clock: Clock },
): Promise<void> {
  const leftMs = Number(checkpoint?.["sentAt"] ?? Number.NaN) + LANDING_MS - api.now();
  // Beyond that a clock was wrong.
  if (leftMs > 0 && leftMs <= LANDING_MS) await wait(clock, leftMs, signal);
}
