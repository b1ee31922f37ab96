import { KeyvMemoryAdapter } from "keyv";
import type { Page, Replacement, StorageAdapter } from "./strict-adapter.ts";

const ROWS_PER_PAGE = 100;

/** Keyv's adapter over a Map, which outlives it, with what the store needs besides. */
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

  async *list(prefix: string): AsyncGenerator<Page, void> {
    let page: [string, unknown][] = [];
    for await (const [key, stored] of this.iterator()) {
      if (typeof key === "string" && key.startsWith(prefix)) page.push([key, stored]);
      if (page.length < ROWS_PER_PAGE) continue;
      yield page;
      page = [];
    }
    yield page;
  }
}
