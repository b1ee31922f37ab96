import type { StatusPost } from "../../core/ports.ts";

/**
 * The same post, whose checkpoints say from which timestamp on to look for it in the channel: `now` for its first attempt.
 */
export function withBeginning<T extends StatusPost>(post: T, now: string): T {
  // Nothing is known of when an earlier release posted.
  const oldest = beginningOf(post) ?? (post.mayHaveLanded ? undefined : now);
  if (oldest === undefined || !post.save) return post;
  return { ...post, save: async (checkpoint) => post.save?.({ oldest, ...checkpoint }) };
}

/** The timestamp that what an earlier attempt left is not older than, where that is known. */
export const beginningOf = ({ checkpoint }: StatusPost): string | undefined =>
  checkpoint?.["oldest"];
