import { StoreError } from "../../src/core/errors.ts";
import { followKey, isFinal, type Follow } from "../../src/core/follow.ts";
import type { FollowStore } from "../../src/core/ports.ts";

/** Follows in memory, with a switch that makes every call fail. */
export interface FakeFollowStore extends FollowStore {
  /** Every record, final ones too. */
  all(): Follow[];
  /** From now on every call rejects with a StoreError caused by `error`; `undefined` ends it. */
  failWith(error: Error | undefined): void;
}

/** A started store; `follows` are in it from the beginning. */
export function createFakeFollowStore(follows: readonly Follow[] = []): FakeFollowStore {
  // As JSON, so that what was put cannot be changed from outside and comes back as from a real store.
  const records = new Map(
    follows.map((follow) => [followKey(follow), JSON.stringify(follow)] as const),
  );
  let failure: Error | undefined;
  let open = true;
  const check = (): void => {
    if (!open) throw new StoreError("the store is not open");
    if (failure !== undefined) throw new StoreError("the store is down", { cause: failure });
  };
  const read = (key: string): Follow | undefined => {
    const record = records.get(key);
    return record === undefined ? undefined : (JSON.parse(record) as Follow);
  };
  return {
    all: () => [...records.keys()].map((key) => read(key)!),
    failWith: (error) => {
      failure = error;
    },
    start: async () => {
      open = true;
    },
    stop: async () => {
      open = false;
    },
    get: async (key) => {
      check();
      return read(key);
    },
    put: async (follow) => {
      check();
      records.set(followKey(follow), JSON.stringify(follow));
    },
    remove: async (key) => {
      check();
      records.delete(key);
    },
    async *openFollows() {
      check();
      for (const key of records.keys()) {
        check();
        const follow = read(key);
        if (follow !== undefined && !isFinal(follow)) yield follow;
      }
    },
  };
}
