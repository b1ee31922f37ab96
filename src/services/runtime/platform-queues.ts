import { DueQueue, type DueQueueOptions } from "./due-queue.ts";

/** One {@link DueQueue} per platform, so that a platform that hangs never uses up the concurrency of another. */
export class PlatformQueues {
  readonly #options: DueQueueOptions;
  readonly #queues = new Map<string, DueQueue>();
  #started = false;

  /** `options.concurrency` applies to each platform. */
  constructor(options: DueQueueOptions) {
    this.#options = options;
  }

  /** Makes a key due now, in the queue of its platform. */
  add(platform: string, key: string): void {
    this.#of(platform).add(key, 0);
  }

  /** Starts all queues. A queue that is added later starts at once. */
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
