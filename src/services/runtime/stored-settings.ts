import type { CachedRecords } from "./cached-records.ts";

/** Settings that several processes change: how they are read at the start, and again when another process has changed them. */
export abstract class StoredSettings<T extends object> {
  protected readonly records: CachedRecords<T>;

  constructor(records: CachedRecords<T>) {
    this.records = records;
  }

  /** Reads all settings from the store. Call it once, before anything else. Rejects with a StoreError. */
  load(): Promise<void> {
    return this.records.load();
  }

  /** Reads the settings with a key again, because another process has changed them. Rejects with a StoreError. */
  refresh(key: string): Promise<void> {
    return this.records.refresh(key);
  }

  /** Reads all settings again, because changes by other processes may have been missed. Rejects with a StoreError. */
  reload(): Promise<void> {
    return this.records.reload();
  }
}
