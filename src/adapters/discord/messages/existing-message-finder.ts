import { SnowflakeUtil, type APIMessage } from "discord.js";
import { PlatformError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import {
  MAY_STILL_ACT_MS,
  type ResultPost,
  type StatusPost,
} from "../../../core/ports/platform.ts";
import { sleep } from "../../../core/time/sleep.ts";
import type { DiscordApi } from "../api/api.ts";
import { readPage, type History } from "./history.ts";
import { findRecorded, type ExistingMessage } from "./find-recorded.ts";
import { findUnrecordedResult, findUnrecordedStatus } from "./find-unrecorded.ts";
import { isLaterPart, isUnfurled, toNonce, type Post } from "./message-body.ts";
import { renderMessage, renderQuietly } from "./render.ts";
import type { PostCheckpoint } from "./post-checkpoint.ts";

/** Largest difference between the clocks behind Discord's answers and behind its message ids. */
const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000;

/** Options of {@link ExistingMessageFinder}. The bot's id is known once it is connected. */
export interface ExistingMessageFinderOptions {
  readonly api: DiscordApi;
  readonly clock: Clock;
  botUserId(): Promise<string>;
}

/** Finds the messages of earlier attempts at a post. Every method rejects with a PlatformError. */
export class ExistingMessageFinder {
  readonly #options: ExistingMessageFinderOptions;

  constructor(options: ExistingMessageFinderOptions) {
    this.#options = options;
  }

  /** The status message. */
  async findStatus(post: StatusPost, checkpoint: PostCheckpoint): Promise<APIMessage | undefined> {
    const history = await this.#historyOf(post);
    const nonce = toNonce(post.key);
    if (checkpoint.fingerprints.length === 0) {
      const { content, components = [] } = renderQuietly(post.message);
      return findUnrecordedStatus({ ...history, nonce, content, components, jobId: post.jobId });
    }
    const recorded = { ...history, nonce, fingerprints: checkpoint.fingerprints };
    return (await this.#findTwice(checkpoint, post, () => findRecorded(recorded)))?.message;
  }

  /** The result, or one part of it, and the channel it is in. */
  async findResult(
    post: ResultPost,
    checkpoint: PostCheckpoint,
  ): Promise<ExistingMessage | undefined> {
    const history = await this.#historyOf(post);
    const nonce = toNonce(post.key);
    const replyTo = post.replyTo?.id;
    if (checkpoint.notBefore !== undefined) {
      const { content, components = [] } = renderMessage(post.message, {
        unfurl: isUnfurled(post),
      });
      const { jobId } = post;
      const unrecorded = { ...history, nonce, content, components, jobId, replyTo };
      // The status message is the safer starting point; the later of the two has fewer messages after it.
      for (const after of new Set([
        newerOf(checkpoint.notBefore, replyTo),
        replyTo ?? checkpoint.notBefore,
      ])) {
        const found = await findUnrecordedResult({
          ...unrecorded,
          isPart: isLaterPart(post),
          after,
        });
        if (found) return { channelId: post.channel.channel, message: found };
      }
    }
    if (checkpoint.fingerprints.length === 0) return undefined;
    const recorded = { ...history, nonce, fingerprints: checkpoint.fingerprints, not: replyTo };
    return this.#findTwice(checkpoint, post, () => findRecorded(recorded));
  }

  async #historyOf({ channel, signal }: StatusPost): Promise<History> {
    const { api } = this.#options;
    const botUserId = await this.#options.botUserId();
    return { api, channelId: channel.channel, botUserId, signal };
  }

  /** Looks, and if an earlier request may still take effect, waits and looks again. */
  async #findTwice<T>(
    { sentAt }: PostCheckpoint,
    { signal }: StatusPost,
    find: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const { api, clock } = this.#options;
    const found = await find();
    const leftMs = (sentAt ?? Number.NaN) + MAY_STILL_ACT_MS - api.now();
    // A longer wait means that a clock was wrong.
    if (found !== undefined || !(leftMs > 0 && leftMs <= MAY_STILL_ACT_MS)) return found;
    try {
      await sleep(clock, leftMs, signal);
    } catch (error) {
      throw new PlatformError("unavailable", "stopped", { cause: error });
    }
    return find();
  }

  /** A message id between those already in the channel and the one that is about to be sent. */
  async idBefore(post: Post, { fingerprints }: PostCheckpoint): Promise<string> {
    const { api } = this.#options;
    const { channel, message, signal } = post;
    const known = fingerprints.find((each) => each.in === channel.channel);
    if (known) return known.after;
    // By Discord's clock: if ours is fast, an id made by it would lie in the future, and nothing would be found.
    const byClock = earliestIdAt(api.now());
    // The ids of its buttons are the follow's own: there is nothing older to mistake it for.
    if (message.actions?.length) return byClock;
    const [newest] = await readPage({ api, channelId: channel.channel, signal }, { limit: 1 });
    return newest?.id ?? byClock;
  }
}

function earliestIdAt(nowMs: number): string {
  return SnowflakeUtil.generate({ timestamp: nowMs - MAX_CLOCK_SKEW_MS }).toString();
}

const newerOf = (a: string, b: string | undefined): string =>
  b === undefined || BigInt(a) > BigInt(b) ? a : b;
