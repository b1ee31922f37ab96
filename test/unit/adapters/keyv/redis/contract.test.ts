import { afterAll, beforeAll } from "vitest";
import { createKeyvStore } from "../../../../../src/adapters/keyv/store.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { describeRelayStore } from "../../../../contracts/store/relay-store.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../../support/servers/test-server.ts";

let server: TestServer;
let stores = 0;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server[Symbol.asyncDispose]());

const driver = {
  create: async () =>
    createKeyvStore({
      clock: systemClock,
      store: {
        scheme: "redis",
        url: server.url,
        namespace: `test-${(stores += 1)}`,
      },
      log: createFakeLogger(),
    }),
  dispose: async () => {},
};
describeRelayStore("KeyvStore on redis:", driver);
