import type { AppOptions } from "../../../src/app/app-options.ts";
import { createApp } from "../../../src/app/create-app.ts";
import type { PlatformAdapter } from "../../../src/core/ports/platform.ts";
import type { Service } from "../../../src/core/ports/service.ts";
import { MemoryFollowIndex } from "../../../src/services/following/indexing/memory-follow-index.ts";
import { FakeProcesses } from "./fake-processes.ts";
import { postingAdapter } from "./posting-adapter.ts";

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
  return {
    async start() {
      await gateway.start();
      for (const worker of workers) await worker.start();
    },
    async stop(signal) {
      for (const worker of workers) await worker.stop(signal);
      await gateway.stop(signal);
    },
  };
}
