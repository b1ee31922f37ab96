import type { RelayStore } from "../../../src/core/ports/stores.ts";

/** How the suites of the stores get at an implementation. */
export interface RelayStoreDriver {
  /** A new, empty store that was not started yet. */
  create(): Promise<RelayStore>;
  /** Frees what `create` made; the store is stopped already. */
  dispose(): Promise<void>;
}
