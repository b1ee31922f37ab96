import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createKeyvStore } from "../../../src/adapters/keyv/store.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { storeUrl } from "../../../src/config/store-url.ts";
import { followKey } from "../../../src/core/follow/follow.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { aFollow, putFollow } from "../../support/follows.ts";
import type { TestServer } from "../../support/servers/test-server.ts";
import { certificate } from "../../support/servers/tls-certificate.ts";

const trusted = getCACertificates();
const trust = (): void => setDefaultCACertificates([...trusted, certificate]);

/** No longer trusts the certificate of the server, until the next test. */
export const distrust = (): void => setDefaultCACertificates(trusted);

/** Starts a store, uses it and stops it; resolves with the reason if it is refused. */
export async function tryStore(url: string): Promise<string | undefined> {
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

/**
 * What a store on a server promises over TLS. `start` starts a server that takes encrypted connections only. `describeMore`:
 * further tests on it, which are given how to ask for its URL.
 */
export function describeTlsStore(
  name: string,
  start: () => Promise<TestServer>,
  describeMore?: (urlOf: () => string) => void,
): void {
  describe(`a store on ${name} over TLS`, () => {
    let server: TestServer;
    beforeAll(async () => {
      trust();
      server = await start();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    beforeEach(trust);
    afterEach(distrust);

    it("works if the certificate is trusted and for the server's name", async () => {
      expect(await tryStore(server.url)).toBeUndefined();
    });

    it("is refused if the certificate is not trusted, or for another name", async () => {
      expect(await tryStore(server.url.replace("localhost", "127.0.0.1"))).toMatch(
        /STORE_URL .*127\.0\.0\.1.*does not match certificate.*: use a host name or address/,
      );
      distrust();
      // It used to be told to do without TLS if the server has none.
      expect(await tryStore(server.url)).toMatch(
        /STORE_URL .*localhost.*self-signed certificate.*: set NODE_EXTRA_CA_CERTS to/,
      );
    });

    describeMore?.(() => server.url);
  });
}
