import { KeyvSqlite } from "@keyv/sqlite";
import type { KeyvStorageGetResult } from "keyv";
import { SqlRecords } from "../sql-records.ts";
import type { Page, Replacement, StorageAdapter } from "../strict-adapter.ts";

/** So many rows are read and parsed before other work can run: the driver is synchronous. */
const ROWS_PER_PAGE = 100;

/** Keyv's adapter for SQLite, with statements that depend on what is stored. */
export class SqliteAdapter extends KeyvSqlite implements StorageAdapter {
  readonly #records = new SqlRecords({
    table: this.table,
    namespace: "",
    parameter: () => "?",
    rowsPerPage: ROWS_PER_PAGE,
    query: (sql, values) => this.query(sql, ...values),
  });

  override async get<Value>(key: string): Promise<KeyvStorageGetResult<Value>> {
    return this.#records.get(key);
  }

  replace(key: string, replacement: Replacement): Promise<boolean> {
    return this.#records.replace(key, replacement);
  }

  list(prefix: string): AsyncGenerator<Page, void> {
    return this.#records.list(prefix);
  }
}
