/** Paging of GET /channels/{id}/messages: newest first, at most 100, around, before or after an id. */
import { z } from "zod";
import { snowflake } from "../rest/snowflake.ts";
import { parseStrictly } from "../rest/parse-strictly.ts";
import type { MessageRecord } from "../discord-state.ts";

const pageQuery = z.strictObject({
  around: snowflake.optional(),
  before: snowflake.optional(),
  after: snowflake.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

const isBelow =
  (id: string) =>
  (message: MessageRecord): boolean =>
    BigInt(message.id) < BigInt(id);
const isAbove =
  (id: string) =>
  (message: MessageRecord): boolean =>
    BigInt(message.id) > BigInt(id);
const newestOf = (list: readonly MessageRecord[], count: number): MessageRecord[] =>
  count === 0 ? [] : list.slice(-count).toReversed();

/** Returns a page, newest first, of `messages`, oldest first. */
export function pageOfMessages(
  messages: readonly MessageRecord[],
  query: URLSearchParams,
  report: (reason: string) => void,
): MessageRecord[] {
  const { around, before, after, limit } = parseStrictly(
    pageQuery,
    Object.fromEntries(query),
    report,
  );
  if (around !== undefined) {
    const older = messages.filter((message) => !isAbove(around)(message));
    const newer = messages.filter(isAbove(around));
    const half = Math.floor(limit / 2);
    return [...newer.slice(0, half).toReversed(), ...newestOf(older, limit - half)];
  }
  if (before !== undefined) return newestOf(messages.filter(isBelow(before)), limit);
  if (after !== undefined) return messages.filter(isAbove(after)).slice(0, limit).toReversed();
  return newestOf(messages, limit);
}
