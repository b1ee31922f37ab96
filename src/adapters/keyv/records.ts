import { hash } from "node:crypto";
import { setImmediate, setTimeout } from "node:timers/promises";
import { StoreError } from "../../core/errors.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Update } from "../../core/ports/stores.ts";
import type { KeyvConnection } from "./connection.ts";
import { fromText, toValue } from "./envelope.ts";
import { parseRecord, type RecordKind } from "./record-kind.ts";
import { RecordNewerError, RecordUnreadableError } from "./record-errors.ts";
import { parseStored, UpdateAttempt } from "./update-attempt.ts";

/** How long an update starts again because another write was faster. Each time, one of the writers gets through. */
const REPEAT_UPDATE_FOR_MS = 5_000;
/** The longest wait before that. Writers that wait for different times do not meet again. */
const MAX_PAUSE_MS = 20;
/** How long an update tries to read what has become of a write whose answer was lost, and the wait between two tries. */
const AWAIT_LOST_ANSWER_MS = 1_500;
const REREAD_PAUSE_MS = 50;

/**
 * The records of one kind. One Keyv key per record, so that no two are ever written as one; Keyv itself is not atomic.
 * Every method rejects with a StoreError when the store cannot do it.
 */
export class KeyvRecords<T extends object> {
  readonly #kind: RecordKind<T>;
  readonly #connection: KeyvConnection;
  readonly #log: Logger;
  readonly #quarantining = new Map<string, Promise<void>>();
  /** How many writes have ended. */
  #writes = 0;

  constructor(options: { kind: RecordKind<T>; connection: KeyvConnection; log: Logger }) {
    this.#kind = options.kind;
    this.#connection = options.connection;
    this.#log = options.log;
  }

  /** The record of `key`; an unreadable one is quarantined and counts as missing. */
  async get(key: string): Promise<T | undefined> {
    return this.#read(this.#toStorageKey(key));
  }

  /**
   * Replaces the record of `key` by what `change` makes of it, as `FollowStore.update` describes. `keptForMs`: how long the new
   * record is kept; default: as long as others of its kind.
   */
  async update(
    key: string,
    change: (stored: T | undefined) => T | undefined,
    keptForMs = this.#kind.keptForMs,
  ): Promise<Update<T>> {
    const storageKey = this.#toStorageKey(key);
    const giveUpAt = performance.now() + REPEAT_UPDATE_FOR_MS;
    do {
      const attempt = new UpdateAttempt({ kind: this.#kind, change, keptForMs });
      if (await this.#make(attempt, storageKey)) return attempt.update;
      await setTimeout(Math.random() * MAX_PAUSE_MS);
    } while (performance.now() < giveUpAt);
    throw new StoreError("the store cannot update: others change the record all the time");
  }

  /**
   * All records, each in its state when its page is read, or later. Those of a newer release are skipped and logged once.
   */
  async *all(): AsyncGenerator<T, void> {
    const pages = await this.#connection.ask("list", async (_keyv, adapter) =>
      adapter.list(this.#kind.prefix),
    );
    let newer: { records: number; err: RecordNewerError } | undefined;
    try {
      for (;;) {
        const writes = this.#writes;
        const page = await this.#connection.ask("list", () => pages.next());
        if (page.done) break;
        for (const [storageKey, stored] of page.value) {
          try {
            // The caller may have changed the record since its page was read.
            const isCurrent = writes === this.#writes;
            const value = await (isCurrent
              ? this.#parse(storageKey, stored)
              : this.#read(storageKey));
            if (value !== undefined) yield value;
          } catch (error) {
            if (!(error instanceof RecordNewerError)) throw error;
            newer = { records: (newer?.records ?? 0) + 1, err: error };
          }
        }
        // SQLite is synchronous: without this, a long list would keep all other work waiting.
        await setImmediate();
      }
    } finally {
      if (newer !== undefined) this.#log.error(newer, "record.skipped");
    }
  }

  /** Resolves with `false` if it has to be made again: another write was faster, or the record was quarantined. */
  async #make(attempt: UpdateAttempt<T>, storageKey: string): Promise<boolean> {
    try {
      return await this.#connection.modify(storageKey, attempt.toChange);
    } catch (error) {
      const { failure } = attempt;
      if (failure?.error instanceof RecordUnreadableError) {
        await this.#quarantine(storageKey);
        return false;
      }
      if (failure !== undefined) throw failure.error;
      if (await this.#isWritten(attempt, storageKey)) return true;
      throw error;
    } finally {
      attempt.end();
      if (attempt.written !== undefined) this.#writes += 1;
    }
  }

  /** The connection may have broken after the store had written: then what is stored now is the answer. */
  async #isWritten({ written }: UpdateAttempt<T>, storageKey: string): Promise<boolean> {
    if (written === undefined) return false;
    while (performance.now() < written.at + AWAIT_LOST_ANSWER_MS) {
      try {
        return (await this.#readText(storageKey)) === written.change.next;
      } catch {
        await setTimeout(REREAD_PAUSE_MS);
      }
    }
    return false;
  }

  async #read(storageKey: string): Promise<T | undefined> {
    return this.#parse(storageKey, await this.#readText(storageKey));
  }

  #readText(storageKey: string): Promise<unknown> {
    return this.#connection.ask("read", (_keyv, adapter) => adapter.get<unknown>(storageKey));
  }

  /** An unreadable record is quarantined and counts as missing, as one that has expired does. */
  async #parse(storageKey: string, stored: unknown): Promise<T | undefined> {
    try {
      return parseStored(this.#kind, stored);
    } catch (error) {
      if (!(error instanceof RecordUnreadableError)) throw error;
    }
    await this.#quarantine(storageKey);
    return undefined;
  }

  /** One run at a time per record: a second one would remove what the caller of the first has stored since. */
  async #quarantine(storageKey: string): Promise<void> {
    let running = this.#quarantining.get(storageKey);
    if (running === undefined) {
      running = this.#moveToQuarantine(storageKey).finally(() =>
        this.#quarantining.delete(storageKey),
      );
      this.#quarantining.set(storageKey, running);
    }
    await running;
  }

  async #moveToQuarantine(storageKey: string): Promise<void> {
    const { prefix, quarantinePrefix } = this.#kind;
    const stored = await this.#readText(storageKey);
    if (stored === undefined) return;
    const value = typeof stored === "string" ? fromText(stored).value : toValue(stored);
    try {
      parseRecord(this.#kind, value);
    } catch (error) {
      if (!(error instanceof RecordUnreadableError)) return;
      const quarantineKey = storageKey.replace(prefix, quarantinePrefix);
      await this.#connection.ask("write", (keyv) => keyv.set(quarantineKey, value));
      if (await this.#removeStored(storageKey, stored))
        this.#log.error({ record: quarantineKey, err: error }, "record.set_aside");
    }
  }

  /** Removes what was read. Resolves with `false` if another process has removed or replaced it meanwhile. */
  #removeStored(storageKey: string, stored: unknown): Promise<boolean> {
    return this.#connection.ask("remove", (keyv, adapter) =>
      typeof stored === "string"
        ? adapter.replace(storageKey, { expected: stored, next: undefined, expires: undefined })
        : // Only SQLite has such, and it has one process.
          keyv.delete(storageKey),
    );
  }

  /** Short and of plain characters, whatever is in a job id. */
  #toStorageKey(key: string): string {
    return `${this.#kind.prefix}${hash("sha256", key, "base64url")}`;
  }
}
