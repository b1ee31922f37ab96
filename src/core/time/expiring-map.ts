/** An entry of an {@link ExpiringMap}. */
export interface Unexpired<V> {
  readonly value: V;
  /** Milliseconds until it expires. */
  readonly leftMs: number;
}

interface Entry<V> {
  readonly value: V;
  readonly setAtMs: number;
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
  readonly #entries = new Map<string, Entry<V>>();
  /**
   * Goes on where it was. Beginning at the first entry each time would pass all keys that were set again since, because a Map keeps
   * their places for long: with 10,000 keys, 5.7 us for each `set`.
   */
  #iterator = this.#entries.entries();
  /** The least recently set key and its entry, unless it was set again since. */
  #oldest: readonly [string, Entry<V>] | undefined;

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
    for (let oldest = this.#findOldest(); oldest; oldest = this.#findOldest()) {
      const [oldestKey, { setAtMs }] = oldest;
      const isKept = nowMs - setAtMs < this.#maxAgeMs && this.#entries.size <= this.#maxEntries;
      if (isKept) return;
      this.#entries.delete(oldestKey);
    }
  }

  #findOldest(): readonly [string, Entry<V>] | undefined {
    while (this.#entries.size > 0) {
      if (this.#oldest && this.#entries.get(this.#oldest[0]) === this.#oldest[1]) break;
      this.#oldest = this.#iterator.next().value;
      // It has passed the last entry, so those that were set since are not known to it.
      if (!this.#oldest) this.#iterator = this.#entries.entries();
    }
    return this.#entries.size > 0 ? this.#oldest : undefined;
  }

  /** The value of a key; `undefined` if it has expired or there is none. */
  get(key: string, nowMs: number): Unexpired<V> | undefined {
    const entry = this.#entries.get(key);
    const leftMs = entry === undefined ? 0 : entry.setAtMs + this.#maxAgeMs - nowMs;
    return entry && leftMs > 0 ? { value: entry.value, leftMs } : undefined;
  }
}
