import { RequestMethod, Routes, type APIMessage } from "discord.js";
import { PlatformError } from "../../core/errors.ts";
import type { Message } from "../../core/message.ts";
import type { DiscordApi } from "./api.ts";

/** Most messages Discord gives at once. */
const PAGE = 100;
/** So many messages after its beginning an attempt is looked for; a channel that busy is rare. */
const MAX_PAGES = 10;

/** A message that an earlier attempt may have left in a channel. */
export interface Sought {
  readonly channelId: string;
  readonly botUserId: string;
  readonly nonce: string;
  readonly message: Message;
  readonly content: string;
  /** How many files it has; undefined: it is a status message. */
  readonly files: number | undefined;
  /** The message it replies to. */
  readonly replyTo: string | undefined;
  /** It cannot be older than this message id; undefined: only the latest messages are looked at. */
  readonly after: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Looks for what an earlier attempt may have sent. A reply is recognised by what it replies to, for one status message
 * gets one result. Anything else by its nonce or its exact text. A status may have moved on meanwhile: it is also
 * recognised by the job id in it, where it was never replied to (that would be an older, finished follow); a result
 * whose status message is gone, by the job id and its files.
 *
 * Without the permission Read Message History Discord shows no history; then only the nonce protects, for some minutes.
 */
export async function findLanded(api: DiscordApi, sought: Sought): Promise<APIMessage | undefined> {
  let after = sought.after;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await readPage(api, sought, after);
    const found = recognise(page, sought);
    if (found || page.length < PAGE || after === undefined) return found;
    after = page.reduce((newest, { id }) => (BigInt(id) > BigInt(newest) ? id : newest), after);
  }
  return undefined;
}

async function readPage(
  api: DiscordApi,
  { channelId, signal }: Sought,
  after: string | undefined,
): Promise<APIMessage[]> {
  const query = { limit: String(PAGE), ...(after !== undefined && { after }) };
  try {
    const route = Routes.channelMessages(channelId);
    const answer = await api.request({ method: RequestMethod.Get, route, query, signal });
    if (!Array.isArray(answer))
      throw new PlatformError("unavailable", "Discord's history is no list");
    return answer as APIMessage[];
  } catch (error) {
    if (error instanceof PlatformError && error.code === "forbidden") return [];
    throw error;
  }
}

function recognise(page: readonly APIMessage[], sought: Sought): APIMessage | undefined {
  const ours = page
    .filter(({ author }) => author.id === sought.botUserId)
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  const byNonce = ours.find(({ nonce }) => nonce !== undefined && String(nonce) === sought.nonce);
  if (byNonce) return byNonce;
  if (sought.replyTo !== undefined)
    return ours.find((message) => repliesTo(message) === sought.replyTo);
  const finished = new Set(ours.map(repliesTo));
  const marker = markerOf(sought.message);
  const isLikely = ({ content, attachments }: APIMessage): boolean =>
    marker !== undefined &&
    content.includes(marker) &&
    // A status message must never pass for the result of its own follow: that would lose the result.
    (sought.files === undefined || sought.files > 0) &&
    attachments.length === (sought.files ?? 0);
  const candidates = ours.filter(
    (message) => repliesTo(message) === undefined && !finished.has(message.id),
  );
  return (
    candidates.find(({ content }) => content === sought.content) ?? candidates.findLast(isLikely)
  );
}

function repliesTo(message: APIMessage): string | undefined {
  return message.message_reference?.message_id;
}

/** The longest text in a fixed-width face: in every message of a follow that is the job id. */
function markerOf({ blocks }: Message): string | undefined {
  const codes = blocks
    .flatMap((block) => (block.kind === "line" ? block.spans : []))
    .flatMap((span) => (typeof span === "object" && span.kind === "code" ? [span.text] : []));
  const longest = codes.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined || longest.includes("`") ? undefined : `\`${longest}\``;
}
