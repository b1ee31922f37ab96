/** Timers that end with the stand-in. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();

  /** Calls `run` once after `delayMs`. Returns a function that cancels it. */
  after(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      run();
    }, delayMs);
    this.#pending.add(timer);
    return () => {
      this.#pending.delete(timer);
      clearTimeout(timer);
    };
  }

  /** Cancels everything. */
  clear(): void {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
