import { MessageType, RequestMethod, Routes, type APIMessage } from "discord.js";
import { PlatformError } from "../../core/errors.ts";
import { cleanLine } from "../../core/text.ts";
import type { DiscordApi } from "./api.ts";
import { markup } from "./render.ts";

/** Most messages Discord gives at once. */
const PAGE = 100;
/** So many messages after its beginning an attempt is looked for; a channel that busy is rare. */
const MAX_PAGES = 10;

/** A message that an earlier attempt may have left in a channel. */
export interface Sought {
  /** `part`: a later part of a result of several messages. */
  readonly kind: "status" | "result" | "part";
  readonly channelId: string;
  readonly botUserId: string;
  readonly nonce: string;
  readonly jobId: string;
  /** As it would be sent now; an earlier attempt may have said something else. */
  readonly content: string;
  /** The message a result replies to. */
  readonly replyTo: string | undefined;
  /** It cannot be older than this message id; undefined: only the latest messages are looked at. */
  readonly after: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Looks for what an earlier attempt may have sent, by the first of these marks that a message of ours has:
 *
 * 1. the nonce;
 * 2. a result: it replies to the status message, for one status message gets one result, whatever is in it by now;
 * 3. the exact text;
 * 4. the job id as we write it. On a result only together with files, of whatever number: a failed job's text could as
 *    well be a status message's.
 *
 * 3 and 4 are for what went out without a reply (status messages; a result whose status message somebody deleted, or
 * that was refused the reply). So no message counts there that replies to another one, which makes it another follow's
 * result, nor one that was replied to, which makes it a finished follow's status message, nor the status message itself.
 *
 * A later part of a result is recognised by 1 and 3 alone: its reply and its job's files are the first part's.
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
  const { nonce, replyTo, content, kind } = sought;
  const ours = page
    .filter(({ author, type }) => author.id === sought.botUserId && isPost(type))
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  const certain =
    ours.find((message) => message.nonce !== undefined && String(message.nonce) === nonce) ??
    (replyTo === undefined || kind === "part"
      ? undefined
      : ours.find((message) => repliesTo(message) === replyTo));
  if (certain) return certain;
  const repliedTo = new Set([replyTo, ...ours.map(repliesTo)]);
  const candidates = ours.filter(
    (message) =>
      repliesTo(message) === undefined &&
      !repliedTo.has(message.id) &&
      (kind !== "status" || message.attachments.length === 0),
  );
  const exact = candidates.findLast((message) => message.content === content);
  if (exact || kind === "part") return exact;
  return candidates.findLast((message) => isAboutJob(message, sought));
}

/** Discord writes in the bot's name too: a thread begins with a reference to the message that it belongs to. */
const isPost = (type: MessageType | undefined): boolean =>
  type === undefined || type === MessageType.Default || type === MessageType.Reply;

function isAboutJob({ content, attachments }: APIMessage, sought: Sought): boolean {
  // With the backticks around it: an id may be the beginning of another.
  if (!content.includes(markup.code(cleanLine(sought.jobId)))) return false;
  if (sought.kind === "result") return attachments.length > 0;
  // A text result that could not be a reply: it begins with whom it is for.
  return content.startsWith(MENTION) === sought.content.startsWith(MENTION);
}

const MENTION = "<@";

function repliesTo(message: APIMessage): string | undefined {
  return message.message_reference?.message_id;
}
