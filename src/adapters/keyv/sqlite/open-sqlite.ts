import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SqliteAdapter } from "./sqlite-adapter.ts";
import { ConfigError } from "../../../core/errors.ts";
import { StoreLockedError } from "../store-locked-error.ts";
import { acquireLock, createPrivateFile, isBusy } from "./store-lock.ts";

/** The driver is synchronous: while it waits for a lock, it blocks the whole process. */
const BUSY_TIMEOUT_MS = 1_000;
const CLEAR_EXPIRED_INTERVAL_MS = 60 * 60 * 1000;

/**
 * Opens the SQLite file at `path` for this process alone; its `disconnect` releases it. Missing directories and
 * files are created, for the owner only. Rejects with a ConfigError naming STORE_URL.
 */
export async function openSqlite(path: string): Promise<SqliteAdapter> {
  const file = resolve(path);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    createPrivateFile(file);
    const lock = acquireLock(file);
    try {
      return await connect(file, () => lock.release());
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw toOpenError(error, file);
  }
}

async function connect(file: string, onClosed: () => void): Promise<SqliteAdapter> {
  const adapter = new SqliteAdapter({
    uri: `sqlite://${file}`,
    // The name dates from when there were only follows. The prefix of a key tells the kind of its record.
    table: "follows",
    wal: true,
    busyTimeout: BUSY_TIMEOUT_MS,
    clearExpiredInterval: CLEAR_EXPIRED_INTERVAL_MS,
  });
  await adapter.ready;
  const close = adapter.close;
  adapter.close = async () => {
    try {
      await close();
    } finally {
      onClosed();
    }
  };
  try {
    // An acknowledged write has to survive a power cut. In WAL mode anything less than FULL may lose the last ones.
    await adapter.query("PRAGMA synchronous = FULL");
    await adapter.clearExpired();
    return adapter;
  } catch (error) {
    await adapter.disconnect();
    throw error;
  }
}

function toOpenError(error: unknown, file: string): ConfigError {
  if (error instanceof ConfigError) return error;
  if (isBusy(error)) return new StoreLockedError(file, { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return new ConfigError(
    [
      `STORE_URL names a store that cannot be opened (${file}: ${reason}): make its directory and files readable and writable for this process, or choose another path`,
    ],
    { cause: error },
  );
}
