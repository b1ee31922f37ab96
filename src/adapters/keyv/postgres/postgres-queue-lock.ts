import type { Client } from "pg";
import { toLockKey } from "./postgres-lock-key.ts";

/** Whether another session has a lock of this class on something else. An `oid` is unsigned. */
const HAS_OTHER = `
  SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid = $1::oid AND objid <> $2::oid AND pid <> pg_backend_pid() LIMIT 1`;

/**
 * Shows all processes that share a store which queue each of them uses: an advisory lock on its id, which all who use that queue
 * have together.
 */
export class PostgresQueueLock {
  readonly #class: number;
  readonly #queueId: () => string;
  /** What the session has locked. */
  #key: number | undefined;

  constructor(namespace: string, queueId: () => string) {
    this.#class = toLockKey(`${namespace} queue`);
    this.#queueId = queueId;
  }

  /** In a new session. Resolves with `false` if others use another queue. */
  async take(session: Client): Promise<boolean> {
    const key = await this.#lock(session);
    const { rowCount } = await session.query(HAS_OTHER, [this.#class >>> 0, key >>> 0]);
    return rowCount === 0;
  }

  /** In the same session. The queue may have a new id since it was wiped. */
  async renew(session: Client): Promise<void> {
    const before = this.#key;
    if (toLockKey(this.#queueId()) === before) return;
    await this.#lock(session);
    await session.query("SELECT pg_advisory_unlock_shared($1, $2)", [this.#class, before]);
  }

  async #lock(session: Client): Promise<number> {
    const key = toLockKey(this.#queueId());
    await session.query("SELECT pg_advisory_lock_shared($1, $2)", [this.#class, key]);
    this.#key = key;
    return key;
  }
}
