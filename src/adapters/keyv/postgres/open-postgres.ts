import { Client, Pool, type ClientBase, type ClientConfig } from "pg";
import { ConfigError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import { toAddress, toOpenError, type ServerLocation } from "../server/server-address.ts";
import { StoreLockedError } from "../store-locked-error.ts";
import { CREATE_INDEX_TABLES, INDEX_TABLES } from "./index-statements.ts";
import { PostgresAdapter } from "./postgres-adapter.ts";
import { createPostgresLock, LOCK_CLASS } from "./postgres-lock.ts";

const TABLE = "pika_relay";
/** How long a connection, or a statement, may take. The caller waits no longer. */
const ANSWER_TIMEOUT_MS = 2_000;
const MAX_CONNECTIONS = 10;
/**
 * A server needs a moment to notice that the process that had the lock is gone, and the others to notice a new id of the queue.
 */
const LOCK_PATIENCE_MS = 4_000;

/** The keys are compared byte by byte, as the relay does, whatever the language of the database. */
const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS ${TABLE} (
    namespace text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value text NOT NULL,
    expires bigint,
    PRIMARY KEY (namespace, key)
  );
  CREATE INDEX IF NOT EXISTS ${TABLE}_expires_idx ON ${TABLE} (namespace, expires) WHERE expires IS NOT NULL`;

/**
 * Opens the part `namespace` of the relay's tables, which it creates, for this process alone, or for those that share it;
 * `disconnect` of the adapter releases it. While the server is away, every call rejects, and connections come back by themselves. Rejects with a
 * ConfigError naming STORE_URL, at once: who opens the store tries again.
 */
export async function openPostgres(
  location: ServerLocation,
  { queueId, clock }: { readonly queueId?: (() => string) | undefined; readonly clock: Clock },
): Promise<PostgresAdapter> {
  const { namespace, isShared = false } = location;
  const config = toClientConfig(location.url);
  const lock = createPostgresLock({ config, namespace, isShared, queueId, clock });
  // The pool waits for `onConnect`, though its types do not say so.
  const options = { ...config, max: MAX_CONNECTIONS, onConnect: prepareSession };
  const pool = new Pool(options);
  // An idle connection broke. Without a listener this ends the process; the next call opens another one.
  pool.on("error", () => {});
  const adapter = new PostgresAdapter({ pool, table: TABLE, namespace, lock });
  try {
    await prepareDatabase(config, isShared);
    if (!(await lock.acquire(LOCK_PATIENCE_MS)))
      throw new StoreLockedError(toAddress(location), { isShared });
    void adapter.clearExpired().catch(() => {});
  } catch (error) {
    await adapter.disconnect();
    throw toOpenError(error, location, {
      use: "store",
      cure: "start the server, correct the address, database, user or password, or choose another store",
    });
  }
  return adapter;
}

function toClientConfig(url: string): ClientConfig {
  const connection = new URL(url);
  const mode = connection.searchParams.get("sslmode");
  // The driver checks the certificate in all of these modes, and warns of those that libpq is laxer about.
  if (mode !== null && ["prefer", "require", "verify-ca"].includes(mode))
    connection.searchParams.set("sslmode", "verify-full");
  return {
    connectionString: connection.href,
    application_name: "pika-relay",
    connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
  };
}

/**
 * An acknowledged write is on the server's disk, and a write that another one was faster than is no error, also where the
 * defaults are others. A statement that the relay no longer waits for ends on the server, too, and so does a transaction that a
 * suspended process does not end.
 */
async function prepareSession(client: ClientBase): Promise<void> {
  await client.query(
    `SELECT set_config('statement_timeout', '${ANSWER_TIMEOUT_MS}', false),
       set_config('default_transaction_isolation', 'read committed', false),
       set_config('idle_in_transaction_session_timeout', '${ANSWER_TIMEOUT_MS}', false),
       CASE WHEN current_setting('synchronous_commit') = 'off'
       THEN set_config('synchronous_commit', 'on', false) END`,
  );
}

/** Checks the server and the role, and creates the tables that are not there. */
async function prepareDatabase(config: ClientConfig, isShared: boolean): Promise<void> {
  const client = new Client(config);
  client.on("error", () => {});
  try {
    await client.connect();
    await prepareSession(client);
    const { rows } = await client.query(
      `SELECT current_setting('fsync') AS fsync, current_setting('transaction_read_only') AS read_only,
         ${[TABLE, ...INDEX_TABLES].map((table) => `to_regclass('${table}') IS NULL`).join(" OR ")} AS incomplete,
         current_schema() AS schema, has_schema_privilege(current_schema(), 'CREATE') AS may_create,
         ARRAY(SELECT needed FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS needed WHERE EXISTS (
           SELECT FROM unnest($1::text[]) AS used WHERE NOT has_table_privilege(to_regclass(used), needed))) AS refused`,
      // One process alone has its index in memory.
      [isShared ? [TABLE, ...INDEX_TABLES] : [TABLE]],
    );
    const problem = problemOf(rows[0]);
    if (problem !== undefined) throw new ConfigError([`STORE_URL names a PostgreSQL ${problem}`]);
    // Two relays that create them at the same time would disturb each other. A role without the right to create may use them.
    if (rows[0].incomplete === true)
      await client.query(
        `BEGIN; SELECT pg_advisory_xact_lock(${LOCK_CLASS}, 0); ${CREATE_TABLE}; ${CREATE_INDEX_TABLES}; COMMIT`,
      );
  } finally {
    void client.end().catch(() => {});
  }
}

function problemOf(settings: {
  fsync: string;
  read_only: string;
  refused: readonly string[];
  incomplete: boolean;
  schema: string | null;
  may_create: boolean | null;
}): string | undefined {
  if (settings.fsync !== "on")
    return "that may lose what it has stored (fsync is off): set fsync = on in its postgresql.conf";
  if (settings.read_only === "on")
    return "that takes no writes (transaction_read_only is on): name the primary server, or a role that may write";
  const tables = [TABLE, ...INDEX_TABLES].join(", ");
  if (settings.refused.length > 0)
    return `whose role may not use the relay's tables (no ${settings.refused.join(", ")}): GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables} to it, or name another role`;
  if (settings.incomplete && settings.may_create === false)
    return `whose role may not create the relay's tables: GRANT CREATE ON SCHEMA ${settings.schema} to it, or start the relay once with a role that may`;
  return undefined;
}
