import type { APIMessage } from "discord.js";
import { PlatformError } from "../../../core/errors.ts";
import { hasNonce, PAGE, postsOf, readPage, type History } from "./history.ts";
import { hasFingerprint, type Fingerprint } from "./fingerprint.ts";

/** Most messages that are searched for a post: more than any channel sees in the 24 hours of a delivery. */
const MAX_PAGES = 200;

/** A post whose earlier requests are recorded. `channelId`: where it would be posted now. */
export interface RecordedPost extends History {
  readonly fingerprints: readonly Fingerprint[];
  readonly nonce: string;
  /** The id of another message with the same buttons, which does not count. */
  readonly not?: string | undefined;
}

/** A message of an earlier attempt, and its channel. */
export interface ExistingMessage {
  readonly channelId: string;
  readonly message: APIMessage;
}

/** Looks for the messages of earlier requests in every channel they were sent to, in the order of the requests. */
export async function findRecorded(post: RecordedPost): Promise<ExistingMessage | undefined> {
  for (const [channelId, fingerprints] of byChannel(post.fingerprints)) {
    try {
      const message = await findInChannel({ ...post, channelId, fingerprints });
      if (message) return { channelId, message };
    } catch (error) {
      // A deleted thread takes its messages with it.
      const isGone = error instanceof PlatformError && error.code === "channel_lost";
      if (!isGone || channelId === post.channelId) throw error;
    }
  }
  return undefined;
}

function byChannel(fingerprints: readonly Fingerprint[]): Map<string, Fingerprint[]> {
  const channels = new Map<string, Fingerprint[]>();
  for (const each of fingerprints) channels.set(each.in, [...(channels.get(each.in) ?? []), each]);
  return channels;
}

async function findInChannel(post: RecordedPost): Promise<APIMessage | undefined> {
  const { fingerprints, nonce, not, botUserId } = post;
  const isSought = (message: APIMessage): boolean =>
    hasNonce(message, nonce) ||
    fingerprints.some((fingerprint) => hasFingerprint(message, { fingerprint, not }));
  let after = fingerprints.map((each) => each.after).reduce(olderOf);
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await readPage(post, { after });
    const found = postsOf(page, botUserId).find(isSought);
    if (found || page.length < PAGE) return found;
    after = page.at(-1)?.id ?? after;
  }
  return undefined;
}

const olderOf = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? a : b);
