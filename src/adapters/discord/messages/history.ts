import { MessageType, RequestMethod, Routes, type APIMessage } from "discord.js";
import { PlatformError } from "../../../core/errors.ts";
import type { DiscordApi } from "../api/api.ts";

/** Most messages Discord gives at once. */
export const PAGE = 100;

/** A channel's history, and the bot whose messages are wanted. */
export interface History {
  readonly api: DiscordApi;
  readonly channelId: string;
  readonly botUserId: string;
  readonly signal: AbortSignal | undefined;
}

/** Which messages: those right after one, right before one, or the latest. */
interface Place {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly limit?: number;
}

/**
 * One page of messages, oldest first. Without the permission Read Message History, Discord returns none; then only the
 * nonce prevents a second message, for some minutes.
 */
export async function readPage(
  { api, channelId, signal }: Omit<History, "botUserId">,
  { after, before, limit = PAGE }: Place,
): Promise<APIMessage[]> {
  const query = {
    limit: String(limit),
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
  };
  try {
    const route = Routes.channelMessages(channelId);
    const answer = await api.request({ method: RequestMethod.Get, route, query, signal });
    if (!Array.isArray(answer))
      throw new PlatformError("unavailable", "Discord's history is no list");
    return (answer as APIMessage[]).toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  } catch (error) {
    if (error instanceof PlatformError && error.code === "forbidden") return [];
    throw error;
  }
}

/** The messages that the bot itself posted, without Discord's system messages in its name. */
export const postsOf = (page: readonly APIMessage[], botUserId: string): APIMessage[] =>
  page.filter(
    ({ author, type }) =>
      author.id === botUserId &&
      (type === undefined || type === MessageType.Default || type === MessageType.Reply),
  );

/** The message that another one replies to. */
export const repliesTo = (message: APIMessage): string | undefined =>
  message.message_reference?.message_id;

/** Whether Discord reports that the message came from a request with this nonce. */
export const hasNonce = (message: APIMessage, nonce: string): boolean =>
  message.nonce !== undefined && String(message.nonce) === nonce;
