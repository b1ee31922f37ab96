import { StoreError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports/stores.ts";
import { KeyedLock } from "./keyed-lock.ts";

/** Options of {@link CachedRecords}. */
export interface CachedRecordsOptions<T> {
  readonly store: RecordStore<T>;
  /** Returns the key of a record. */
  readonly keyOf: (record: T) => string;
  /** Called after this process has changed the stored record of a key: others have to {@link CachedRecords.refresh} it. */
  readonly onStored: (key: string) => void;
  /** Called when a record in memory is replaced, whether this process or another has changed it. Not called by `load`. */
  readonly onReplaced?: (before: T | undefined, after: T | undefined) => void;
}

/**
 * All records of one kind, in memory and in the store. The store is always written first. Other processes change records, too:
 * what is in memory is as old as the last `refresh` or `update` of its key.
 */
export class CachedRecords<T extends object> {
  readonly #options: CachedRecordsOptions<T>;
  readonly #records = new Map<string, T>();
  /** One write or read at a time for each key, so that memory never goes back to an older record. */
  readonly #lock = new KeyedLock();

  constructor(options: CachedRecordsOptions<T>) {
    this.#options = options;
  }

  /** The record of a key, as far as this process knows. */
  get(key: string): T | undefined {
    return this.#records.get(key);
  }

  /** All records, as far as this process knows. */
  all(): readonly T[] {
    return [...this.#records.values()];
  }

  /** Reads all records from the store, except those that were read already. Rejects with a StoreError. */
  async load(): Promise<void> {
    const { store, keyOf } = this.#options;
    for await (const record of store.all()) {
      const key = keyOf(record);
      // A refresh during this list knows better.
      if (!this.#records.has(key)) this.#records.set(key, record);
    }
  }

  /** Reads the record of a key again. Call it when another process has changed it. Rejects with a StoreError. */
  async refresh(key: string): Promise<void> {
    await this.#lock.run(key, async () => this.#keep(key, await this.#options.store.get(key)));
  }

  /** Reads all records again. Call it when this process may not have heard of some changes. Rejects with a StoreError. */
  async reload(): Promise<void> {
    const { store, keyOf } = this.#options;
    const keys = new Set(this.#records.keys());
    for await (const record of store.all()) keys.add(keyOf(record));
    for (const key of keys) await this.refresh(key);
  }

  /**
   * As {@link RecordStore.update}; also takes over what another process has stored. Resolves with whether it changed the
   * record. If the store is down, a `change` that changes nothing in memory resolves with `false` all the same.
   */
  async update(key: string, change: (stored: T | undefined) => T | undefined): Promise<boolean> {
    return this.#lock.run(key, async () => {
      try {
        const { before, after } = await this.#options.store.update(key, change);
        this.#keep(key, after);
        if (after === before) return false;
      } catch (error) {
        const known = this.#records.get(key);
        if (!(error instanceof StoreError) || change(known) !== known) throw error;
        return false;
      }
      this.#options.onStored(key);
      return true;
    });
  }

  #keep(key: string, after: T | undefined): void {
    const before = this.#records.get(key);
    if (after === undefined) this.#records.delete(key);
    else this.#records.set(key, after);
    this.#options.onReplaced?.(before, after);
  }
}
