import { afterAll, afterEach, beforeAll } from "vitest";
import { KeyvStore } from "../../../src/adapters/keyv/store.ts";
import type { StorageAdapter } from "../../../src/adapters/keyv/strict-adapter.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import type { FollowIndex } from "../../../src/core/ports/follow-index.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import type { TestServer } from "../../support/servers/test-server.ts";
import { describeFollowIndex } from "../follow-index.ts";

/** How the suite gets at an index on a server. */
export interface ServerIndexDriver {
  /** Starts a server on which a relay has run. */
  start(): Promise<TestServer>;
  /** An adapter that asks for no lock, as one of several processes has it. */
  openUnlocked(url: string, namespace: string): Promise<StorageAdapter>;
}

/** The contract of the index of open follows, on a server. */
export function describeServerIndex(name: string, driver: ServerIndexDriver): void {
  let server: TestServer;
  let stores: KeyvStore[] = [];
  let namespaces = 0;
  beforeAll(async () => {
    server = await driver.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const close = async (): Promise<void> => {
    for (const store of stores) await store.stop();
    stores = [];
  };
  afterEach(close);

  const open = async (namespace: string): Promise<FollowIndex> => {
    const store = new KeyvStore({
      open: () => driver.openUnlocked(server.url, namespace),
      hasIndex: true,
      clock: systemClock,
      log: createFakeLogger(),
    });
    stores.push(store);
    await store.start();
    return store.followIndex!;
  };
  describeFollowIndex({
    name,
    create: () => open(`test-${(namespaces += 1)}`),
    createOther: () => open(`test-${namespaces}`),
  });
}
