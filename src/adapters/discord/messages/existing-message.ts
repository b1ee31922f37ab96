import type { APIMessage } from "discord.js";
import { PlatformError } from "../../../core/errors.ts";
import { hasNonce, PAGE, postsOf, readPage, type History } from "./history.ts";
import { isTraceOf, type Trace } from "./trace.ts";

/** Most messages that are searched for a post: more than any channel sees in the 24 hours of a delivery. */
const MAX_PAGES = 200;

/** What earlier attempts may have left; `channelId`: where it would be posted now. */
export interface MessageQuery extends History {
  readonly traces: readonly Trace[];
  readonly nonce: string;
  /** A message that it is not, although it has the same buttons. */
  readonly not?: string | undefined;
}

/** A message that an earlier attempt left, and where. */
export interface ExistingMessage {
  readonly channelId: string;
  readonly message: APIMessage;
}

/** Looks for what the requests of earlier attempts left, in every channel they were sent to, from the first one on. */
export async function findExisting(sought: MessageQuery): Promise<ExistingMessage | undefined> {
  for (const [channelId, traces] of byChannel(sought.traces)) {
    try {
      const message = await findIn({ ...sought, channelId, traces });
      if (message) return { channelId, message };
    } catch (error) {
      // A deleted thread takes its messages with it.
      const isGone = error instanceof PlatformError && error.code === "channel_lost";
      if (!isGone || channelId === sought.channelId) throw error;
    }
  }
  return undefined;
}

function byChannel(traces: readonly Trace[]): Map<string, Trace[]> {
  const channels = new Map<string, Trace[]>();
  for (const trace of traces) channels.set(trace.in, [...(channels.get(trace.in) ?? []), trace]);
  return channels;
}

async function findIn(sought: MessageQuery): Promise<APIMessage | undefined> {
  const { traces, nonce, not, botUserId } = sought;
  const isSought = (message: APIMessage): boolean =>
    hasNonce(message, nonce) || traces.some((trace) => isTraceOf(trace, message, not));
  let after = traces.map((trace) => trace.after).reduce(olderOf);
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await readPage(sought, { after });
    const found = postsOf(page, botUserId).find(isSought);
    if (found || page.length < PAGE) return found;
    after = page.at(-1)?.id ?? after;
  }
  return undefined;
}

const olderOf = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? a : b);
