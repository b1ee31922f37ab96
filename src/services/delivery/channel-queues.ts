import { encodeChannelRef } from "../../core/channel/channel-ref.ts";
import { followKey, type Follow } from "../../core/follow/follow.ts";
import type { DueQueueOptions } from "../runtime/due-queue.ts";
import { PlatformQueues } from "../runtime/platform-queues.ts";

/** What comes after a turn: the follow's next one, which everybody behind it in its channel waits for where it `holds`. */
export interface Again {
  readonly againMs: number;
  readonly holds: boolean;
}

/** When a follow is due, monotonic. */
interface Place {
  readonly dueAtMs: number;
}

/** How {@link ChannelQueues} work: `concurrency` channels of each platform at once. */
export interface ChannelQueuesOptions extends Pick<
  DueQueueOptions,
  "clock" | "log" | "concurrency"
> {
  /** The turn of one follow; undefined: it needs no other. */
  run(key: string, signal: AbortSignal): Promise<Again | undefined>;
}

/**
 * Follows in line, a line for each channel: in one channel they have their turns one after another, in the order they
 * came, so that results arrive as their jobs ended; a follow that has to wait lets those behind it go first.
 */
export class ChannelQueues {
  readonly #options: ChannelQueuesOptions;
  readonly #queues: PlatformQueues;
  /** The follows of each channel in the order they came. */
  readonly #lines = new Map<string, Map<string, Place>>();
  /** Until when a channel's whole line waits, monotonic. */
  readonly #heldUntilMs = new Map<string, number>();

  constructor(options: ChannelQueuesOptions) {
    this.#options = options;
    const { clock, log, concurrency } = options;
    const run = (channel: string, signal: AbortSignal) => this.#turn(channel, signal);
    this.#queues = new PlatformQueues({ clock, log, concurrency, run });
  }

  /** Puts a follow at the end of its channel's line; one that is in it already is due now. */
  add(follow: Follow): void {
    const channel = encodeChannelRef(follow.channel);
    const line = this.#lines.get(channel) ?? new Map<string, Place>();
    const place = { dueAtMs: this.#options.clock.monotonicMs() };
    this.#lines.set(channel, line.set(followKey(follow), place));
    this.#queues.add(follow.channel.platform, channel);
  }

  /** Begins to work. */
  start(): void {
    this.#queues.start();
  }

  /** See DueQueue.stop. */
  async stop(graceMs: number, hurry?: AbortSignal): Promise<void> {
    await this.#queues.stop(graceMs, hurry);
  }

  async #turn(channel: string, signal: AbortSignal): Promise<number | undefined> {
    const { clock } = this.#options;
    const line = this.#lines.get(channel);
    const nowMs = clock.monotonicMs();
    const heldMs = (this.#heldUntilMs.get(channel) ?? 0) - nowMs;
    if (heldMs > 0) return heldMs;
    this.#heldUntilMs.delete(channel);
    const [key, place] = [...(line ?? [])].find(([, { dueAtMs }]) => dueAtMs <= nowMs) ?? [];
    if (line && key !== undefined) {
      const again = await this.#options.run(key, signal);
      const dueAtMs = clock.monotonicMs() + (again?.againMs ?? 0);
      // What was added under the same key meanwhile is another follow.
      const isSame = line.get(key) === place;
      if (isSame && again) line.set(key, { dueAtMs });
      else if (isSame) line.delete(key);
      if (again?.holds) this.#heldUntilMs.set(channel, dueAtMs);
    }
    if (!line || line.size === 0) {
      this.#lines.delete(channel);
      return undefined;
    }
    const dueAtMs = [...line.values()].map((each) => each.dueAtMs);
    const nextAtMs = Math.max(Math.min(...dueAtMs), this.#heldUntilMs.get(channel) ?? 0);
    return Math.max(nextAtMs - clock.monotonicMs(), 0);
  }
}
