import {
  followFields,
  followKey,
  hasFiles,
  mayBeAnswered,
  postedAs,
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
import { renderStatus } from "../../messages/status/render-status.ts";

/** How long after the end of a follow a start still corrects its status message, in milliseconds. */
const OWED_FOR_MS = 24 * 3_600_000;

/** Options of {@link StatusMessages}. */
export interface StatusMessagesOptions {
  readonly registry: FollowRegistry;
  /** By platform. */
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Notes every message that is written. */
  readonly pace: StatusPace;
  /** Resolves with the name of the follow's job in its channel. */
  readonly nameOf: (follow: Follow) => Promise<string>;
  /** Returns why the result of a follow is not posted yet, if that is known. */
  readonly delayReasonOf: (follow: Follow) => LocalizedText | undefined;
  /** Returns how long the follow's job API keeps files, in milliseconds. Default: not known. */
  readonly mediaKeptMsOf?: ((follow: Follow) => number | undefined) | undefined;
  /** Returns a short hash of a text, which is stored to see whether a message still shows the same. */
  readonly digest: (text: string) => string;
  /** Whether the relay may be used in a channel. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/** A result that is shown in the status message itself. */
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

  /** Notes an open follow of an earlier process, which may have posted its status message without storing that. */
  resume(follow: Follow): void {
    const { origin, statusMessage, statusCheckpoint } = follow;
    if (origin === "command" && !statusMessage && !statusCheckpoint) this.#uncertain.add(follow);
  }

  /** Forgets a follow in a final state. */
  forget(follow: Follow): void {
    this.#uncertain.delete(follow);
  }

  /**
   * Posts or edits the status message of the open follow with this key, if it is stale and the relay may be used in the
   * channel. Resolves once that is stored. Rejects with a PlatformError or a StoreError; calling it again is safe and
   * continues where it failed.
   */
  async show(key: string, signal: AbortSignal): Promise<void> {
    const { registry, adapters, isAllowed } = this.#options;
    await this.#lock.run(key, async () => {
      const follow = await registry.get(key);
      const adapter = follow && adapters.get(follow.channel.platform);
      if (!follow || !adapter || !isAllowed(follow.channel)) return;
      if (follow.origin !== "command" || !(await this.isStale(follow))) return;
      // The result will be its only message.
      if (follow.overAtOnce && !follow.statusMessage) return;
      // The deliverer writes the result into this message.
      if (follow.state === "settled" && follow.delivery === "edit" && follow.statusMessage) return;
      const statusMessage = follow.statusMessage
        ? await this.#edit(adapter, follow, { ref: follow.statusMessage, signal })
        : await this.#post(adapter, follow, signal);
      if (!statusMessage) return;
      const statusShown = await this.#fingerprint(follow);
      // `updateOf`: if the job was requested again meanwhile, the new follow has a status message of its own.
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
   * Edits the status message of a follow in a final state, if it has one and it is stale. Rejects with a retryable
   * PlatformError, or with a StoreError.
   */
  async showOver(follow: Follow, signal: AbortSignal): Promise<void> {
    const adapter = this.#options.adapters.get(follow.channel.platform);
    const { statusMessage: ref, channel } = follow;
    if (!adapter || !ref || !this.#options.isAllowed(channel)) return;
    if (!(await this.isStale(follow))) return;
    const edit = () => this.#edit(adapter, follow, { ref, signal });
    if (!(await this.#inTurn(follow, signal, edit))) return;
    await this.#options.registry.amend({ ...follow, statusShown: await this.#fingerprint(follow) });
  }

  /** Resolves with whether a follow ended recently and its status message does not show that yet. */
  async owesEnd(follow: Follow): Promise<boolean> {
    const { closedAt = 0 } = follow;
    return this.#options.clock.now() - closedAt <= OWED_FOR_MS && this.isStale(follow);
  }

  /**
   * Writes the result of a settled follow into its status message; doing so again changes nothing. Resolves with the message.
   * If another follow has taken the message over, leaves it unchanged and resolves all the same. Rejects with a PlatformError
   * or a StoreError.
   */
  async showResult(follow: Follow, result: ResultInStatus): Promise<MessageRef> {
    const { statusMessage: ref, channel } = follow;
    const adapter = this.#options.adapters.get(channel.platform);
    if (!ref || !adapter) throw new TypeError("there is no status message to show the result in");
    const edit = () => adapter.editStatus({ channel, ref, ...result });
    await this.#inTurn(follow, result.signal, edit);
    return ref;
  }

  /** Resolves with whether the status message does not show what it should. */
  async isStale(follow: Follow): Promise<boolean> {
    return follow.statusShown !== (await this.#fingerprint(follow));
  }

  /**
   * Runs an edit of a follow's status message that is to stay, after any write that is in progress or may still take effect. Does
   * nothing, and resolves with `false`, if another follow has taken the message over. Rejects with a PlatformError if `signal`
   * aborts first. Every edit for a follow that may have been replaced goes through here.
   */
  #inTurn(follow: Follow, signal: AbortSignal, edit: () => Promise<unknown>): Promise<boolean> {
    return this.#lock.run(followKey(follow), async () => {
      await this.#options.pace.awaitLateEdits(follow, signal);
      if (!(await this.#owns(follow))) return false;
      await edit();
      return true;
    });
  }

  /** Whether the message is still this follow's: any newer follow with the same key has another message, or none. */
  async #owns({ id, statusMessage, ...follow }: Follow): Promise<boolean> {
    const { registry } = this.#options;
    const key = followKey(follow);
    const current = await registry.ofKey(key);
    return current?.id === id || current?.statusMessage?.id !== statusMessage?.id;
  }

  /** Posts it, or finds it. Resolves with `undefined` if there is none and a new one would come after the result. */
  async #post(
    adapter: PlatformAdapter,
    follow: Follow,
    signal: AbortSignal,
  ): Promise<MessageRef | undefined> {
    const { registry, log, pace } = this.#options;
    const checkpoint = follow.statusCheckpoint;
    // Without a checkpoint, and with a result that may be posted, a search could take the result for the status message.
    const mayAlreadyExist = checkpoint
      ? Object.keys(checkpoint).length > 0
      : this.#uncertain.has(follow) && !mayBeAnswered(follow);
    const post: StatusPost = {
      channel: follow.channel,
      jobId: follow.jobId,
      message: await this.#render(follow),
      key: `${postedAs(follow)}:status`,
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
      // Refused for good: this attempt has posted nothing, and a command may now withdraw its follow.
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
      const { channel, resultLeftStatus = false } = follow;
      const edit = { channel, ref, signal, message: await this.#render(follow) };
      await adapter.editStatus({ ...edit, removesFiles: resultLeftStatus && hasFiles(follow) });
      log.info({ ...followFields(follow), messageId: ref.id }, "status.edited");
    } catch (error) {
      // The message was deleted, or is too old to edit. The result is posted anyway, so give up on this one.
      pace.failed(follow, error);
      if (!(error instanceof PlatformError) || error.retryable) throw error;
      log.warn({ ...followFields(follow), err: error }, "status.not_editable");
    }
    pace.wrote(follow);
    return ref;
  }

  async #render(follow: Follow): Promise<Message> {
    const { nameOf, delayReasonOf, mediaKeptMsOf } = this.#options;
    return renderStatus(follow, {
      name: await nameOf(follow),
      delayReason: delayReasonOf(follow),
      mediaKeptMs: mediaKeptMsOf?.(follow),
    });
  }

  async #fingerprint(follow: Follow): Promise<string> {
    const { blocks, actions } = await this.#render(follow);
    return this.#options.digest(JSON.stringify([blocks, actions]));
  }
}
