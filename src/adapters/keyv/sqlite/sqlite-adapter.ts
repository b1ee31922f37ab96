import { KeyvSqlite } from "@keyv/sqlite";
import type { Replacement, StorageAdapter } from "../strict-adapter.ts";

/** Keyv's adapter for SQLite with an atomic `replace`, which is one statement. */
export class SqliteAdapter extends KeyvSqlite implements StorageAdapter {
  async replace(key: string, replacement: Replacement): Promise<boolean> {
    const rows = await this.#write(key, replacement);
    return rows.length > 0;
  }

  #write(key: string, { expected, next, ...rest }: Replacement): Promise<unknown[]> {
    const table = `"${this.table}"`;
    const expires = rest.expires ?? null;
    const found = "key = ? AND namespace = '' AND value = ? RETURNING key";
    if (next === undefined) return this.query(`DELETE FROM ${table} WHERE ${found}`, key, expected);
    if (expected === undefined) {
      const insert = `INSERT INTO ${table} (key, value, namespace, expires) VALUES (?, ?, '', ?)
        ON CONFLICT (key, namespace) DO NOTHING RETURNING key`;
      return this.query(insert, key, next, expires);
    }
    const update = `UPDATE ${table} SET value = ?, expires = ? WHERE ${found}`;
    return this.query(update, next, expires, key, expected);
  }
}
