import { createHash } from "node:crypto";
import { setImmediate, setTimeout } from "node:timers/promises";
import { StoreError } from "../../core/errors.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Update } from "../../core/ports/stores.ts";
import type { KeyvConnection } from "./connection.ts";
import { fromText, toText, toValue } from "./envelope.ts";
import { parseRecord, toRecord, type RecordKind } from "./record-kind.ts";
import { RecordNewerError, RecordUnreadableError } from "./record-errors.ts";

/** How many rows are read before other work can run: SQLite is synchronous, and a long list would block for seconds. */
const ROWS_AT_A_STRETCH = 100;
/** How long an update starts again because another write was faster. Each time, one of the writers gets through. */
const REPEAT_UPDATE_FOR_MS = 5_000;
/** The longest wait before that. Writers that wait for different times do not meet again. */
const MAX_PAUSE_MS = 20;

/**
 * The records of one kind. One Keyv key per record, so that no two are ever written as one; Keyv itself is not atomic.
 * Every method rejects with a StoreError when the store cannot do it.
 */
export class KeyvRecords<T extends object> {
  readonly #kind: RecordKind<T>;
  readonly #connection: KeyvConnection;
  readonly #log: Logger;
  readonly #quarantining = new Map<string, Promise<void>>();

  constructor(options: { kind: RecordKind<T>; connection: KeyvConnection; log: Logger }) {
    this.#kind = options.kind;
    this.#connection = options.connection;
    this.#log = options.log;
  }

  /** The record of `key`; an unreadable one is quarantined and counts as missing. */
  async get(key: string): Promise<T | undefined> {
    return (await this.#read(this.#toStorageKey(key))).value;
  }

  /** Writes the record of `key`, for ever or for `ttlMs`. */
  async put(key: string, value: T, { ttlMs }: { ttlMs?: number | undefined } = {}): Promise<void> {
    await this.#connection.ask("write", async (keyv) =>
      keyv.set(this.#toStorageKey(key), toRecord(this.#kind, value), ttlMs),
    );
  }

  /**
   * Like {@link put}, for a caller who knows records from {@link all} only. That leaves out those that cannot be read, so it
   * reads the record first: an unreadable one is quarantined, and one of a newer release rejects instead of being overwritten.
   */
  async replace(key: string, value: T, options: { ttlMs?: number } = {}): Promise<void> {
    await this.get(key);
    await this.put(key, value, options);
  }

  /**
   * Replaces the record of `key` by what `change` makes of it, as `FollowStore.update` describes. `ttlMs`: how long the new
   * record is kept; `undefined` for ever.
   */
  async update(
    key: string,
    change: (stored: T | undefined) => T | undefined,
    ttlMs: (value: T) => number | undefined,
  ): Promise<Update<T>> {
    const storageKey = this.#toStorageKey(key);
    const giveUpAt = performance.now() + REPEAT_UPDATE_FOR_MS;
    do {
      const { text, value: before } = await this.#read(storageKey);
      const after = change(before);
      if (after === before) return { before, after };
      const isWritten = await this.#connection.ask("write", async (_keyv, adapter) => {
        const keptForMs = after && ttlMs(after);
        const expires = keptForMs === undefined ? undefined : Date.now() + keptForMs;
        const next = after && toText(toRecord(this.#kind, after), expires);
        return adapter.replace(storageKey, { expected: text, next, expires });
      });
      if (isWritten) return { before, after };
      await setTimeout(Math.random() * MAX_PAUSE_MS);
    } while (performance.now() < giveUpAt);
    throw new StoreError("the store cannot update: others change the record all the time");
  }

  async remove(key: string): Promise<void> {
    await this.#connection.ask("remove", (keyv) => keyv.delete(this.#toStorageKey(key)));
  }

  /** All records, each in its state when it is read. Those of a newer release are skipped and logged once. */
  async *all(): AsyncGenerator<T, void> {
    const rows = await this.#connection.ask("list", async (keyv) => keyv.iterator());
    let newer: { records: number; err: RecordNewerError } | undefined;
    try {
      for (let rowsRead = 1; ; rowsRead += 1) {
        if (rowsRead % ROWS_AT_A_STRETCH === 0) await setImmediate();
        const row = await this.#connection.ask("list", () => rows.next());
        if (row.done) break;
        const [storageKey] = row.value;
        if (typeof storageKey !== "string" || !storageKey.startsWith(this.#kind.prefix)) continue;
        try {
          // Rows come in pages, and the caller may have changed one since its page was read.
          const { value } = await this.#read(storageKey);
          if (value !== undefined) yield value;
        } catch (error) {
          if (!(error instanceof RecordNewerError)) throw error;
          newer = { records: (newer?.records ?? 0) + 1, err: error };
        }
      }
    } finally {
      if (newer !== undefined) this.#log.error(newer, "record.skipped");
    }
  }

  /** The record of a key and the text that it is stored as; an unreadable one is quarantined and counts as missing. */
  async #read(storageKey: string): Promise<{ text: string | undefined; value: T | undefined }> {
    const text = await this.#connection.ask("read", (_keyv, adapter) =>
      adapter.get<unknown>(storageKey),
    );
    if (text === undefined) return { text, value: undefined };
    try {
      if (typeof text === "string") return { text, value: parseRecord(this.#kind, fromText(text)) };
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
    const stored = await this.#connection.ask("read", (keyv) => keyv.getRaw(storageKey));
    if (stored === undefined) return;
    try {
      parseRecord(this.#kind, toValue(stored));
    } catch (error) {
      if (!(error instanceof RecordUnreadableError)) return;
      const quarantineKey = storageKey.replace(prefix, quarantinePrefix);
      await this.#connection.ask("write", (keyv) => keyv.set(quarantineKey, toValue(stored)));
      await this.#connection.ask("remove", (keyv) => keyv.delete(storageKey));
      this.#log.error({ record: quarantineKey, err: error }, "record.set_aside");
    }
  }

  /** Short and of plain characters, whatever is in a job id. */
  #toStorageKey(key: string): string {
    return `${this.#kind.prefix}${createHash("sha256").update(key).digest("base64url")}`;
  }
}
