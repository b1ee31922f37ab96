import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createKeyvStore } from "../../../../../src/adapters/keyv/store.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { storeUrl } from "../../../../../src/config/store-url.ts";
import { followKey } from "../../../../../src/core/follow/follow.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { aFollow, putFollow } from "../../../../support/follows.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../../support/servers/test-server.ts";
import { certificate } from "../../../../support/servers/tls-certificate.ts";

const trusted = getCACertificates();
let server: TestServer;
beforeAll(async () => {
  setDefaultCACertificates([...trusted, certificate]);
  server = await startRedis({}, { isEncrypted: true });
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => setDefaultCACertificates([...trusted, certificate]));
afterEach(() => setDefaultCACertificates(trusted));

/** Starts a store, uses it and stops it; resolves with the reason if it is refused. */
async function tryStore(url: string): Promise<string | undefined> {
  const log = createFakeLogger();
  const store = createKeyvStore({ store: storeUrl.parse(url), clock: systemClock, log });
  try {
    await store.start();
    await putFollow(store.follows, aFollow());
    expect(await store.follows.get(followKey(aFollow()))).toEqual(aFollow());
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    await store.stop();
  }
}

describe("a store on Redis over TLS", () => {
  it("works if the certificate is trusted and for the server's name", async () => {
    expect(await tryStore(server.url)).toBeUndefined();
  });

  it("is refused if the certificate is not trusted, or for another name", async () => {
    expect(await tryStore(server.url.replace("localhost", "127.0.0.1"))).toMatch(
      /STORE_URL .*127\.0\.0\.1.*does not match certificate/,
    );
    setDefaultCACertificates(trusted);
    expect(await tryStore(server.url)).toMatch(/STORE_URL .*localhost.*self-signed certificate/);
  });
});
