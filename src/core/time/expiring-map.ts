/** An entry of an {@link ExpiringMap}. */
export interface Unexpired<V> {
  readonly value: V;
  /** Milliseconds until it expires. */
  readonly leftMs: number;
}

/**
 * Remembers the last value of each key for a limited time, and a limited number of them: beyond that, the least recently set
 * keys are dropped. Times are monotonic milliseconds. Written by hand, because lru-cache drops expired entries only when
 * they are read or by its own timer, and never expires an entry that was set at 0 ms.
 */
export class ExpiringMap<V> {
  readonly #maxAgeMs: number;
  readonly #maxEntries: number;
  /** Least recently set keys first. */
  readonly #entries = new Map<string, { readonly value: V; readonly setAtMs: number }>();

  /** `maxAgeMs`: how long a value is remembered. `maxEntries`: how many at most. Default: no limit. */
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
