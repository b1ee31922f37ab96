import type { Config } from "./config/config.ts";
import type { Clock } from "./core/ports/clock.ts";
import type { Logger } from "./core/ports/logger.ts";
import type { ProcessQueue } from "./core/ports/processes/process-queue.ts";
import type { RelayStore } from "./core/ports/stores.ts";
import type { ReleaseStack } from "./services/runtime/release-stack.ts";

/** Options of {@link openStore}. */
export interface OpenStoreOptions {
  readonly config: Pick<Config, "store" | "queue">;
  /** How long the release of each may take, in milliseconds from the beginning of the stop. */
  readonly stopBudgetMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What the relay keeps its records in. */
export interface OpenedStore {
  readonly store: RelayStore;
  /** `undefined` if this is the only process. */
  readonly queue: ProcessQueue | undefined;
}

/** Opens the queue, if there are several processes, and the store. Rejects with a ConfigError or a StoreError. */
export async function openStore(
  options: OpenStoreOptions,
  acquired: ReleaseStack,
): Promise<OpenedStore> {
  const { config, stopBudgetMs: byMs, clock, log } = options;
  const queue = await loadQueue(options, acquired);
  const { createKeyvStore } = await import("./adapters/keyv/store.ts");
  const queueId = queue && (() => queue.id);
  const store = createKeyvStore({ store: config.store, queueId, clock, log });
  acquired.push({ name: "store", byMs, run: () => store.stop() });
  await store.start();
  await queue?.useStore(await store.readId());
  return { store, queue };
}

async function loadQueue(
  { config, stopBudgetMs: byMs, clock, log }: OpenStoreOptions,
  acquired: ReleaseStack,
): Promise<ProcessQueue | undefined> {
  if (!config.queue) return undefined;
  const { openQueue } = await import("./load-queue.ts");
  const queue = await openQueue(config.queue, { clock, log });
  acquired.push({ name: "queue", byMs, run: () => queue.close() });
  return queue;
}
