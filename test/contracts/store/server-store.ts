import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createKeyvStore } from "../../../src/adapters/keyv/store.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { storeUrl } from "../../../src/config/store-url.ts";
import { ConfigError, StoreError } from "../../../src/core/errors.ts";
import { followKey } from "../../../src/core/follow/follow.ts";
import type { RelayStore } from "../../../src/core/ports/stores.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { aFollow, putFollow, removeFollow } from "../../support/follows.ts";
import { startProxy } from "../../support/servers/cuttable-proxy.ts";
import type { TestServer } from "../../support/servers/test-server.ts";
import { startStoreChild, type StoreChild } from "../../unit/adapters/keyv/children/store-child.ts";
import { followsOf } from "./follow-store.ts";

/** What a person who typed a command waits for. */
const ANSWER_LIMIT_MS = 2_500;
const RETURN_LIMIT_MS = 10_000;
const key = followKey(aFollow());

const failsInTime = async (call: () => Promise<unknown>): Promise<void> => {
  const started = performance.now();
  await expect(call()).rejects.toBeInstanceOf(StoreError);
  expect(performance.now() - started).toBeLessThan(ANSWER_LIMIT_MS);
};
const returns = (store: RelayStore): Promise<unknown> =>
  vi.waitFor(() => store.follows.get(key), { timeout: RETURN_LIMIT_MS, interval: 50 });

interface Sharing {
  readonly isShared?: boolean;
  readonly queueId?: () => string;
}

const through = (id: string): Sharing => ({ isShared: true, queueId: () => id });

/** What a store on a server promises beyond the contracts of its records. `start` starts the server. */
export function describeServerStore(name: string, start: () => Promise<TestServer>): void {
  describe(`${name}, a store on a server`, () => {
    let server: TestServer;
    let stores: RelayStore[] = [];
    let children: StoreChild[] = [];
    let namespaces = 0;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    afterEach(async () => {
      for (const child of children) await child.kill();
      for (const store of stores) await store.stop();
      stores = [];
      children = [];
    });

    const newUrl = (): string => `${server.url}?namespace=test-${(namespaces += 1)}`;
    const createStore = (url: string, { isShared = false, queueId }: Sharing = {}): RelayStore => {
      const log = createFakeLogger();
      const location = { ...storeUrl.parse(url), isShared };
      const store = createKeyvStore({ store: location, queueId, clock: systemClock, log });
      stores.push(store);
      return store;
    };
    const startStore = async (url = newUrl(), sharing: Sharing = {}): Promise<RelayStore> => {
      const store = createStore(url, sharing);
      await store.start();
      return store;
    };
    const refusalOf = async (url: string, sharing: Sharing = {}): Promise<ConfigError> => {
      const error: unknown = await createStore(url, sharing)
        .start()
        .catch((reason: unknown) => reason);
      if (!(error instanceof ConfigError))
        throw new Error("started, or failed otherwise", { cause: error });
      expect(error.problems).toHaveLength(1);
      return error;
    };
    const run: typeof startStoreChild = (...args) => {
      const child = startStoreChild(...args);
      children.push(child);
      return child;
    };

    it("does not meet the records of another relay in the same database", async () => {
      const [one, other] = [await startStore(), await startStore()];
      await putFollow(one.follows, aFollow());
      expect(await other.follows.get(key)).toBeUndefined();
      expect(await followsOf(other)).toEqual([]);
      await removeFollow(other.follows, key);
      expect(await followsOf(one)).toEqual([aFollow()]);
    });

    /** Two stores on the same records, as two processes have them. */
    const startTwo = async (): Promise<RelayStore[]> => {
      const url = newUrl();
      return [await startStore(url, { isShared: true }), await startStore(url, { isShared: true })];
    };

    it("gives a claim to one of two connections, however often both try", async () => {
      const both = await startTwo();
      const takeOften = async (event: string): Promise<boolean[]> => {
        const tries = Array.from({ length: 50 }, (_, index) => both[index % 2]!);
        return Promise.all(tries.map(({ claims }) => claims.take(event, 60_000)));
      };
      expect((await takeOften("event")).filter(Boolean)).toHaveLength(1);
      await both[0]!.claims.take("expiring", 100);
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect((await takeOften("expiring")).filter(Boolean)).toHaveLength(1);
    });

    it("loses no update of two connections to one record", async () => {
      const both = await startTwo();
      const names = Array.from({ length: 60 }, (_, index) => `user-${index}`);
      await Promise.all(
        names.map((each, index) =>
          both[index % 2]!.follows.update(key, (stored) => {
            const follow = stored ?? aFollow({ requesters: [] });
            return { ...follow, requesters: [...follow.requesters, each] };
          }),
        ),
      );
      const found = await both[0]!.follows.get(key);
      expect(found?.requesters.toSorted()).toEqual(names.toSorted());
    });

    it("keeps its password out of errors", async () => {
      const wrong = server.url.replace(encodeURIComponent(server.password), "wr%2Fong-pass");
      const { message } = await refusalOf(wrong);
      expect(message).toMatch(/^STORE_URL names a store that cannot be opened \(127\.0\.0\.1:\d+/);
      expect(message).not.toMatch(/wr%2Fong-pass|wr\/ong-pass|s3cret/);
    });

    it("that cannot be reached is refused in time", async () => {
      const unreachable = server.url.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1");
      const { message } = await refusalOf(unreachable);
      expect(message).toMatch(/^STORE_URL .*127\.0\.0\.1:1.*ECONNREFUSED.*: start the server/);
    });

    it("is refused to a second process, until the first stops or is killed", async () => {
      const url = newUrl();
      const first = run("hold-store", url);
      expect(await first.untilLines(1, 10_000)).toEqual(["open"]);
      const refusal = await refusalOf(url);
      expect(refusal.code).toBe("store_locked");
      expect(refusal.message).toMatch(
        /^STORE_URL .*another process is using.*: stop the other relay/,
      );
      await first.kill();
      const store = await startStore(url);
      await putFollow(store.follows, aFollow());
      await store.stop();
      expect(await followsOf(await startStore(url))).toEqual([aFollow()]);
    });

    it("is shared by processes that all do so, and refused to one that does not", async () => {
      const url = newUrl();
      const first = run("hold-store", url, "shared");
      expect(await first.untilLines(1, 10_000)).toEqual(["open"]);
      const second = await startStore(url, { isShared: true });
      const refusal = await refusalOf(url);
      expect(refusal.code).toBe("store_locked");
      expect(refusal.message).toMatch(/another process is using.*, or set the same QUEUE_URL/);
      await first.kill();
      // The other one still has it.
      await refusalOf(url);
      await putFollow(second.follows, aFollow());
      await second.stop();
      expect(await followsOf(await startStore(url))).toEqual([aFollow()]);
    });

    it("is refused to processes that share it while one has it alone, until that is killed", async () => {
      const url = newUrl();
      const first = run("hold-store", url);
      expect(await first.untilLines(1, 10_000)).toEqual(["open"]);
      const refusal = await refusalOf(url, { isShared: true });
      expect(refusal.code).toBe("store_locked");
      expect(refusal.message).toMatch(
        /^STORE_URL .*a process without QUEUE_URL, .*: set the same QUEUE_URL for both, or stop/,
      );
      await first.kill();
      await startStore(url, { isShared: true });
    });

    it("is refused to processes with another queue while one uses it", async () => {
      // Each queue used to have a holder for every partition: jobs were polled twice as often as allowed, and told twice.
      const url = newUrl();
      const [first, second] = [await startStore(url, through("a")), createStore(url, through("a"))];
      await second.start();
      const { message } = await refusalOf(url, through("b"));
      expect(message).toMatch(
        /^STORE_URL .*without QUEUE_URL, or with another one.*: set the same QUEUE_URL/,
      );
      await putFollow(first.follows, aFollow());
      await Promise.all([first.stop(), second.stop()]);
      expect(await followsOf(await startStore(url, through("b")))).toEqual([aFollow()]);
    });

    it("goes with its queue, which has a new id after it was wiped", async () => {
      const url = newUrl();
      let id = "before";
      const sharing = { isShared: true, queueId: () => id };
      const both = [await startStore(url, sharing), await startStore(url, sharing)];
      await putFollow(both[0]!.follows, aFollow());
      id = "after";
      const third = await startStore(url, sharing);
      for (const store of [...both, third])
        expect(await vi.waitFor(() => followsOf(store), RETURN_LIMIT_MS)).toEqual([aFollow()]);
      await refusalOf(url, through("before"));
    });

    it("is open again at once to those that share it when all of them were killed, and soon to others", async () => {
      const url = newUrl();
      for (const sharing of ["shared", "shared", "alone"]) {
        const child = run("hold-store", url, sharing);
        expect(await child.untilLines(1, 10_000)).toEqual(["open"]);
        await child.kill();
      }
    });

    it("rejects every call while the server is dead, and works again once it is back", async () => {
      const store = await startStore();
      await putFollow(store.follows, aFollow());
      await server.kill();
      for (let round = 0; round < 2; round += 1) {
        await failsInTime(() => store.follows.get(key));
        await failsInTime(() => putFollow(store.follows, aFollow()));
        await failsInTime(() => store.follows.update(key, () => undefined));
        await failsInTime(() => followsOf(store));
      }
      await server.start();
      expect(await returns(store)).toEqual(aFollow());
      expect(await followsOf(store)).toEqual([aFollow()]);
    });

    it("rejects every call while the server hangs, and works again once it goes on", async () => {
      const store = await startStore();
      await putFollow(store.follows, aFollow());
      server.pause();
      try {
        for (let round = 0; round < 3; round += 1) await failsInTime(() => store.follows.get(key));
        await failsInTime(() => putFollow(store.follows, aFollow({ requesters: ["eve"] })));
        await failsInTime(() => followsOf(store));
      } finally {
        server.resume();
      }
      expect(await returns(store)).toMatchObject({ id: aFollow().id });
      await putFollow(store.follows, aFollow({ requesters: ["bob"] }));
      expect(await store.follows.get(key)).toMatchObject({ requesters: ["bob"] });
    });

    it("rejects every call while the network is cut, and works again once it is mended", async () => {
      await using proxy = await startProxy(server.url);
      const url = `${proxy.url}?namespace=cut`;
      const store = await startStore(url);
      await putFollow(store.follows, aFollow());
      proxy.cut();
      // Long enough for its lock to expire, and for connections to be given up.
      for (let round = 0; round < 5; round += 1) await failsInTime(() => store.follows.get(key));
      await failsInTime(() => store.follows.update(key, () => undefined));
      proxy.mend();
      expect(await returns(store)).toEqual(aFollow());
      await putFollow(store.follows, aFollow({ requesters: ["bob"] }));
      expect(await followsOf(store)).toMatchObject([{ requesters: ["bob"] }]);
      await store.stop();
    });

    it("loses no acknowledged write when the server is killed, again and again", async () => {
      const url = newUrl();
      const store = await startStore(url);
      const acknowledged: string[] = [];
      let next = 0;
      const over = new AbortController();
      const write = async (): Promise<void> => {
        while (!over.signal.aborted) {
          const id = String((next += 1));
          const follow = aFollow({ id, jobId: `job-${id}` });
          const written = await store.follows
            .update(followKey(follow), () => follow)
            .then(
              () => true,
              () => false,
            );
          if (written) acknowledged.push(id);
          else await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const writers = Promise.all(Array.from({ length: 8 }, write));
      for (let kill = 0; kill < 3; kill += 1) {
        const before = acknowledged.length;
        await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(before + 50), 20_000);
        await server.kill();
        await server.start();
      }
      const before = acknowledged.length;
      await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(before), RETURN_LIMIT_MS);
      over.abort();
      await writers;
      const found = new Set((await followsOf(store)).map(({ id }) => id));
      expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    });

    it("loses no acknowledged write when the relay is killed", async () => {
      const url = newUrl();
      const writer = run("write-until-killed", url);
      await writer.untilLines(301, 30_000);
      const acknowledged = await writer.kill();
      const store = await startStore(url);
      const found = new Set((await followsOf(store)).map(({ id }) => id));
      expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    });
  });
}
