/** Timers that all end with the stand-in. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();

  /** Runs once after `delayMs`; the returned function cancels. */
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
