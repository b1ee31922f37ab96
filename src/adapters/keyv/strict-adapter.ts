import type { KeyvStorageAdapter } from "keyv";

/** The methods of a storage adapter that the store uses. */
export type StorageAdapter = Pick<
  KeyvStorageAdapter,
  "get" | "set" | "delete" | "iterator" | "disconnect" | "capabilities"
> & { on(event: "error", listener: (error: unknown) => void): unknown };

/**
 * The adapter with every failure turned into a rejection, for Keyv to pass on.
 *
 * Adapters report some failures as an `error` event only: a `set` then answers `false`, and an iteration just ends, as
 * if there were nothing more. And once there is a listener for errors on Keyv, as Keyv itself does on its adapter, Keyv
 * answers `undefined` where it would reject. So the one listener is here, and what Keyv gets has no `on`.
 */
export function createStrictAdapter(adapter: StorageAdapter): Omit<StorageAdapter, "on"> {
  let failures = 0;
  let lastFailure: unknown;
  adapter.on("error", (error) => {
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

  async function* iterate(): AsyncGenerator<Array<string | undefined>, void> {
    // A store without an iterator would look like a store without records.
    if (adapter.iterator === undefined) throw new Error("the storage adapter cannot iterate");
    const before = failures;
    yield* adapter.iterator<string>();
    failIfReported(before);
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
    iterator: iterate as NonNullable<StorageAdapter["iterator"]>,
    disconnect: async () => adapter.disconnect?.(),
  };
}
