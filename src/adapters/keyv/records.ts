import { createHash } from "node:crypto";
import { setImmediate, setTimeout } from "node:timers/promises";
import { StoreError } from "../../core/errors.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Update } from "../../core/ports/stores.ts";
import type { KeyvConnection, StoreCall } from "./connection.ts";
import { fromText, toText, toValue } from "./envelope.ts";
import type { Replacement } from "./strict-adapter.ts";
import { parseRecord, toRecord, type RecordKind } from "./record-kind.ts";
import { RecordNewerError, RecordUnreadableError } from "./record-errors.ts";

/** How long an update starts again because another write was faster. Each time, one of the writers gets through. */
const REPEAT_UPDATE_FOR_MS = 5_000;
/** The longest wait before that. Writers that wait for different times do not meet again. */
const MAX_PAUSE_MS = 20;
/** How long an update tries to read what has become of a write whose answer was lost, and the wait between two tries. */
const AWAIT_LOST_ANSWER_MS = 1_500;
const REREAD_PAUSE_MS = 50;

/** What is stored under a key: the text, and the record that it is. */
interface Stored<T> {
  readonly text: string | undefined;
  readonly value: T | undefined;
}

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
    return (await this.#read(this.#toStorageKey(key))).value;
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
      const { text, value: before } = await this.#read(storageKey);
      const after = change(before);
      if (after === before) return { before, after };
      // Asked of the connection, so that a value that could never be read again rejects with a StoreError, too.
      const replacement = await this.#connection.ask("write", async () =>
        this.#toReplacement(text, after, keptForMs),
      );
      if (await this.#replaceText(storageKey, replacement)) return { before, after };
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
            const { value } = await (isCurrent
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

  #toReplacement(
    expected: string | undefined,
    value: T | undefined,
    keptForMs: RecordKind<T>["keptForMs"],
  ): Replacement {
    if (value === undefined) return { expected, next: undefined, expires: undefined };
    const ttlMs = keptForMs?.(value);
    const expires = ttlMs === undefined ? undefined : Date.now() + ttlMs;
    return { expected, next: toText(toRecord(this.#kind, value), expires), expires };
  }

  /** Resolves with `false` if another write was faster. */
  async #replaceText(storageKey: string, replacement: Replacement): Promise<boolean> {
    const waitUntil = performance.now() + AWAIT_LOST_ANSWER_MS;
    try {
      return await this.#write("write", (_keyv, adapter) =>
        adapter.replace(storageKey, replacement),
      );
    } catch (error) {
      // The connection may have broken after the store had written: then what is stored now is the answer.
      while (performance.now() < waitUntil) {
        try {
          if ((await this.#readText(storageKey)) === replacement.next) return true;
          break;
        } catch {
          await setTimeout(REREAD_PAUSE_MS);
        }
      }
      throw error;
    }
  }

  async #read(storageKey: string): Promise<Stored<T>> {
    return this.#parse(storageKey, await this.#readText(storageKey));
  }

  #readText(storageKey: string): Promise<unknown> {
    return this.#connection.ask("read", (_keyv, adapter) => adapter.get<unknown>(storageKey));
  }

  /** An unreadable record is quarantined and counts as missing, as one that has expired does. */
  async #parse(storageKey: string, stored: unknown): Promise<Stored<T>> {
    if (stored === undefined) return { text: undefined, value: undefined };
    try {
      if (typeof stored === "string") {
        const { value, isExpired } = fromText(stored);
        return { text: stored, value: isExpired ? undefined : parseRecord(this.#kind, value) };
      }
    } catch (error) {
      if (!(error instanceof RecordUnreadableError)) throw error;
    }
    await this.#quarantine(storageKey);
    return { text: undefined, value: undefined };
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

  async #write<R>(verb: string, call: StoreCall<R>): Promise<R> {
    try {
      return await this.#connection.ask(verb, call);
    } finally {
      this.#writes += 1;
    }
  }

  /** Short and of plain characters, whatever is in a job id. */
  #toStorageKey(key: string): string {
    return `${this.#kind.prefix}${createHash("sha256").update(key).digest("base64url")}`;
  }
}
