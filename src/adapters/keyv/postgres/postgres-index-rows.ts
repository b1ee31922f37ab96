import { createHash } from "node:crypto";
import type { Pool } from "pg";
import type { IndexReservation, IndexRow, IndexRows, PartitionKind } from "../index/index-rows.ts";
import { createIndexStatements, type IndexStatements } from "./index-statements.ts";
import { OWNER_LOCK_CLASS } from "./postgres-lock.ts";

const ROWS_PER_PAGE = 500;

/** Options of {@link PostgresIndexRows}. */
export interface PostgresIndexRowsOptions {
  readonly pool: Pool;
  readonly namespace: string;
  /** Rejects while the store is not held. */
  readonly ensure: () => Promise<void>;
}

/** The rows of the follow index in the table `pika_relay_follows`, and reservations in `pika_relay_reservations`. */
export class PostgresIndexRows implements IndexRows {
  readonly #options: PostgresIndexRowsOptions;
  readonly #sql: IndexStatements;

  constructor(options: PostgresIndexRowsOptions) {
    this.#options = options;
    this.#sql = createIndexStatements(options.namespace);
  }

  async put({ key, id, isSettled, groups, partitions, entry }: IndexRow): Promise<void> {
    const { job, channel } = partitions;
    await this.#query(this.#sql.put, [key, id, isSettled, groups, job, channel, entry]);
  }

  async remove(key: string, id: string): Promise<void> {
    await this.#query(this.#sql.remove, [key, id]);
  }

  async get(key: string): Promise<string | undefined> {
    const [row] = await this.#query(this.#sql.get, [key]);
    return row?.entry;
  }

  async *list(group: string): AsyncGenerator<readonly string[], void> {
    yield* this.#pages(this.#sql.list, [group]);
  }

  listPartition(kind: PartitionKind, partition: number): AsyncGenerator<readonly string[], void> {
    return this.#pages(this.#sql.listPartition[kind], [partition]);
  }

  async reserve(
    { id, key, groups }: IndexReservation,
    { limits, ttlMs }: { readonly limits: readonly number[]; readonly ttlMs: number },
  ): Promise<number | undefined> {
    await this.#options.ensure();
    const client = await this.#options.pool.connect();
    let isDone = false;
    try {
      // Reservations in the same group run one after another: each sees what the one before has committed.
      const locks = groups.map((group) => this.#lockOf(group)).toSorted((a, b) => a - b);
      const lock = locks.map(
        (each) => `SELECT pg_advisory_xact_lock(${OWNER_LOCK_CLASS}, ${each})`,
      );
      await client.query(["BEGIN", ...lock].join("; "));
      const { rows } = await client.query(this.#sql.reserve, [id, key, groups, limits, ttlMs]);
      await client.query("COMMIT");
      isDone = true;
      return rows[0] === undefined ? undefined : Number(rows[0].place) - 1;
    } finally {
      // After a failure the connection is closed, which ends its transaction.
      client.release(!isDone);
    }
  }

  async release({ id }: IndexReservation): Promise<void> {
    await this.#query(this.#sql.release, [id]);
  }

  async *#pages(sql: string, values: readonly unknown[]): AsyncGenerator<readonly string[], void> {
    for (let after = "0"; ;) {
      const rows = await this.#query(sql, [...values, after, ROWS_PER_PAGE]);
      yield rows.map(({ entry }) => entry);
      after = rows.at(-1)?.added ?? after;
      if (rows.length < ROWS_PER_PAGE) return;
    }
  }

  async #query(
    text: string,
    values: readonly unknown[],
  ): Promise<{ entry: string; added: string }[]> {
    await this.#options.ensure();
    return (await this.#options.pool.query({ text, values: [...values] })).rows;
  }

  #lockOf(group: string): number {
    const { namespace } = this.#options;
    return createHash("sha256").update(`${namespace} ${group}`).digest().readInt32BE();
  }
}
