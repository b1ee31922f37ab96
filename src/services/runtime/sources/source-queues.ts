import { sourceOfKey } from "../../../core/follow/follow-key.ts";
import type { PollQueue } from "../../../core/ports/poll-queue.ts";

/**
 * The poll queues of all sources as one. Each source has a queue of its own, so that one that is slow or down delays no poll
 * of another.
 */
export class SourceQueues implements PollQueue {
  readonly #queues: ReadonlyMap<string, PollQueue>;

  /** `queues`: by the names of their sources. */
  constructor(queues: ReadonlyMap<string, PollQueue>) {
    this.#queues = queues;
  }

  async start(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.start()));
  }

  async stop(signal?: AbortSignal): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop(signal)));
  }

  /** A job of a source that is not enabled is left alone. */
  add(key: string, delayMs: number, options?: { first?: boolean }): void {
    this.#queues.get(sourceOfKey(key))?.add(key, delayMs, options);
  }

  dueInMs(key: string): number | undefined {
    return this.#queues.get(sourceOfKey(key))?.dueInMs(key);
  }
}
