import { createHash } from "node:crypto";
import { Keyv, KeyvMemoryAdapter, type KeyvSerializationAdapter } from "keyv";
import { StoreError } from "../../core/errors.ts";
import { followKey, isFinal, type Follow } from "../../core/follow.ts";
import type { FollowStore, Logger } from "../../core/ports.ts";
import { parseRecord, RecordNewerError, RecordUnreadableError, toRecord } from "./record.ts";
import { openSqlite } from "./sqlite.ts";
import { createStrictAdapter, type StorageAdapter } from "./strict-adapter.ts";

/** How long a follow is kept after its end. */
export const FINAL_TTL_MS = 7 * 24 * 60 * 60 * 1000;
/** A store that has not answered by then counts as down. */
const ANSWER_TIMEOUT_MS = 5_000;
const FOLLOW_PREFIX = "follow:";
/** Records that no version can read, kept for whoever wants to look. */
const ASIDE_PREFIX = "aside:";

/** Where follows are kept. */
export type StoreLocation =
  | { readonly scheme: "sqlite"; readonly path: string }
  | { readonly scheme: "memory" };

/** A follow store at `store`. Starting it rejects with a ConfigError naming STORE_URL where it cannot be opened. */
export function createKeyvFollowStore(options: {
  store: StoreLocation;
  log: Logger;
}): KeyvFollowStore {
  const { store, log } = options;
  const records = new Map<string, unknown>();
  const open = async (): Promise<StorageAdapter> =>
    store.scheme === "sqlite" ? openSqlite(store.path) : new KeyvMemoryAdapter(records);
  return new KeyvFollowStore({ open, log });
}

/** One Keyv key per follow, so that no two follows are ever written as one; Keyv itself is not atomic. */
export class KeyvFollowStore implements FollowStore {
  readonly #open: () => Promise<StorageAdapter>;
  readonly #log: Logger;
  readonly #answerTimeoutMs: number;
  #keyv: Keyv | undefined;
  /** The latest start or stop: they run one after another. */
  #transition: Promise<void> = Promise.resolve();
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #settingAside = new Map<string, Promise<void>>();

  /** `open` is asked at each start; its errors are start's. */
  constructor(options: {
    open: () => Promise<StorageAdapter>;
    log: Logger;
    answerTimeoutMs?: number;
  }) {
    this.#open = options.open;
    this.#log = options.log;
    this.#answerTimeoutMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
  }

  start(): Promise<void> {
    return this.#afterTransition(async () => {
      if (this.#keyv !== undefined) return;
      const store = createStrictAdapter(await this.#open());
      this.#keyv = new Keyv({ store, serialization });
    });
  }

  stop(): Promise<void> {
    return this.#afterTransition(async () => {
      const keyv = this.#keyv;
      this.#keyv = undefined;
      await Promise.allSettled(this.#inFlight);
      await keyv?.disconnect();
    });
  }

  async get(key: string): Promise<Follow | undefined> {
    return this.#load(toStorageKey(key));
  }

  async put(follow: Follow): Promise<void> {
    const ttlMs = isFinal(follow) ? FINAL_TTL_MS : undefined;
    await this.#ask("write", async (keyv) =>
      keyv.set(toStorageKey(followKey(follow)), toRecord(follow), ttlMs),
    );
  }

  async remove(key: string): Promise<void> {
    await this.#ask("remove", (keyv) => keyv.delete(toStorageKey(key)));
  }

  async *openFollows(): AsyncGenerator<Follow, void> {
    const rows = await this.#ask("list", async (keyv) => keyv.iterator());
    let newer: { records: number; err: RecordNewerError } | undefined;
    try {
      while (true) {
        const row = await this.#ask("list", () => rows.next());
        if (row.done) break;
        const [storageKey, listed] = row.value;
        if (typeof storageKey !== "string" || !storageKey.startsWith(FOLLOW_PREFIX)) continue;
        if (isFinalRecord(listed)) continue;
        try {
          // Rows come in pages, and whoever consumes this may have changed one since its page was read.
          const follow = await this.#load(storageKey);
          if (follow !== undefined && !isFinal(follow)) yield follow;
        } catch (error) {
          if (!(error instanceof RecordNewerError)) throw error;
          newer = { records: (newer?.records ?? 0) + 1, err: error };
        }
      }
    } finally {
      if (newer !== undefined) this.#log.error(newer, "record.skipped");
    }
  }

  async #load(storageKey: string): Promise<Follow | undefined> {
    const stored = await this.#ask("read", (keyv) => keyv.getRaw(storageKey));
    if (stored === undefined) return undefined;
    try {
      return parseRecord(toValue(stored));
    } catch (error) {
      if (!(error instanceof RecordUnreadableError)) throw error;
    }
    await this.#setAside(storageKey);
    return undefined;
  }

  /** One at a time per record: a second one would remove what the caller of the first has meanwhile put there. */
  async #setAside(storageKey: string): Promise<void> {
    let running = this.#settingAside.get(storageKey);
    if (running === undefined) {
      running = this.#moveAside(storageKey).finally(() => this.#settingAside.delete(storageKey));
      this.#settingAside.set(storageKey, running);
    }
    await running;
  }

  async #moveAside(storageKey: string): Promise<void> {
    const stored = await this.#ask("read", (keyv) => keyv.getRaw(storageKey));
    if (stored === undefined) return;
    try {
      parseRecord(toValue(stored));
    } catch (error) {
      if (!(error instanceof RecordUnreadableError)) return;
      const asideKey = storageKey.replace(FOLLOW_PREFIX, ASIDE_PREFIX);
      await this.#ask("write", (keyv) => keyv.set(asideKey, toValue(stored)));
      await this.#ask("remove", (keyv) => keyv.delete(storageKey));
      this.#log.error({ record: asideKey, err: error }, "record.set_aside");
    }
  }

  /** Every call to Keyv: bounded in time, and each failure a StoreError. */
  async #ask<T>(verb: string, call: (keyv: Keyv) => Promise<T>): Promise<T> {
    const keyv = this.#keyv;
    if (keyv === undefined) throw new StoreError(`the store cannot ${verb}: it is not open`);
    const answer = withTimeout(async () => call(keyv), this.#answerTimeoutMs);
    this.#inFlight.add(answer);
    try {
      return await answer;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StoreError(`the store cannot ${verb}: ${reason}`, { cause: error });
    } finally {
      this.#inFlight.delete(answer);
    }
  }

  #afterTransition(run: () => Promise<void>): Promise<void> {
    const next = this.#transition.then(run);
    this.#transition = next.catch(() => {});
    return next;
  }
}

const serialization: KeyvSerializationAdapter = {
  stringify: (stored) => JSON.stringify(stored),
  // Never throws: Keyv gives up a whole iteration over one value that cannot be parsed.
  parse: decode as KeyvSerializationAdapter["parse"],
};

/** Short and plain, whatever is in a job id. */
const toStorageKey = (key: string): string =>
  `${FOLLOW_PREFIX}${createHash("sha256").update(key).digest("base64url")}`;

function decode(text: string): unknown {
  try {
    const stored: unknown = JSON.parse(text);
    if (isEnvelope(stored)) return stored;
  } catch {
    // Not JSON: its text is the value, and no record.
  }
  return { value: text };
}

const isEnvelope = (stored: unknown): stored is { value: unknown } =>
  typeof stored === "object" && stored !== null && "value" in stored;

/** What was handed to Keyv; of something Keyv never wrote, such as a blob, a text that can be written back. */
function toValue(stored: unknown): unknown {
  if (isEnvelope(stored)) return stored.value;
  return ArrayBuffer.isView(stored)
    ? Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString("base64")
    : String(stored);
}

const isFinalRecord = (raw: unknown): boolean => {
  try {
    return isFinal(parseRecord(raw));
  } catch {
    return false;
  }
};

async function withTimeout<T>(call: () => Promise<T>, timeoutMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([call(), promise]);
  } finally {
    clearTimeout(timer);
  }
}
