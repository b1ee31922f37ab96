import type { KeyvStorageAdapter } from "keyv";
import type { IndexRows } from "./index/index-rows.ts";

/** What to store under a key. */
export interface Change {
  /** The text to store, or `undefined` to remove the key. */
  readonly next: string | undefined;
  /** When `next` expires, in Unix milliseconds; `undefined` for never. */
  readonly expires: number | undefined;
}

/** A write that depends on what is stored. */
export interface Replacement extends Change {
  /** The text that `get` resolved with; `undefined` if there was none. */
  readonly expected: string | undefined;
}

/** Returns what to store in the place of what is stored under a key, or `undefined` to leave that as it is. */
export type ToChange = (stored: unknown) => Change | undefined;

/** Keys with what is stored under them. */
export type Page = readonly (readonly [key: string, stored: unknown])[];

/** The methods of a storage adapter of Keyv that the store uses, and two that Keyv does not have. */
export type StorageAdapter = Pick<
  KeyvStorageAdapter,
  "get" | "set" | "delete" | "disconnect" | "capabilities"
> & {
  /** The rows of the index of open follows, if the adapter is of a server that several processes may use. */
  readonly index?: IndexRows;
  /** Only for an adapter that reports failures by an event. */
  on?(event: "error", listener: (error: unknown) => void): unknown;
  /**
   * Compares and sets in one step: writes if the key still has the expected text. Resolves with `false`, and writes nothing,
   * if it has another.
   */
  replace(key: string, replacement: Replacement): Promise<boolean>;
  /**
   * Only for an adapter that can read and write as one step: calls `toChange` with what is stored under the key, `undefined` if
   * there is nothing, and stores what that returns. If `toChange` throws, it rejects with the same error and writes nothing.
   */
  modify?(key: string, toChange: ToChange): Promise<void>;
  /** Everything that has not expired under keys that begin with `prefix`, each key once, page by page. */
  list(prefix: string): AsyncGenerator<Page, void>;
};

/** See {@link createStrictAdapter}. */
export type StrictAdapter = Omit<StorageAdapter, "on">;

/**
 * The adapter with every failure turned into a rejection, for Keyv to pass on.
 *
 * Adapters report some failures as an `error` event only: a `set` then answers `false`. And once there is a listener for
 * errors on Keyv, as Keyv itself does on its adapter, Keyv answers `undefined` where it would reject. So the one listener
 * is here, and what Keyv gets has no `on`.
 */
export function createStrictAdapter(adapter: StorageAdapter): StrictAdapter {
  let failures = 0;
  let lastFailure: unknown;
  adapter.on?.("error", (error) => {
    failures += 1;
    lastFailure = error;
  });

  // A failure of another call in the meantime counts, too: a false alarm is retried, a false answer is believed.
  const failIfReported = (before: number): void => {
    if (failures > before) throw new Error("the storage adapter failed", { cause: lastFailure });
  };
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    const before = failures;
    const answer = await call();
    failIfReported(before);
    return answer;
  };

  const modify = adapter.modify?.bind(adapter);

  async function* list(prefix: string): AsyncGenerator<Page, void> {
    const pages = adapter.list(prefix);
    for (;;) {
      const page = await guarded(() => pages.next());
      if (page.done) return;
      yield page.value;
    }
  }

  return {
    // Keyv uses an adapter that declares `expires` as it is; any other it would wrap in one of its own.
    get capabilities() {
      return adapter.capabilities;
    },
    get: (key) => guarded(() => adapter.get(key)),
    set: async (key, value, expires) => {
      const before = failures;
      if (await adapter.set(key, value, expires)) return true;
      failIfReported(before);
      throw new Error("the storage adapter did not write");
    },
    delete: (key) => guarded(() => adapter.delete(key)),
    replace: (key, replacement) => guarded(() => adapter.replace(key, replacement)),
    ...(modify && { modify: (key, toChange) => guarded(() => modify(key, toChange)) }),
    list,
    ...(adapter.index && { index: adapter.index }),
    disconnect: async () => adapter.disconnect?.(),
  };
}
