import { randomUUID } from "node:crypto";
import { createClient } from "@keyv/redis";
import { afterEach, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/node/system-clock.ts";
import { storeUrl } from "../../src/config/store-url.ts";
import { ConfigError } from "../../src/core/errors.ts";
import type { Clock } from "../../src/core/ports/clock.ts";
import { openStore } from "../../src/load-store.ts";
import { ReleaseStack } from "../../src/services/runtime/release-stack.ts";
import { describeIf } from "../contracts/test-if.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../support/fakes/fake-logger.ts";
import { startProxy } from "../support/servers/cuttable-proxy.ts";
import { findPostgres, findRedis } from "../support/servers/find-servers.ts";
import { startPostgres } from "../support/servers/postgres-server.ts";
import { startRedis } from "../support/servers/redis-server.ts";

const WITHIN = { timeout: 5_000, interval: 10 };
const NOWHERE = "redis://127.0.0.1:1";

const releases: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

/** A start of one of several processes. */
function startOn(
  urls: { readonly store: string; readonly queue: string },
  clock: Clock = systemClock,
) {
  const log = createFakeLogger();
  const acquired = new ReleaseStack({ clock, log });
  releases.push(() => acquired.releaseAll());
  const stopping = new AbortController();
  const config = {
    store: { ...storeUrl.parse(urls.store), isShared: true },
    queue: { url: urls.queue, namespace: "pika-relay", lockMs: 5_000, allowsVolatile: false },
  };
  const common = { stopBudgetMs: 5_000, clock, log };
  const opening = openStore({ config, stopping: stopping.signal, ...common }, acquired);
  opening.catch(() => {});
  return { opening, acquired, stop: () => stopping.abort(new Error("a stop")) };
}

const toBoth = (url: string) => ({ store: url, queue: url });

type Start = ReturnType<typeof startOn>;

/** Whether both work once they are opened. */
async function opens({ opening }: Start): Promise<boolean> {
  const { store, queue } = await opening;
  // The connection of a queue may break after the last step, and comes back by itself.
  await vi.waitFor(() => queue?.ping(), 5_000);
  return store.claims.take(randomUUID(), 60_000);
}

/** Breaks the connection at each message and answer of a start in turn, and expects that each start opens everything. */
async function breakEverywhere(
  url: string,
  toUrls: (url: string) => Parameters<typeof startOn>[0],
): Promise<number> {
  for (let broken = 0; ; broken += 1) {
    let count = 0;
    await using proxy = await startProxy(url, { isBreaking: () => count++ === broken });
    const start = startOn(toUrls(proxy.url));
    await start.opening;
    if (count <= broken) return broken;
    expect(await opens(start)).toBe(true);
    await start.acquired.releaseAll();
  }
}

describeIf(findRedis() !== undefined)("a start with its Redis", () => {
  // All of these ended with exit code 2 at once: only a refused connection was waited for.
  it("waits until Redis has read its append-only file", async () => {
    // In microseconds.
    await using server = await startRedis({ "key-load-delay": "150" });
    const client = createClient({ url: server.url });
    client.on("error", () => {});
    await client.connect();
    await client.eval(`for n = 1, 10000 do redis.call("SET", "key" .. n, n) end`);
    await server.kill();
    const restarted = server.start();
    await using _ = { [Symbol.asyncDispose]: () => restarted };
    const isLoading = () => expect(client.get("key1")).rejects.toThrow(/^LOADING/);
    await vi.waitFor(isLoading, WITHIN);
    expect(await opens(startOn(toBoth(server.url)))).toBe(true);
    client.destroy();
  });

  it("begins again wherever a connection breaks", async () => {
    await using server = await startRedis();
    expect(await breakEverywhere(server.url, toBoth)).toBeGreaterThan(10);
  });

  it("ends in one line if Redis cannot be reached for too long", async () => {
    const clock = new FakeClock();
    const { opening } = startOn(toBoth(NOWHERE), clock);
    const refused = opening.catch((error: unknown) => error);
    let error: unknown;
    void refused.then((reason) => (error = reason));
    await vi.waitFor(async () => {
      await clock.advance(500);
      expect(error).toBeDefined();
    }, WITHIN);
    expect(clock.monotonicMs()).toBeGreaterThan(9_000);
    expect(error).toMatchObject({
      problems: [
        expect.stringMatching(/^QUEUE_URL names a queue .*ECONNREFUSED.*: start the server/),
      ],
    });
    expect(error).toBeInstanceOf(ConfigError);
  });

  it("does not wait for what does not pass by itself", async () => {
    await using server = await startRedis();
    const wrong = server.url.replace(encodeURIComponent(server.password), "wrong");
    const began = performance.now();
    await expect(startOn({ store: server.url, queue: wrong }).opening).rejects.toThrow("WRONGPASS");
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it("waits no longer once it is stopped", async () => {
    const { opening, stop } = startOn(toBoth(NOWHERE));
    stop();
    await expect(opening).rejects.toThrow("a stop");
  });
});

describeIf(findRedis() !== undefined && findPostgres() !== undefined)(
  "a start with its PostgreSQL",
  () => {
    it("waits until PostgreSQL takes connections", async () => {
      await using queue = await startRedis();
      await using server = await startPostgres();
      await server.kill();
      const start = startOn({ store: server.url, queue: queue.url });
      await server.start();
      expect(await opens(start)).toBe(true);
    });

    it("begins again wherever a connection breaks", async () => {
      await using queue = await startRedis();
      await using server = await startPostgres();
      const toUrls = (store: string) => ({ store, queue: queue.url });
      expect(await breakEverywhere(server.url, toUrls)).toBeGreaterThan(10);
    });
  },
);
