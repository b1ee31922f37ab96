import type { Page, Replacement, ToChange } from "./strict-adapter.ts";

/** A row; `value` is absent if the statement does not ask for it. */
interface Row {
  readonly key: string;
  readonly value?: string;
}

/** What a parameter of a statement can be. */
export type SqlValue = string | number | null;

const isRow = (row: unknown): row is Row =>
  typeof row === "object" && row !== null && "key" in row && typeof row.key === "string";

/** Options of {@link SqlRecords}. */
export interface SqlRecordsOptions {
  /** A table with the columns `namespace`, `key`, `value` and `expires`, whose keys are compared byte by byte; unquoted. */
  readonly table: string;
  /** The part of the table that is the store's. */
  readonly namespace: string;
  /** How the database writes parameter number `n` of a statement, counted from 1. */
  readonly parameter: (n: number) => string;
  readonly rowsPerPage: number;
  /** Runs one statement, as one step, and resolves with its rows. */
  readonly query: (sql: string, values: readonly SqlValue[]) => Promise<readonly unknown[]>;
}

/**
 * The records in a table, for SQLite and PostgreSQL alike. What has expired counts as missing, but a read does not delete
 * it, as Keyv's adapters do: another call may have stored something new under the key in between.
 */
export class SqlRecords {
  readonly #options: SqlRecordsOptions;
  readonly #sql: ReturnType<typeof createStatements>;

  constructor(options: SqlRecordsOptions) {
    this.#options = options;
    this.#sql = createStatements(options);
  }

  async get(key: string): Promise<string | undefined> {
    const [row] = await this.#query(this.#sql.get, [key, Date.now()]);
    return row?.value;
  }

  async set(key: string, text: string, expires: number | undefined): Promise<void> {
    await this.#query(this.#sql.set, [key, text, expires ?? null]);
  }

  /** Resolves with whether there was something. */
  async delete(key: string): Promise<boolean> {
    return (await this.#query(this.#sql.delete, [key])).length > 0;
  }

  /** See `StorageAdapter.replace`. */
  async replace(key: string, replacement: Replacement): Promise<boolean> {
    return (await this.#replace(key, replacement)).length > 0;
  }

  /** See `StorageAdapter.modify`. `run` runs one statement of a transaction at once, and returns its rows. */
  modify(
    run: (sql: string, values: readonly SqlValue[]) => readonly unknown[],
    key: string,
    toChange: ToChange,
  ): void {
    const row = run(this.#sql.get, [key, Date.now()]).find(isRow);
    const change = toChange(row?.value);
    if (change === undefined) return;
    const { next, expires } = change;
    if (next === undefined) run(this.#sql.delete, [key]);
    else run(this.#sql.set, [key, next, expires ?? null]);
  }

  /** See `StorageAdapter.list`. */
  async *list(prefix: string): AsyncGenerator<Page, void> {
    // After all that begin with the prefix, whatever comes behind it.
    const end = `${prefix}\u{10ffff}`;
    const limit = this.#options.rowsPerPage;
    for (let from = prefix; ;) {
      const rows = await this.#query(this.#sql.list, [from, end, Date.now(), limit]);
      yield rows.map(({ key, value }) => [key, value]);
      from = rows.at(-1)?.key ?? from;
      if (rows.length < limit) return;
    }
  }

  /** Deletes what has expired, so much at once that no statement takes long. */
  async clearExpired(): Promise<void> {
    const limit = this.#options.rowsPerPage;
    const now = Date.now();
    while ((await this.#query(this.#sql.clearExpired, [now, now, limit])).length === limit);
  }

  async #query(sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    return (await this.#options.query(sql, values)).filter(isRow);
  }

  #replace(key: string, { expected, next, expires }: Replacement) {
    if (next === undefined) return this.#query(this.#sql.remove, [key, expected ?? null]);
    if (expected === undefined)
      return this.#query(this.#sql.insert, [key, next, expires ?? null, Date.now()]);
    return this.#query(this.#sql.update, [next, expires ?? null, key, expected]);
  }
}

/** Each statement has its parameters in the order in which they are written in it. */
function createStatements({ table, namespace, parameter: p }: SqlRecordsOptions) {
  const where = `namespace = '${namespace}' AND key = ${p(1)}`;
  const set = `INSERT INTO ${table} AS stored (namespace, key, value, expires)
    VALUES ('${namespace}', ${p(1)}, ${p(2)}, ${p(3)})
    ON CONFLICT (key, namespace) DO UPDATE SET value = excluded.value, expires = excluded.expires`;
  return {
    get: `SELECT key, value FROM ${table} WHERE ${where} AND (expires IS NULL OR expires > ${p(2)})`,
    set,
    delete: `DELETE FROM ${table} WHERE ${where} RETURNING key`,
    insert: `${set} WHERE stored.expires <= ${p(4)} RETURNING key`,
    update: `UPDATE ${table} SET value = ${p(1)}, expires = ${p(2)}
      WHERE namespace = '${namespace}' AND key = ${p(3)} AND value = ${p(4)} RETURNING key`,
    remove: `DELETE FROM ${table} WHERE ${where} AND value = ${p(2)} RETURNING key`,
    list: `SELECT key, value FROM ${table}
      WHERE namespace = '${namespace}' AND key > ${p(1)} AND key < ${p(2)}
      AND (expires IS NULL OR expires > ${p(3)}) ORDER BY key LIMIT ${p(4)}`,
    // The first condition is checked again on a row that another call has just written.
    clearExpired: `DELETE FROM ${table} WHERE namespace = '${namespace}' AND expires <= ${p(1)}
      AND key IN (SELECT key FROM ${table}
        WHERE namespace = '${namespace}' AND expires <= ${p(2)} LIMIT ${p(3)}) RETURNING key`,
  };
}
