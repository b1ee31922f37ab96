import { Client, type ClientConfig } from "pg";
import type { Clock } from "../../../core/ports/clock.ts";
import { LockKeeper } from "../server/lock-keeper.ts";
import { toLockKey } from "./postgres-lock-key.ts";
import { PostgresQueueLock } from "./postgres-queue-lock.ts";

/** The first half of the keys of the advisory locks on stores: "pika" in ASCII. */
export const LOCK_CLASS = 0x70_69_6b_61;
/** The first half of the keys of the advisory locks on what has a limit. */
export const OWNER_LOCK_CLASS = LOCK_CLASS + 1;

/** The keeper of the lock gives up earlier, and only then knows that the server is silent. */
const NO_ANSWER = { connectionTimeoutMillis: 5_000, query_timeout: 5_000 };

/** So that the server notices within 11 s that the machine of the process is gone, and frees the lock. */
const SESSION = `
  SET tcp_keepalives_idle = 5;
  SET tcp_keepalives_interval = 2;
  SET tcp_keepalives_count = 3`;

/**
 * The lock of a namespace, as an advisory lock of a session of its own. Those that share the store have it together, and one more
 * on the id of their queue, which shows whether others use another queue.
 */
export function createPostgresLock(options: {
  readonly config: ClientConfig;
  readonly namespace: string;
  readonly isShared: boolean;
  readonly queueId: (() => string) | undefined;
  readonly clock: Clock;
}): LockKeeper {
  const tryLock = options.isShared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
  const key = toLockKey(options.namespace);
  const queueLock = options.queueId && new PostgresQueueLock(options.namespace, options.queueId);
  let session: Client | undefined;
  let isReleased = false;

  const end = (client: Client | undefined): void => {
    if (client === undefined || client !== session) return;
    session = undefined;
    keeper.lose();
    close(client);
  };

  const open = async (): Promise<boolean> => {
    const client = new Client({ ...options.config, ...NO_ANSWER });
    // Without the session, the lock is gone.
    client.on("error", () => end(client)).on("end", () => end(client));
    try {
      await client.connect();
      await client.query(SESSION);
      const { rows } = await client.query(`SELECT ${tryLock}($1, $2) AS held`, [LOCK_CLASS, key]);
      if (rows[0]?.held !== true || (await queueLock?.take(client)) === false) return false;
      if (isReleased) return false;
      session = client;
      return true;
    } finally {
      if (session !== client) close(client);
    }
  };

  const keeper = new LockKeeper({
    renew: async () => {
      if (session === undefined) return open();
      await session.query("SELECT 1");
      await queueLock?.renew(session);
      return true;
    },
    release: async () => {
      isReleased = true;
      await session?.end();
    },
    onSilence: () => end(session),
    clock: options.clock,
  });
  return keeper;
}

/** Does not wait: on a dead connection, the operating system gives up only after minutes. */
const close = (client: Client): void => void client.end().catch(() => {});
