/**
 * What is stored before a message is posted, so that it is found after a lost answer or a crash: `oldest`, the timestamp
 * where the search of the history begins; `sentAt`, when a text was sent, both by Slack's clock; and `threads`, where its
 * attempts were posted in the channel: a result may go into a thread first and then, if that is refused, beside it.
 */
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { isRefusal, NotOursError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import { MAY_STILL_ACT_MS, type StatusPost } from "../../../core/ports/platform.ts";
import { sleep } from "../../../core/time/sleep.ts";
import type { SlackHttp } from "../api/http.ts";
import { throwStopped } from "../errors.ts";
import type { MessageQuery } from "./messages.ts";

/** Largest difference between the clocks behind Slack's answers and behind its timestamps, in milliseconds. */
const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000;
/** Stands for the channel itself among the timestamps of its threads. */
const CHANNEL_ITSELF = "";

/** Where a message is looked for, and from when on. */
type SearchRange = Pick<MessageQuery, "channel" | "oldest">;

/** The same post, with where and from when on to look for it in all its checkpoints. */
export function withSearch<T extends StatusPost>(post: T, http: SlackHttp): T {
  if (!post.save) return post;
  const oldest = oldestOf(post) ?? String((http.now() - MAX_CLOCK_SKEW_MS) / 1_000);
  const threads = placesOf(post)
    .map(({ thread = CHANNEL_ITSELF }) => thread)
    .join(",");
  return { ...post, save: async (checkpoint) => post.save?.({ oldest, ...checkpoint, threads }) };
}

/** Where this attempt and the earlier ones are posted: the channel itself, or a thread of it. This attempt's place first. */
function placesOf({ channel, checkpoint }: StatusPost): readonly ChannelRef[] {
  const { thread: here = CHANNEL_ITSELF, ...itself } = channel;
  const places: ChannelRef[] = [channel];
  for (const thread of checkpoint?.["threads"]?.split(",") ?? [])
    if (thread !== here) places.push(thread === CHANNEL_ITSELF ? itself : { ...itself, thread });
  return places;
}

/** A timestamp no newer than any message of an earlier attempt, if one is known. */
const oldestOf = ({ checkpoint }: StatusPost): string | undefined => checkpoint?.["oldest"];

/** Sends a text. The checkpoint stored before it, and again after a failure, says when its message may have been sent. */
export async function sendText<T>(
  post: StatusPost,
  http: SlackHttp,
  send: () => Promise<T>,
): Promise<T> {
  const saveNow = async (): Promise<void> =>
    withSearch(post, http).save?.({
      ...post.checkpoint,
      sentAt: String(Math.round(http.now())),
    });
  await saveNow();
  try {
    return await send();
  } catch (error) {
    // Nothing was sent, and another process may be storing its own checkpoint by now.
    if (error instanceof NotOursError) throw error;
    // After a refusal no message can be there, so there is nothing to look or wait for.
    const saving = isRefusal(error) ? post.save?.(post.checkpoint ?? {}) : saveNow();
    await saving?.catch(() => {});
    throw error;
  }
}

/**
 * Looks with `find` for the message of an earlier attempt wherever one was posted. If that attempt, or an earlier process,
 * sent it only a moment ago, it may be about to appear: then waits and looks once more.
 */
export async function findExisting<T>(
  post: StatusPost,
  { http, clock }: { http: SlackHttp; clock: Clock },
  find: (where: SearchRange) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { checkpoint, signal } = post;
  const oldest = oldestOf(post);
  const findAnywhere = async (): Promise<T | undefined> => {
    for (const channel of placesOf(post)) {
      const found = await find({ channel, oldest });
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = await findAnywhere();
  const leftMs = Number(checkpoint?.["sentAt"] ?? Number.NaN) + MAY_STILL_ACT_MS - http.now();
  // A longer wait means that a clock was wrong.
  if (found !== undefined || !(leftMs > 0 && leftMs <= MAY_STILL_ACT_MS)) return found;
  await sleep(clock, leftMs, signal).catch(throwStopped);
  return findAnywhere();
}
