import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { KeyvStore } from "../../../src/adapters/keyv/store.ts";
import type { StorageAdapter } from "../../../src/adapters/keyv/strict-adapter.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import type { FollowIndex } from "../../../src/core/ports/follow-index.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import type { TestServer } from "../../support/servers/test-server.ts";
import { anEntry, describeFollowIndex } from "../follow-index.ts";

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
  const openTwo = async (): Promise<readonly [FollowIndex, FollowIndex]> => {
    const namespace = `test-${(namespaces += 1)}`;
    return [await open(namespace), await open(namespace)];
  };
  describeFollowIndex({
    name,
    create: () => open(`test-${(namespaces += 1)}`),
    createOther: () => open(`test-${namespaces}`),
  });

  describe(`${name}, an index on a server`, () => {
    it("gives three places to three of two hundred simultaneous requests", async () => {
      const indexes = await openTwo();
      const jobs = Array.from({ length: 200 }, (_, number) => anEntry({ jobId: `job-${number}` }));
      expect(await countReserved(indexes, jobs)).toBe(3);
    });

    it("gives three places to any number of requests for the same three follows", async () => {
      const indexes = await openTwo();
      const requests = Array.from({ length: 60 }, (_, number) =>
        anEntry({ jobId: `job-${number % 3}` }),
      );
      expect(await countReserved(indexes, requests)).toBe(60);
      expect(await countReserved(indexes, [anEntry({ jobId: "job-4" })])).toBe(0);
    });

    it("ends a reservation that is not released, on the server's clock", async () => {
      const adapter = await driver.openUnlocked(server.url, `test-${(namespaces += 1)}`);
      const reserve = (key: string, ttlMs: number) =>
        adapter.index!.reserve(
          { id: `reservation of ${key}`, key, groups: ["a", "b"] },
          { limits: [9, 1], ttlMs },
        );
      expect(await reserve("one", 300)).toBeUndefined();
      expect(await reserve("other", 300)).toBe(1);
      await vi.waitFor(async () => expect(await reserve("other", 60_000)).toBeUndefined(), 2_000);
      expect(await reserve("one", 300)).toBe(1);
      await adapter.disconnect?.();
    });

    it("keeps every entry when the server is killed", async () => {
      const [index] = await openTwo();
      const entries = Array.from({ length: 50 }, (_, number) =>
        anEntry({ id: `f${number}`, jobId: `job-${number}` }),
      );
      await Promise.all(entries.map((entry) => index.put(entry)));
      const quotas = { followsPerUser: 51, followsPerChannel: 51 };
      await index.reserve(anEntry({ jobId: "reserved" }), quotas);
      await server.kill();
      await server.start();
      const read = async (): Promise<number> => (await index.ofChannel(entries[0]!.channel)).length;
      await vi.waitFor(async () => expect(await read()).toBe(50), 5_000);
      const one = anEntry({ jobId: "one more" });
      expect(await index.reserve(one, quotas)).toMatchObject({ full: "user" });
    });
  });
}

/** Resolves with how many of the requests, half from each process, have got their places. */
async function countReserved(
  indexes: readonly FollowIndex[],
  requests: readonly Parameters<FollowIndex["reserve"]>[0][],
): Promise<number> {
  const quotas = { followsPerUser: 3, followsPerChannel: 3 };
  const results = await Promise.all(
    requests.map((request, place) => indexes[place % 2]!.reserve(request, quotas)),
  );
  return results.filter(({ full }) => full === undefined).length;
}
