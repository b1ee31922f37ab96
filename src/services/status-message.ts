import { followFields, followKey, type Follow, type MessageRef } from "../core/follow.ts";
import { PlatformError } from "../core/errors.ts";
import {
  code,
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

/** Spans with commas between them. */
export function joined(spans: readonly Span[]): Span[] {
  return spans.flatMap((span, index) => (index === 0 ? [span] : [", ", span]));
}

/** Keeps each follow's status message as it should be: posts it once, edits it when what it shows changes. */
export class StatusMessages {
  readonly #registry: FollowRegistry;
  readonly #adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly #log: Logger;
  readonly #lock = new KeyedLock();
  /** What was last shown, by follow id. */
  readonly #shown = new Map<string, string>();
  /** Ids of follows whose status message may have been posted without our knowing. */
  readonly #uncertain = new Set<string>();

  constructor(options: {
    registry: FollowRegistry;
    adapters: ReadonlyMap<string, PlatformAdapter>;
    log: Logger;
  }) {
    this.#registry = options.registry;
    this.#adapters = options.adapters;
    this.#log = options.log;
  }

  /** Takes over a follow of an earlier process: what the store says is taken to be what the channel shows. */
  resume(follow: Follow): void {
    if (follow.statusMessage) this.#shown.set(follow.id, fingerprint(follow));
    else this.#uncertain.add(follow.id);
  }

  /** Forgets a follow that is over. */
  forget(follow: Follow): void {
    this.#shown.delete(follow.id);
    this.#uncertain.delete(follow.id);
  }

  /**
   * Posts or edits the status message if what it should show is not what it shows. Rejects with a PlatformError or a
   * StoreError; calling it again is safe and takes up where it failed.
   */
  async sync(key: string): Promise<void> {
    await this.#lock.run(key, async () => {
      const follow = this.#registry.get(key);
      const adapter = follow && this.#adapters.get(follow.channel.platform);
      if (!follow || !adapter) return;
      const wanted = fingerprint(follow);
      if (this.#shown.get(follow.id) === wanted) return;
      if (follow.statusMessage) await this.#edit(adapter, follow, follow.statusMessage);
      else await this.#post(adapter, follow);
      this.#shown.set(follow.id, wanted);
    });
  }

  async #post(adapter: PlatformAdapter, follow: Follow): Promise<void> {
    const mayHaveLanded = this.#uncertain.has(follow.id);
    this.#uncertain.add(follow.id);
    const statusMessage = await adapter.postStatus({
      channel: follow.channel,
      jobId: follow.jobId,
      message: renderStatus(follow),
      key: `${follow.id}:status`,
      mayHaveLanded,
    });
    await this.#registry.update(followKey(follow), (current) => ({ ...current, statusMessage }));
    this.#uncertain.delete(follow.id);
    this.#log.info({ ...followFields(follow), messageId: statusMessage.id }, "status.posted");
  }

  async #edit(adapter: PlatformAdapter, follow: Follow, ref: MessageRef): Promise<void> {
    try {
      await adapter.editStatus({ channel: follow.channel, ref, message: renderStatus(follow) });
      this.#log.info({ ...followFields(follow), messageId: ref.id }, "status.edited");
    } catch (error) {
      // Somebody deleted it, or it is too old to edit: the result is still posted, so nothing is owed here.
      if (!(error instanceof PlatformError) || error.retryable) throw error;
      this.#log.warn({ ...followFields(follow), err: error }, "status.not_editable");
    }
  }
}

const fingerprint = (follow: Follow): string => JSON.stringify(renderStatus(follow).blocks);
