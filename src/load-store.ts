import type { Config } from "./config/config.ts";
import { ServerUnavailableError, StoreError } from "./core/errors.ts";
import type { Clock } from "./core/ports/clock.ts";
import type { Logger } from "./core/ports/logger.ts";
import type { ProcessQueue } from "./core/ports/processes/process-queue.ts";
import type { RelayStore } from "./core/ports/stores.ts";
import { retry } from "./core/time/retry.ts";
import type { KeyvStore } from "./adapters/keyv/store.ts";
import type { ReleaseStack } from "./services/runtime/release-stack.ts";

/** How long a start tries to open servers that are away, in milliseconds: they may be starting, too. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 250;

/** Options of {@link openStore}. */
export interface OpenStoreOptions {
  readonly config: Pick<Config, "store" | "queue">;
  /** How long the release of each may take, in milliseconds from the beginning of the stop. */
  readonly stopBudgetMs: number;
  /** Aborts at a stop. */
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What the relay keeps its records in. */
export interface OpenedStore {
  readonly store: RelayStore;
  /** `undefined` if this is the only process. */
  readonly queue: ProcessQueue | undefined;
}

/**
 * Opens the store, and the queue if there are several processes. This is the one place that waits for their servers: whichever
 * step fails, everything is opened again, from the connections on. Rejects with a ConfigError that names STORE_URL or QUEUE_URL.
 */
export async function openStore(
  options: OpenStoreOptions,
  acquired: ReleaseStack,
): Promise<OpenedStore> {
  const { stopBudgetMs: byMs, stopping, clock } = options;
  let opening: Opening | undefined;
  acquired.push({ name: "queue", byMs, run: async () => opening?.queue?.close() });
  acquired.push({ name: "store", byMs, run: async () => opening?.store?.stop() });
  const giveUpAt = clock.monotonicMs() + PATIENCE_MS;
  return retry(
    async () => {
      opening = new Opening(options);
      return opening.run();
    },
    {
      clock,
      delayMs: (error) =>
        error instanceof ServerUnavailableError && clock.monotonicMs() < giveUpAt
          ? PAUSE_MS
          : undefined,
      signal: stopping,
    },
  );
}

/** One attempt. What it has opened is closed if a later step fails. */
class Opening {
  readonly #options: OpenStoreOptions;
  queue: ProcessQueue | undefined;
  store: KeyvStore | undefined;

  constructor(options: OpenStoreOptions) {
    this.#options = options;
  }

  async run(): Promise<OpenedStore> {
    try {
      const queue = await this.#openQueue();
      const store = await this.#openStore(queue);
      await queue?.useStore(await this.#readId(store));
      return { store, queue };
    } catch (error) {
      await this.store?.stop();
      await this.queue?.close();
      throw error;
    }
  }

  async #openQueue(): Promise<ProcessQueue | undefined> {
    const { config, clock, log } = this.#options;
    if (!config.queue) return undefined;
    const { openQueue } = await import("./load-queue.ts");
    this.queue = await openQueue(config.queue, { clock, log });
    return this.queue;
  }

  async #openStore(queue: ProcessQueue | undefined): Promise<KeyvStore> {
    const { config, clock, log } = this.#options;
    const { createKeyvStore } = await import("./adapters/keyv/store.ts");
    const queueId = queue && (() => queue.id);
    this.store = createKeyvStore({ store: config.store, queueId, clock, log });
    await this.store.start();
    return this.store;
  }

  /** Which store it is. The connection may break here, too. */
  async #readId(store: KeyvStore): Promise<string> {
    try {
      return await store.readId();
    } catch (error) {
      throw await toStartError(error, this.#options.config.store);
    }
  }
}

/** The failure of a start as a ConfigError that names STORE_URL, if the server of the store has caused it; else as it is. */
export async function toStartError(error: unknown, location: Config["store"]): Promise<unknown> {
  if (!(error instanceof StoreError && "url" in location)) return error;
  const { toOpenError } = await import("./adapters/keyv/server/server-address.ts");
  const cure = "start the server, or choose another store";
  return toOpenError(error.cause ?? error, location, { use: "store", cure });
}
