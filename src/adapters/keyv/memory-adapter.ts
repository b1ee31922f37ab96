import { KeyvMemoryAdapter } from "keyv";
import type { Replacement, StorageAdapter } from "./strict-adapter.ts";

/** Keyv's adapter over a Map, which outlives it, with an atomic `replace`. */
export class MemoryAdapter extends KeyvMemoryAdapter implements StorageAdapter {
  readonly #records: ReadonlyMap<string, unknown>;

  constructor(records: Map<string, unknown>) {
    super(records);
    this.#records = records;
  }

  /** Does all its work before it returns, so nothing comes in between. */
  async replace(key: string, { expected, next, expires }: Replacement): Promise<boolean> {
    const entry = this.#records.get(key);
    const stored =
      typeof entry === "object" && entry !== null && "value" in entry ? entry.value : undefined;
    if (stored !== expected) return false;
    await (next === undefined ? this.delete(key) : this.set(key, next, expires));
    return true;
  }
}
