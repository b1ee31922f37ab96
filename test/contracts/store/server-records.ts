import { afterAll, beforeAll } from "vitest";
import { createKeyvStore } from "../../../src/adapters/keyv/store.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { storeUrl } from "../../../src/config/store-url.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import type { TestServer } from "../../support/servers/test-server.ts";
import { describeRelayStore } from "./relay-store.ts";

/** The contracts of all stores, on a server that is started for them. Each test has a namespace of its own. */
export function describeServerRecords(name: string, start: () => Promise<TestServer>): void {
  let server: TestServer;
  let namespaces = 0;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  describeRelayStore(name, {
    create: async () => {
      const store = storeUrl.parse(`${server.url}?namespace=test-${(namespaces += 1)}`);
      return createKeyvStore({ store, clock: systemClock, log: createFakeLogger() });
    },
    dispose: async () => {},
  });
}
