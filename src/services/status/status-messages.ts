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
import type { PlatformAdapter, ResultFile, StatusPost } from "../../core/ports/platform.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { FollowSet } from "./follow-set.ts";
import type { StatusPace } from "./status-pace.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";
import { renderStatus } from "../../messages/render-status.ts";

/** What ended longer ago is left as it was shown. */
const OWED_FOR_MS = 24 * 3_600_000;

/** Options of {@link StatusMessages}. */
export interface StatusMessagesOptions {
  readonly registry: FollowRegistry;
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Is told of every message written. */
  readonly pace: StatusPace;
  /** What a job is called in its channel. */
  readonly nameOf: (follow: Follow) => string;
  /** Why the result of a follow is not posted yet, if that is known. */
  readonly holdUpOf: (follow: Follow) => LocalizedText | undefined;
  /** A short text that differs where the given one does. */
  readonly digest: (text: string) => string;
  /** Whether the relay may be used in a channel now. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/** The result, where it is shown in the status message itself. */
export interface ResultInStatus {
  readonly message: Message;
  readonly files: readonly ResultFile[];
  readonly signal: AbortSignal;
}

/** Writes each follow's status message: posts it once, and edits it when what it shows changes. */
export class StatusMessages {
  readonly #options: StatusMessagesOptions;
  readonly #lock = new KeyedLock();
  /** Follows whose status message may have been posted, even if the adapter stored nothing of it. */
  readonly #uncertain = new FollowSet();

  constructor(options: StatusMessagesOptions) {
    this.#options = options;
  }

  /** Takes over an open follow of an earlier process, which may have posted without storing it. */
  resume(follow: Follow): void {
    const { origin, statusMessage, statusCheckpoint } = follow;
    if (origin === "command" && !statusMessage && !statusCheckpoint) this.#uncertain.add(follow);
  }

  /** Forgets a follow that is over. */
  forget(follow: Follow): void {
    this.#uncertain.delete(follow);
  }

  /**
   * Posts or edits the status message of an open follow if it does not show what it should, and if the relay may be
   * used in the channel. Rejects with a PlatformError or a StoreError; calling it again is safe and goes on where it
   * failed.
   */
  async show(key: string, signal: AbortSignal): Promise<void> {
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
   * Edits the status message of a follow that is over and no longer in the registry, if it has one. Rejects with a
   * PlatformError that is worth another try.
   */
  async showOver(follow: Follow, signal: AbortSignal): Promise<void> {
    const adapter = this.#options.adapters.get(follow.channel.platform);
    const { statusMessage: ref, channel } = follow;
    if (!adapter || !ref || !this.#options.isAllowed(channel) || !this.isStale(follow)) return;
    const isShown = await this.#inTurn(follow, async () => {
      await this.#edit(adapter, follow, { ref, signal });
    });
    if (!isShown) return;
    await this.#options.registry.amend({ ...follow, statusShown: this.#fingerprint(follow) });
  }

  /** Whether an earlier process closed a follow lately and did not get to show that in its status message. */
  owesEnd(follow: Follow): boolean {
    const { closedAt = 0 } = follow;
    return this.#options.clock.now() - closedAt <= OWED_FOR_MS && this.isStale(follow);
  }

  /**
   * Shows the result of a settled follow in its status message; doing so again changes nothing. Resolves with the
   * message, also if it belongs to another follow by then and stays as it is. Rejects with a PlatformError.
   */
  async showResult(
    follow: Follow,
    { message, files, signal }: ResultInStatus,
  ): Promise<MessageRef> {
    const { statusMessage: ref, channel } = follow;
    const adapter = this.#options.adapters.get(channel.platform);
    if (!ref || !adapter) throw new TypeError("there is no status message to show the result in");
    await this.#inTurn(follow, () => adapter.editStatus({ channel, ref, message, files, signal }));
    return ref;
  }

  /** Whether the channel shows something else than it should. */
  isStale(follow: Follow): boolean {
    return follow.statusShown !== this.#fingerprint(follow);
  }

  /**
   * Changes the status message of a follow after any change in progress, so that the later text stays. Does nothing,
   * and resolves with false, if the message belongs to another follow by then. Every edit for a follow that may have
   * been replaced goes through here.
   */
  async #inTurn(follow: Follow, task: () => Promise<void>): Promise<boolean> {
    return this.#lock.run(followKey(follow), async () => {
      if (!(await this.#owns(follow))) return false;
      await task();
      return true;
    });
  }

  /** Whether no other follow has taken the message over: the one with the same key now has another message, or none. */
  async #owns({ id, statusMessage, ...follow }: Follow): Promise<boolean> {
    const { registry } = this.#options;
    const key = followKey(follow);
    const current = registry.get(key) ?? (await registry.reread(key));
    return current?.id === id || current?.statusMessage?.id !== statusMessage?.id;
  }

  /** Resolves with `undefined` if there is none and it is too late for one: it would come after the result. */
  async #post(
    adapter: PlatformAdapter,
    follow: Follow,
    signal: AbortSignal,
  ): Promise<MessageRef | undefined> {
    const { registry, log, pace } = this.#options;
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
    const statusMessage = await this.#send(post, follow, adapter);
    pace.wrote(follow);
    log.info({ ...followFields(follow), messageId: statusMessage.id }, "status.posted");
    return statusMessage;
  }

  async #send(post: StatusPost, follow: Follow, adapter: PlatformAdapter): Promise<MessageRef> {
    const wasUncertain = this.#uncertain.has(follow);
    this.#uncertain.add(follow);
    try {
      return await adapter.postStatus(post);
    } catch (error) {
      // Refused for good, so this attempt has posted nothing. A command may take its follow back now.
      if (error instanceof PlatformError && !error.retryable && !wasUncertain)
        this.#uncertain.delete(follow);
      throw error;
    }
  }

  async #edit(
    adapter: PlatformAdapter,
    follow: Follow,
    { ref, signal }: { ref: MessageRef; signal: AbortSignal },
  ): Promise<MessageRef> {
    const { log, pace } = this.#options;
    try {
      const edit = { channel: follow.channel, ref, signal };
      await adapter.editStatus({ ...edit, message: this.#render(follow) });
      log.info({ ...followFields(follow), messageId: ref.id }, "status.edited");
    } catch (error) {
      // It was deleted, or is too old to edit. The result is still posted, so nothing is owed here.
      if (!(error instanceof PlatformError) || error.retryable) throw error;
      log.warn({ ...followFields(follow), err: error }, "status.not_editable");
    }
    pace.wrote(follow);
    return ref;
  }

  #render(follow: Follow): Message {
    const { nameOf, holdUpOf } = this.#options;
    return renderStatus(follow, { name: nameOf(follow), holdUp: holdUpOf(follow) });
  }

  #fingerprint(follow: Follow): string {
    const { blocks, actions } = this.#render(follow);
    return this.#options.digest(JSON.stringify([blocks, actions]));
  }
}
