import { afterEach, beforeEach } from "vitest";
import type { RelayStore } from "../../../src/core/ports/stores.ts";

/** How the suites of the stores get at an implementation. */
export interface RelayStoreDriver {
  /** A new, empty store that was not started yet. */
  create(): Promise<RelayStore>;
  /** Frees what `create` made; the store is stopped already. */
  dispose(): Promise<void>;
}

/** Starts a new store before each test of the current suite, passes it to `use`, and stops it after the test. */
export function startForEachTest(driver: RelayStoreDriver, use: (store: RelayStore) => void): void {
  let store: RelayStore;
  beforeEach(async () => {
    store = await driver.create();
    use(store);
    await store.start();
  });
  afterEach(async () => {
    await store.stop();
    await driver.dispose();
  });
}
