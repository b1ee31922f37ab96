import { followFields, type Follow, type MessageRef } from "../core/follow.ts";
import type { ChannelRef } from "../core/channel-ref.ts";
import { PlatformError } from "../core/errors.ts";
import {
  code,
  joined,
  line,
  mention,
  message,
  quote,
  strong,
  type Message,
  type Span,
} from "../core/message.ts";
import type { Logger, PlatformAdapter } from "../core/ports.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import { KeyedLock } from "./keyed-lock.ts";
import { situationOf, troubleWords } from "./words.ts";

/** The status message of a follow: one quiet message that shows where the job stands and pings nobody. */
export function renderStatus(follow: Follow): Message {
  const { symbol, words } = situationOf(follow);
  const status: Span[] = follow.job ? [" · status ", code(follow.job.status)] : [];
  const verb: Span[] = follow.job?.verb ? [" · ", code(follow.job.verb)] : [];
  return message([
    line(`${symbol} `, strong(words), ...status),
    line("Job ", code(follow.jobId), ...verb),
    ...(follow.job?.prompt ? [quote(follow.job.prompt)] : []),
    line("Asked by ", ...joined(follow.requesters.map(mention))),
    ...(follow.trouble ? [line(`⚠️ ${troubleWords(follow.trouble)}`)] : []),
  ]);
}

/** Keeps each follow's status message as it should be: posts it once, edits it when what it shows changes. */
export class StatusMessages {
  readonly #registry: FollowRegistry;
  readonly #adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly #log: Logger;
  readonly #digest: (text: string) => string;
  readonly #isAllowed: (channel: ChannelRef) => boolean;
  readonly #lock = new KeyedLock();
  /** Ids of follows whose status message may have been posted without our knowing. */
  readonly #uncertain = new Set<string>();

  constructor(options: {
    registry: FollowRegistry;
    adapters: ReadonlyMap<string, PlatformAdapter>;
    log: Logger;
    /** A short text that differs where the given one does. */
    digest: (text: string) => string;
    isAllowed: (channel: ChannelRef) => boolean;
  }) {
    this.#registry = options.registry;
    this.#adapters = options.adapters;
    this.#log = options.log;
    this.#digest = options.digest;
    this.#isAllowed = options.isAllowed;
  }

  /** Takes over a follow of an earlier process; that may have posted without storing it. */
  resume(follow: Follow): void {
    if (!follow.statusMessage) this.#uncertain.add(follow.id);
  }

  /** Whether the channel shows something else than it should. */
  isStale(follow: Follow): boolean {
    return follow.statusShown !== this.#fingerprint(follow);
  }

  /** Forgets a follow that is over. */
  forget(follow: Follow): void {
    this.#uncertain.delete(follow.id);
  }

  /**
   * Posts or edits the status message if what it should show is not what it shows, and the channel is (still) one where
   * the relay may be used. Rejects with a PlatformError or a
   * StoreError; calling it again is safe and takes up where it failed.
   */
  async sync(key: string, signal: AbortSignal): Promise<void> {
    await this.#lock.run(key, async () => {
      const follow = this.#registry.get(key);
      const adapter = follow && this.#adapters.get(follow.channel.platform);
      if (!follow || !adapter || !this.#isAllowed(follow.channel)) return;
      if (!this.isStale(follow)) return;
      const statusMessage = follow.statusMessage
        ? await this.#edit(adapter, follow, { ref: follow.statusMessage, signal })
        : await this.#post(adapter, follow, signal);
      const statusShown = this.#fingerprint(follow);
      await this.#registry.update(key, (current) => ({ ...current, statusMessage, statusShown }));
      this.#uncertain.delete(follow.id);
    });
  }

  /**
   * Shows the final status of a follow that is over and no longer in the registry, where it has a status message.
   * Rejects with a PlatformError that is worth another try.
   */
  async showOver(follow: Follow, signal: AbortSignal): Promise<void> {
    const adapter = this.#adapters.get(follow.channel.platform);
    const { statusMessage: ref, channel } = follow;
    if (adapter && ref && this.#isAllowed(channel))
      await this.#edit(adapter, follow, { ref, signal });
  }

  async #post(adapter: PlatformAdapter, follow: Follow, signal: AbortSignal): Promise<MessageRef> {
    const mayHaveLanded = this.#uncertain.has(follow.id);
    this.#uncertain.add(follow.id);
    const statusMessage = await adapter.postStatus({
      channel: follow.channel,
      jobId: follow.jobId,
      message: renderStatus(follow),
      key: `${follow.id}:status`,
      mayHaveLanded,
      signal,
    });
    this.#log.info({ ...followFields(follow), messageId: statusMessage.id }, "status.posted");
    return statusMessage;
  }

  async #edit(
    adapter: PlatformAdapter,
    follow: Follow,
    { ref, signal }: { ref: MessageRef; signal: AbortSignal },
  ): Promise<MessageRef> {
    try {
      const edit = { channel: follow.channel, ref, signal };
      await adapter.editStatus({ ...edit, message: renderStatus(follow) });
      this.#log.info({ ...followFields(follow), messageId: ref.id }, "status.edited");
    } catch (error) {
      // Somebody deleted it, or it is too old to edit: the result is still posted, so nothing is owed here.
      if (!(error instanceof PlatformError) || error.retryable) throw error;
      this.#log.warn({ ...followFields(follow), err: error }, "status.not_editable");
    }
    return ref;
  }

  #fingerprint(follow: Follow): string {
    return this.#digest(JSON.stringify(renderStatus(follow).blocks));
  }
}
