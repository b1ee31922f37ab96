import { KeyvSqlite, type KeyvSqliteOptions } from "@keyv/sqlite";
import type { KeyvStorageGetResult } from "keyv";
import { SqlRecords } from "../sql-records.ts";
import type { Page, Replacement, StorageAdapter, ToChange } from "../strict-adapter.ts";
import { SharedTransactions } from "./shared-transactions.ts";

/** So many rows are read and parsed before other work can run: the driver is synchronous. */
const ROWS_PER_PAGE = 100;

/** Keyv's adapter for SQLite, with statements that depend on what is stored. */
export class SqliteAdapter extends KeyvSqlite implements StorageAdapter {
  readonly #transactions: SharedTransactions;
  readonly #records = new SqlRecords({
    table: this.table,
    namespace: "",
    parameter: () => "?",
    rowsPerPage: ROWS_PER_PAGE,
    query: (sql, values) => this.query(sql, ...values),
  });

  constructor(options: Omit<KeyvSqliteOptions, "driver">) {
    const transactions = new SharedTransactions();
    super({ ...options, driver: transactions });
    this.#transactions = transactions;
  }

  override async get<Value>(key: string): Promise<KeyvStorageGetResult<Value>> {
    return this.#records.get(key);
  }

  replace(key: string, replacement: Replacement): Promise<boolean> {
    return this.#records.replace(key, replacement);
  }

  modify(key: string, toChange: ToChange): Promise<void> {
    return this.#transactions.write((run) => this.#records.modify(run, key, toChange));
  }

  list(prefix: string): AsyncGenerator<Page, void> {
    return this.#records.list(prefix);
  }
}
