import { setTimeout as wait } from "node:timers/promises";
import type { Pool } from "pg";
import { keyvStorageCapability, type KeyvStorageGetResult } from "keyv";
import type { LockKeeper } from "../server/lock-keeper.ts";
import { PostgresIndexRows } from "./postgres-index-rows.ts";
import { SqlRecords } from "../sql-records.ts";
import type { Page, Replacement, StorageAdapter } from "../strict-adapter.ts";

const ROWS_PER_PAGE = 500;
const END_TIMEOUT_MS = 1_000;
const CLEAR_EXPIRED_INTERVAL_MS = 60 * 60 * 1000;

/** Options of {@link PostgresAdapter}. */
export interface PostgresAdapterOptions {
  readonly pool: Pool;
  readonly table: string;
  readonly namespace: string;
  readonly lock: Pick<LockKeeper, "ensure" | "release">;
}

/** A storage adapter of Keyv for PostgreSQL. Refuses every call while the lock is not held. */
export class PostgresAdapter implements StorageAdapter {
  readonly #pool: Pool;
  readonly #lock: PostgresAdapterOptions["lock"];
  readonly #records: SqlRecords;
  readonly #clearing: NodeJS.Timeout;
  readonly index: PostgresIndexRows;

  constructor({ pool, table, namespace, lock }: PostgresAdapterOptions) {
    this.#pool = pool;
    this.#lock = lock;
    this.#records = new SqlRecords({
      table,
      namespace,
      parameter: (n) => `$${n}`,
      rowsPerPage: ROWS_PER_PAGE,
      query: async (text, values) => {
        await lock.ensure();
        return (await pool.query({ text, values: [...values] })).rows;
      },
    });
    this.index = new PostgresIndexRows({ pool, namespace, ensure: () => lock.ensure() });
    const clear = (): void => void this.clearExpired().catch(() => {});
    this.#clearing = setInterval(clear, CLEAR_EXPIRED_INTERVAL_MS).unref();
  }

  get capabilities() {
    return keyvStorageCapability(this);
  }

  get<Value>(key: string): Promise<KeyvStorageGetResult<Value>> {
    return this.#records.get(key);
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    await this.#records.set(key, String(value), expires);
    return true;
  }

  delete(key: string): Promise<boolean> {
    return this.#records.delete(key);
  }

  replace(key: string, replacement: Replacement): Promise<boolean> {
    return this.#records.replace(key, replacement);
  }

  list(prefix: string): AsyncGenerator<Page, void> {
    return this.#records.list(prefix);
  }

  /** Deletes what has expired. */
  clearExpired(): Promise<void> {
    return this.#records.clearExpired();
  }

  async disconnect(): Promise<void> {
    clearInterval(this.#clearing);
    await this.#lock.release();
    // A dead connection ends only with the operating system's patience.
    await Promise.race([this.#pool.end(), wait(END_TIMEOUT_MS, undefined, { ref: false })]);
  }
}
