/** An entry of an {@link ExpiringMap}. */
export interface Unexpired<V> {
  readonly value: V;
  /** For how much longer it is remembered, in milliseconds. */
  readonly leftMs: number;
}

/**
 * Remembers for each key the value that was set last, for a time, and at most so many: beyond that the keys set longest
 * ago are dropped. Times are milliseconds of a clock that only grows. By hand, because lru-cache drops what has expired
 * only when it is read or by a timer of its own, and takes an entry that was set at 0 ms for one that never expires.
 */
export class ExpiringMap<V> {
  readonly #maxAgeMs: number;
  readonly #maxEntries: number;
  /** Keys set longest ago first. */
  readonly #entries = new Map<string, { readonly value: V; readonly setAtMs: number }>();

  /** `maxAgeMs`: how long a value is remembered. */
  constructor(maxAgeMs: number, maxEntries: number = Number.POSITIVE_INFINITY) {
    this.#maxAgeMs = maxAgeMs;
    this.#maxEntries = maxEntries;
  }

  /** Entries held now, some of which may have expired since the last `set`. */
  get size(): number {
    return this.#entries.size;
  }

  set(key: string, value: V, nowMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, setAtMs: nowMs });
    for (const [oldest, { setAtMs }] of this.#entries) {
      const isKept = nowMs - setAtMs < this.#maxAgeMs && this.#entries.size <= this.#maxEntries;
      if (isKept) return;
      this.#entries.delete(oldest);
    }
  }

  /** The value of a key; `undefined` if it has expired or there is none. */
  get(key: string, nowMs: number): Unexpired<V> | undefined {
    const entry = this.#entries.get(key);
    const leftMs = entry === undefined ? 0 : entry.setAtMs + this.#maxAgeMs - nowMs;
    return entry && leftMs > 0 ? { value: entry.value, leftMs } : undefined;
  }
}
