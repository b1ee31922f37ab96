import { DueQueue, type DueQueueOptions } from "./due-queue.ts";

/** A {@link DueQueue} for each platform, so that one that hangs never takes the places of another. */
export class PlatformQueues {
  readonly #options: DueQueueOptions;
  readonly #queues = new Map<string, DueQueue>();
  #started = false;

  /** `options.concurrency` holds for each platform. */
  constructor(options: DueQueueOptions) {
    this.#options = options;
  }

  /** Makes a key of a platform due now. */
  add(platform: string, key: string): void {
    this.#of(platform).add(key, 0);
  }

  /** Begins to work. */
  start(): void {
    this.#started = true;
    for (const queue of this.#queues.values()) queue.start();
  }

  /** See {@link DueQueue.stop}. */
  async stop(graceMs: number, hurry?: AbortSignal): Promise<void> {
    this.#started = false;
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop(graceMs, hurry)));
  }

  #of(platform: string): DueQueue {
    let queue = this.#queues.get(platform);
    if (!queue) {
      queue = new DueQueue(this.#options);
      this.#queues.set(platform, queue);
      if (this.#started) queue.start();
    }
    return queue;
  }
}
