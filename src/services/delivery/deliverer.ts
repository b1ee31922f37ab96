import { encodeChannelRef } from "../../core/channel/channel-ref.ts";
import { followKey, type Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Service } from "../../core/ports/service.ts";
import { DueQueue } from "../runtime/due-queue.ts";
import { ChannelQueue } from "./channel-queue.ts";
import type { DeliveryAttempts } from "./delivery-attempts.ts";
import type { DeliveryProgress } from "./delivery-progress.ts";

/** How long a stop lets running attempts finish. The rest stays in the store for the next start. */
const STOP_GRACE_MS = 6_000;

/** Options of {@link Deliverer}. */
export interface DelivererOptions {
  /** Makes one attempt at each turn of a follow. */
  readonly attempts: Pick<DeliveryAttempts, "takeTurn">;
  /** Learns of every follow before its first turn. */
  readonly progress: DeliveryProgress;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Delivers every settled follow. In one channel, follows have their turns one after another, in the order in which they
 * settled; channels do not wait for each other.
 */
export class Deliverer implements Service {
  readonly #options: DelivererOptions;
  /** By encoded channel; only channels in which a follow waits. */
  readonly #channels = new Map<string, ChannelQueue>();
  /** The encoded channels, each due when one of its follows is. */
  readonly #due: DueQueue;
  /** Aborts at a stop, so that attempts that still wait for a limit give up at once. */
  #stopping = new AbortController();

  constructor(options: DelivererOptions) {
    this.#options = options;
    const { clock, log } = options;
    this.#due = new DueQueue({
      clock,
      log,
      // The delivery limits bound what runs at once. A channel that waits for one of them costs nothing.
      concurrency: Number.POSITIVE_INFINITY,
      run: (channel, signal) => this.#takeTurn(channel, signal),
    });
  }

  async start(): Promise<void> {
    if (this.#stopping.signal.aborted) this.#stopping = new AbortController();
    // Another process may have told of a follow that has just settled before the earlier ones were read from the store.
    for (const queue of this.#channels.values()) queue.sort();
    this.#due.start();
  }

  /** Resolves once no attempt runs. What is not delivered by then is in the store, and is resumed at the next start. */
  async stop(signal?: AbortSignal): Promise<void> {
    this.#stopping.abort();
    await this.#due.stop(STOP_GRACE_MS, signal);
  }

  /** Delivers a follow that has just settled. */
  add(follow: Follow): void {
    this.#options.progress.begin(follow);
    this.#queue(follow);
  }

  /** Delivers a settled follow of an earlier process, which may have posted it already. */
  resume(follow: Follow): void {
    this.#options.progress.resume(follow);
    this.#queue(follow);
  }

  #queue(follow: Follow): void {
    const channel = encodeChannelRef(follow.channel);
    const queue = this.#channels.get(channel) ?? new ChannelQueue();
    this.#channels.set(channel, queue);
    queue.add(followKey(follow), this.#options.clock.monotonicMs(), follow.settledAt);
    this.#due.add(channel, 0);
  }

  /**
   * One turn of the channel's first follow that is due. Resolves with the milliseconds until the channel's next turn, or
   * with `undefined` if no follow waits there.
   */
  async #takeTurn(channel: string, signal: AbortSignal): Promise<number | undefined> {
    const { attempts, clock } = this.#options;
    const queue = this.#channels.get(channel);
    const turn = queue?.next(clock.monotonicMs());
    if (turn) {
      const next = await attempts.takeTurn(turn.key, { signal, stopping: this.#stopping.signal });
      queue?.end(turn, next, clock.monotonicMs());
    }
    const waitMs = queue?.waitMs(clock.monotonicMs());
    if (waitMs === undefined) this.#channels.delete(channel);
    return waitMs;
  }
}
