/** Looks for posts without a stored fingerprint: status messages without a follow, and posts that earlier releases left unfinished. */
import type { APIMessage } from "discord.js";
import { cleanLine } from "../../../core/text.ts";
import { customIdsOf } from "./components.ts";
import { hasNonce, PAGE, postsOf, readPage, repliesTo, type History } from "./history.ts";
import { markup } from "./render.ts";

/** Most pages that are searched. */
const MAX_PAGES = 10;

/** A post as it would be sent now; an earlier attempt may have said something else. */
export interface UnrecordedPost extends History {
  readonly nonce: string;
  readonly jobId: string;
  readonly content: string;
  readonly components: readonly unknown[];
}

/** A message that is not a reply and has the follow's buttons; or has no buttons and the same text, or names the job. */
export async function findUnrecordedStatus(post: UnrecordedPost): Promise<APIMessage | undefined> {
  let before: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await readPage(post, { before });
    const found = recogniseStatus(postsOf(page, post.botUserId), post);
    if (found || page.length < PAGE) return found;
    before = page[0]?.id;
  }
  return undefined;
}

function recogniseStatus(
  ours: readonly APIMessage[],
  post: UnrecordedPost,
): APIMessage | undefined {
  const { nonce, content, components, jobId } = post;
  const certain = ours.find((message) => hasNonce(message, nonce));
  if (certain) return certain;
  const repliedTo = new Set(ours.map(repliesTo));
  const candidates = ours.filter(
    (message) =>
      repliesTo(message) === undefined &&
      !repliedTo.has(message.id) &&
      message.attachments.length === 0,
  );
  const wanted = new Set(subjectsOf(components));
  if (wanted.size > 0)
    return candidates.findLast((message) =>
      subjectsOf(message.components).some((subject) => wanted.has(subject)),
    );
  const bare = candidates.filter((message) => subjectsOf(message.components).length === 0);
  return (
    bare.findLast((message) => message.content === content) ??
    bare.findLast((message) => namesJob(message, jobId) && !message.content.startsWith(MENTION))
  );
}

/** A result begins with a mention of its requesters. */
const MENTION = "<@";

// Including the backticks: one id may be the beginning of another.
const namesJob = ({ content }: APIMessage, jobId: string): boolean =>
  content.includes(markup.code(cleanLine(jobId)));

/** The follows that buttons belong to: the part of their ids after the name. */
const subjectsOf = (components: unknown): string[] =>
  customIdsOf(components).map((id) => String(id).slice(String(id).indexOf(":") + 1));

/** A result that an earlier release began to post. */
export interface UnrecordedResult extends UnrecordedPost {
  /** A later part of a result: its reply and its job's files are the first part's. */
  readonly isPart: boolean;
  readonly replyTo: string | undefined;
  readonly after: string;
}

/**
 * A result by the first of these marks that a message of ours has: the nonce; a reply to the status message; the exact
 * text; the whole job id together with files. Earlier releases put no buttons below results.
 */
export async function findUnrecordedResult(
  post: UnrecordedResult,
): Promise<APIMessage | undefined> {
  let { after } = post;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await readPage(post, { after });
    const found = recognise(postsOf(page, post.botUserId), post);
    if (found || page.length < PAGE) return found;
    after = page.at(-1)?.id ?? after;
  }
  return undefined;
}

function recognise(ours: readonly APIMessage[], post: UnrecordedResult): APIMessage | undefined {
  const { nonce, replyTo, content, isPart } = post;
  const certain =
    ours.find((message) => hasNonce(message, nonce)) ??
    (replyTo === undefined || isPart
      ? undefined
      : ours.find((message) => repliesTo(message) === replyTo));
  if (certain) return certain;
  const repliedTo = new Set([replyTo, ...ours.map(repliesTo)]);
  const candidates = ours.filter(
    (message) =>
      repliesTo(message) === undefined &&
      !repliedTo.has(message.id) &&
      customIdsOf(message.components).length === 0,
  );
  const exact = candidates.findLast((message) => message.content === content);
  if (exact || isPart) return exact;
  return candidates.findLast(
    (message) => message.attachments.length > 0 && namesJob(message, post.jobId),
  );
}
