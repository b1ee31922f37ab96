import {
  followFields,
  followKey,
  mayBeAnswered,
  type Follow,
  type MessageRef,
} from "../../core/follow/follow.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { NotOursError, PlatformError } from "../../core/errors.ts";
import type { Message } from "../../core/message.ts";
import type { LocalizedText } from "../../core/localized-text.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter, StatusPost } from "../../core/ports/platform.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { FollowSet } from "./follow-set.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";
import { renderStatus } from "../../messages/render-status.ts";

/** A status message is edited no more often than this, however fast things change. */
const MIN_GAP_MS = 5_000;
/** Discord lets a message that is over an hour old be edited only now and then (error 30046). */
const OLD_AFTER_MS = 3_600_000;
const MIN_GAP_WHEN_OLD_MS = 600_000;
/** What ended longer ago is left as it was shown. */
const OWED_FOR_MS = 24 * 3_600_000;

/** Options of {@link StatusMessages}. */
export interface StatusMessagesOptions {
  readonly registry: FollowRegistry;
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  /** What a job is called in its channel. */
  readonly nameOf: (follow: Follow) => string;
  /** A short text that differs where the given one does. */
  readonly digest: (text: string) => string;
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/** Whether the status message has become the result. A result that is a message of its own was not delivered by an edit. */
export const isInStatus = ({ state, delivery }: Follow): boolean =>
  state === "delivered" && delivery === "edit";

/** Keeps each follow's status message as it should be: posts it once, edits it when what it shows changes. */
export class StatusMessages {
  readonly #options: StatusMessagesOptions;
  readonly #lock = new KeyedLock();
  /** Follows whose status message may have been posted, even if the adapter stored nothing of it. */
  readonly #uncertain = new FollowSet();
  /** Why the result of a follow is not posted yet, by the follow's id. */
  readonly #holdUps = new Map<string, LocalizedText>();
  /** When each follow's status message was written last, monotonic, by its id; the longest ago comes first. */
  readonly #writtenAtMs = new Map<string, number>();

  constructor(options: StatusMessagesOptions) {
    this.#options = options;
  }

  /** Takes over a follow of an earlier process; that may have posted without storing it. */
  resume(follow: Follow): void {
    const { origin, statusMessage, statusCheckpoint } = follow;
    if (origin === "command" && !statusMessage && !statusCheckpoint) this.#uncertain.add(follow);
  }

  /** How long a change that is not pressing waits, so that what comes close together is one edit. */
  paceLeftMs(follow: Follow): number {
    const { clock } = this.#options;
    const writtenAtMs = this.#writtenAtMs.get(follow.id);
    if (writtenAtMs === undefined) return 0;
    const isOld = clock.now() - follow.createdAt >= OLD_AFTER_MS;
    // What ended is said in any case: it is the last edit there is.
    const gapMs = isOld && follow.state === "pending" ? MIN_GAP_WHEN_OLD_MS : MIN_GAP_MS;
    return Math.max(writtenAtMs + gapMs - clock.monotonicMs(), 0);
  }

  /** Whether the channel shows something else than it should. */
  isStale(follow: Follow): boolean {
    return follow.statusShown !== this.#fingerprint(follow);
  }

  /** From now on the status message says why the result is not posted yet, until that ends. */
  holdUp(follow: Follow, reason: LocalizedText): void {
    this.#holdUps.set(follow.id, reason);
  }

  /** The result is posted, or no longer owed. */
  endHoldUp(followId: string): void {
    this.#holdUps.delete(followId);
  }

  /** Forgets a follow that is over. */
  forget(follow: Follow): void {
    this.endHoldUp(follow.id);
    this.#uncertain.delete(follow);
  }

  /**
   * Posts or edits the status message if what it should show is not what it shows, and the channel is (still) one where
   * the relay may be used. Rejects with a PlatformError or a
   * StoreError; calling it again is safe and takes up where it failed.
   */
  async sync(key: string, signal: AbortSignal): Promise<void> {
    const { registry, adapters, isAllowed } = this.#options;
    await this.#lock.run(key, async () => {
      const follow = registry.get(key);
      const adapter = follow && adapters.get(follow.channel.platform);
      if (!follow || !adapter || !isAllowed(follow.channel)) return;
      if (follow.origin !== "command" || !this.isStale(follow)) return;
      // The result says it all.
      if (follow.overAtOnce && !follow.statusMessage) return;
      // The deliverer is putting the result there.
      if (follow.state === "settled" && follow.delivery === "edit" && follow.statusMessage) return;
      const statusMessage = follow.statusMessage
        ? await this.#edit(adapter, follow, { ref: follow.statusMessage, signal })
        : await this.#post(adapter, follow, signal);
      if (!statusMessage) return;
      const statusShown = this.#fingerprint(follow);
      // What was asked for again meanwhile shows its own status.
      await registry.updateOf(follow, (current) => ({
        ...current,
        statusMessage,
        statusShown,
        statusCheckpoint: undefined,
      }));
      this.#uncertain.delete(follow);
    });
  }

  /**
   * Shows the final status of a follow that is over and no longer in the registry, where it has a status message.
   * Rejects with a PlatformError that is worth another try.
   */
  async showOver(follow: Follow, signal: AbortSignal): Promise<void> {
    const adapter = this.#options.adapters.get(follow.channel.platform);
    const { statusMessage: ref, channel } = follow;
    if (!adapter || !ref || !this.#options.isAllowed(channel) || !this.isStale(follow)) return;
    const isShown = await this.inTurn(follow, async () => {
      await this.#edit(adapter, follow, { ref, signal });
    });
    if (!isShown) return;
    await this.#options.registry.amend({ ...follow, statusShown: this.#fingerprint(follow) });
  }

  /** Whether an earlier process came to the end of a follow, lately, and not to saying so in its status message. */
  owesEnd(follow: Follow): boolean {
    const { statusMessage, closedAt = 0 } = follow;
    if (!statusMessage || this.#options.clock.now() - closedAt > OWED_FOR_MS) return false;
    return !isInStatus(follow) && this.isStale(follow);
  }

  /**
   * Changes the status message of a follow after any change in progress, so that the later text stays. Does nothing,
   * and resolves with false, if the message belongs to another follow by then. Every edit for a follow that may have
   * been replaced goes through here.
   */
  async inTurn(follow: Follow, task: () => Promise<void>): Promise<boolean> {
    return this.#lock.run(followKey(follow), async () => {
      if (!(await this.#owns(follow))) return false;
      await task();
      return true;
    });
  }

  /** Whether nobody has taken the message over: what stands in this follow's place now has another one, or none. */
  async #owns({ id, statusMessage, ...follow }: Follow): Promise<boolean> {
    const { registry } = this.#options;
    const key = followKey(follow);
    const current = registry.get(key) ?? (await registry.reread(key));
    return current?.id === id || current?.statusMessage?.id !== statusMessage?.id;
  }

  /** Undefined: there is none, and it is too late for one. */
  async #post(
    adapter: PlatformAdapter,
    follow: Follow,
    signal: AbortSignal,
  ): Promise<MessageRef | undefined> {
    const { registry, log } = this.#options;
    const checkpoint = follow.statusCheckpoint;
    // Without a trace of it, the message found could be the result.
    const mayAlreadyExist = checkpoint
      ? Object.keys(checkpoint).length > 0
      : this.#uncertain.has(follow) && !mayBeAnswered(follow);
    const post: StatusPost = {
      channel: follow.channel,
      jobId: follow.jobId,
      message: this.#render(follow),
      key: `${follow.id}:status`,
      mayAlreadyExist,
      ...(checkpoint && { checkpoint }),
      save: async (statusCheckpoint) => {
        const change = (current: Follow): Follow => ({ ...current, statusCheckpoint });
        if (!(await registry.updateOf(follow, change))) throw new NotOursError();
      },
      signal,
    };
    if (mayBeAnswered(follow)) return mayAlreadyExist ? adapter.findStatus(post) : undefined;
    this.#uncertain.add(follow);
    const statusMessage = await adapter.postStatus(post);
    this.#wrote(follow);
    log.info({ ...followFields(follow), messageId: statusMessage.id }, "status.posted");
    return statusMessage;
  }

  async #edit(
    adapter: PlatformAdapter,
    follow: Follow,
    { ref, signal }: { ref: MessageRef; signal: AbortSignal },
  ): Promise<MessageRef> {
    try {
      const edit = { channel: follow.channel, ref, signal };
      await adapter.editStatus({ ...edit, message: this.#render(follow) });
      this.#options.log.info({ ...followFields(follow), messageId: ref.id }, "status.edited");
    } catch (error) {
      // Somebody deleted it, or it is too old to edit: the result is still posted, so nothing is owed here.
      if (!(error instanceof PlatformError) || error.retryable) throw error;
      this.#options.log.warn({ ...followFields(follow), err: error }, "status.not_editable");
    }
    this.#wrote(follow);
    return ref;
  }

  #wrote(follow: Follow): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#writtenAtMs.delete(follow.id);
    this.#writtenAtMs.set(follow.id, nowMs);
    for (const [id, writtenAtMs] of this.#writtenAtMs) {
      if (nowMs - writtenAtMs < MIN_GAP_WHEN_OLD_MS) return;
      this.#writtenAtMs.delete(id);
    }
  }

  /** What a job is called in its channel. */
  nameOf(follow: Follow): string {
    return this.#options.nameOf(follow);
  }

  #render(follow: Follow): Message {
    return renderStatus(follow, {
      name: this.nameOf(follow),
      holdUp: this.#holdUps.get(follow.id),
    });
  }

  #fingerprint(follow: Follow): string {
    const { blocks, actions } = this.#render(follow);
    return this.#options.digest(JSON.stringify([blocks, actions]));
  }
}
