import { AsyncQueue } from "@sapphire/async-queue";

/** Runs tasks with the same key one after another, and tasks with different keys concurrently. */
export class KeyedLock {
  /** By key, only while a task of the key runs. */
  readonly #queues = new Map<string, AsyncQueue>();

  /** Runs `task` once all earlier tasks of `key` have settled. Settles like `task`. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? new AsyncQueue();
    this.#queues.set(key, queue);
    await queue.wait();
    try {
      return await task();
    } finally {
      queue.shift();
      if (queue.remaining === 0) this.#queues.delete(key);
    }
  }
}
