import type { AppOptions } from "../../../src/app/app-options.ts";
import { createApp } from "../../../src/app/create-app.ts";
import type { PlatformAdapter } from "../../../src/core/ports/platform.ts";
import type { Service } from "../../../src/core/ports/service.ts";
import { MemoryFollowIndex } from "../../../src/services/following/indexing/memory-follow-index.ts";
import { FakeProcesses } from "./fake-processes.ts";
import { postingAdapter } from "./posting-adapter.ts";

/** How often a worker loses its partitions, in milliseconds: about as long as a delivery takes with its retries. */
const LOSE_EVERY_MS = 7_300;
/** How often at most, after each start. */
const MAX_LOSSES = 20;

/** Whether workers lose what they hold again and again. */
const losesLeases = (): boolean => process.env["RELAY_TEST_LEASES"] === "lost";

/** A gateway and two workers on one store, as one service. The platforms and the job APIs are the same for all. */
export function createSeveral(options: AppOptions): Service {
  const processes = new FakeProcesses(options.clock);
  const index = new MemoryFollowIndex(options);
  const store = Object.assign(options.store, { followIndex: index });
  let adapters: readonly PlatformAdapter[] = [];
  const gateway = createApp({
    ...options,
    store,
    processes: processes.join("gateway"),
    createAdapters: (handlers, onConnection) => {
      adapters = options.createAdapters(handlers, onConnection);
      return adapters;
    },
  });
  const shared = { ...store, start: async () => {}, stop: async () => {} };
  const workers = ["one", "two"].map(() =>
    createApp({
      ...options,
      store: shared,
      spool: undefined,
      createHttpServer: undefined,
      metrics: undefined,
      processes: processes.join("worker"),
      createAdapters: () => adapters.map(postingAdapter),
    }),
  );
  let cancel: (() => void) | undefined;
  let losses = 0;
  const loseSoon = (): void => {
    cancel = options.clock.setTimer(LOSE_EVERY_MS, () => {
      processes.loseNext();
      losses += 1;
      if (losses < MAX_LOSSES) loseSoon();
    });
  };
  return {
    async start() {
      await gateway.start();
      for (const worker of workers) await worker.start();
      if (losesLeases()) loseSoon();
    },
    async stop(signal) {
      cancel?.();
      for (const worker of workers) await worker.stop(signal);
      await gateway.stop(signal);
    },
  };
}

/** Whether each relay under test is a gateway and two workers. */
export const isSeveral = (): boolean => process.env["RELAY_TEST_PROCESSES"] === "several";
