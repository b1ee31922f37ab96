import { closeSync, existsSync, openSync, realpathSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreLockedError } from "../store-locked-error.ts";

/** SQLITE_BUSY of sqlite3.h: another connection holds the lock. */
const SQLITE_BUSY = 5;
/** Long enough for a process that is just ending, short enough to fail fast. */
const LOCK_WAIT_MS = 250;

/** Whether SQLite refused because another connection holds the lock. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;

/** Holds a store for this process. */
export interface StoreLock {
  /** Lets the next process in. May be called twice. */
  release(): void;
}

/**
 * Takes the lock of the database file at `path`, which must exist. Throws a StoreLockedError while another process holds it.
 *
 * The lock is an exclusive transaction on a database beside the file: the operating system frees it however the
 * process ends. The store's own file cannot serve, as its readers and writers come and go. The lock file stays behind
 * on purpose: were it deleted, a third process could lock a new file of that name while a second one still holds the old.
 */
export function acquireLock(path: string): StoreLock {
  // Two names of one file (a symbolic link) are one store.
  const lockPath = `${realpathSync(path)}.lock`;
  createPrivateFile(lockPath);
  const database = new DatabaseSync(lockPath, { timeout: LOCK_WAIT_MS });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isBusy(error)) throw new StoreLockedError(path, { cause: error });
    throw error;
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}

/**
 * Makes an empty file that only its owner reads, unless there is one. A file that exists is not opened: closing any
 * descriptor of it would drop the POSIX locks this process holds on it.
 */
export function createPrivateFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
}
