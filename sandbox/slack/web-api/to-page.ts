import { SlackFailure } from "./slack-failure.ts";

const DEFAULT_PAGE = 100;

/** Returns one page of a list, with Slack's cursors. Throws `invalid_limit`, `invalid_cursor`. */
export function toPage<T>(
  items: readonly T[],
  {
    limit = DEFAULT_PAGE,
    cursor = "",
    maxLimit,
  }: { limit?: number | undefined; cursor?: string | undefined; maxLimit: number },
): { readonly page: readonly T[]; readonly nextCursor: string | undefined } {
  if (limit < 1 || limit > maxLimit) throw new SlackFailure("invalid_limit");
  const start = cursor === "" ? 0 : decodeCursor(cursor);
  const end = start + limit;
  return {
    page: items.slice(start, end),
    nextCursor: end < items.length ? Buffer.from(`next:${end}`).toString("base64") : undefined,
  };
}

function decodeCursor(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString("utf8"));
  if (match === null) throw new SlackFailure("invalid_cursor");
  return Number(match[1]);
}
