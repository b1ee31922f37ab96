import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { SqliteDriver } from "@keyv/sqlite";

/** So many writes are made before other work can run: they are synchronous. */
const MAX_TOGETHER = 256;
const WRITE = /^\s*(?:INSERT|UPDATE|DELETE)\b/;

type Row = Readonly<Record<string, unknown>>;

/** Runs one statement at once, and returns its rows. */
type Run = (sql: string, values: readonly SQLInputValue[]) => Row[];

/** A write that waits for its transaction. */
interface Write {
  /** Makes it, and returns what to do once it is durable. */
  readonly make: (run: Run) => () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A driver for @keyv/sqlite over node:sqlite, for one connection. Nearly all that a write costs is waiting until the disk has its
 * transaction. So the writes that arrive in one turn of the event loop share one: each resolves once all of them are durable. A
 * write that fails is left out; if the transaction fails, all its writes reject.
 */
export class SharedTransactions implements SqliteDriver {
  readonly name = "node:sqlite";
  #writer: SqliteWriter | undefined;

  readonly connect: SqliteDriver["connect"] = async ({ filename, busyTimeout = 0, wal }) => {
    const database = new DatabaseSync(filename, { timeout: busyTimeout });
    if (wal === true) database.exec("PRAGMA journal_mode = WAL");
    const writer = new SqliteWriter(database);
    this.#writer = writer;
    return {
      query: async (sql, ...parameters) => {
        // The type of the driver allows anything, its callers pass what SQLite can store.
        const values = parameters as SQLInputValue[];
        return WRITE.test(sql) ? writer.write((run) => run(sql, values)) : writer.run(sql, values);
      },
      close: async () => {
        writer.flush();
        database.close();
      },
    };
  };

  /**
   * Calls `make` in a transaction: with the statements that it runs there, no other write comes in between. Resolves with what it
   * returned, once that is durable. Rejects with what it threw: it writes last, and one row.
   */
  async write<T>(make: (run: Run) => T): Promise<T> {
    if (this.#writer === undefined) throw new Error("not connected");
    return this.#writer.write(make);
  }
}

class SqliteWriter {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #waiting: Write[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Runs a statement at once. */
  readonly run: Run = (sql, values) => {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement.all(...values);
  };

  /** Resolves once the write is durable. */
  write<T>(make: (run: Run) => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const makeAndAnswer = (run: Run): (() => void) => {
      const answer = make(run);
      return () => resolve(answer);
    };
    this.#waiting.push({ make: makeAndAnswer, reject });
    if (this.#waiting.length === 1) setImmediate(() => this.#writeSome());
    return promise;
  }

  /** Makes all writes that wait. */
  flush(): void {
    while (this.#waiting.length > 0) this.#writeSome();
  }

  #writeSome(): void {
    const writes = this.#waiting.splice(0, MAX_TOGETHER);
    if (this.#waiting.length > 0) setImmediate(() => this.#writeSome());
    if (writes.length === 0) return;
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      const answers = writes.map((write) => this.#attempt(write));
      this.#database.exec("COMMIT");
      for (const answer of answers) answer();
    } catch (error) {
      this.#rollBack();
      for (const { reject } of writes) reject(error);
    }
  }

  /** Makes a write of the transaction. Returns what to do once that is durable. Throws if SQLite has given up the transaction. */
  #attempt({ make, reject }: Write): () => void {
    try {
      return make(this.run);
    } catch (error) {
      if (!this.#database.isTransaction) throw error;
      return () => reject(error);
    }
  }

  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    } catch {
      // The next transaction cannot begin, and ends here.
    }
  }
}
