import { createClient, type RedisClientType } from "@keyv/redis";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisSharedRateLimit } from "../../../../src/adapters/bullmq/shared-rate-limit.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { QueueError } from "../../../../src/core/errors.ts";
import type { Clock } from "../../../../src/core/ports/clock.ts";
import { SharedRequestRate } from "../../../../src/services/runtime/sources/shared-request-rate.ts";
import { describeIf } from "../../../contracts/test-if.ts";
import { busiestSecond } from "../../../support/cluster/observer.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";
import { startRedis } from "../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../support/servers/test-server.ts";

const GAP_MS = 20;
const wanted = { gapMs: GAP_MS, extraGapMs: 0 };

describeIf(findRedis() !== undefined)("RedisSharedRateLimit", () => {
  let server: TestServer;
  let client: RedisClientType;
  let runs = 0;
  beforeAll(async () => {
    server = await startRedis();
    client = await connect(server);
  });
  afterAll(async () => {
    client.destroy();
    await server[Symbol.asyncDispose]();
  });

  /** A limit that is new to the server has nothing to hand out for a second. */
  const createLimit = async (clock: Clock = systemClock) => {
    const namespace = `run-${(runs += 1)}`;
    const limit = new RedisSharedRateLimit({ client, namespace, clock });
    expect(await limit.take("pika", { ...wanted, count: 1 })).toEqual([]);
    await wait(1_100);
    return { limit, namespace };
  };

  it("hands out starts at least a gap apart, to whichever process asks", async () => {
    const { limit, namespace } = await createLimit();
    // Its clock began at another time.
    const shifted: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + 5e6 };
    const other = new RedisSharedRateLimit({ client, namespace, clock: shifted });
    const before = systemClock.monotonicMs();
    const first = await limit.take("pika", { ...wanted, extraGapMs: 15, count: 3 });
    const second = (await other.take("pika", { ...wanted, count: 2 })).map((at) => at - 5e6);
    const all = [...first, ...second];
    expect(all[0]).toBeGreaterThanOrEqual(before);
    const gaps = all.slice(1).map((at, index) => at - (all[index] ?? 0));
    expect(gaps[0]).toBeCloseTo(35, 1);
    expect(gaps[1]).toBeCloseTo(20, 1);
    // The clocks are compared by messages, which take part of a millisecond.
    expect(Math.abs((gaps[2] ?? 0) - 20)).toBeLessThan(5);
    expect(await limit.take("fal", { ...wanted, count: 1 })).toEqual([]);
  });

  it("hands out nothing that is further away than a second", async () => {
    const { limit } = await createLimit();
    const all = { ...wanted, count: 1_000 };
    expect(await limit.take("pika", all)).toHaveLength(1_000 / GAP_MS);
    expect((await limit.take("pika", all)).length).toBeLessThan(5);
    await wait(10 * GAP_MS);
    expect((await limit.take("pika", all)).length).toBeGreaterThanOrEqual(9);
  });

  it("goes on from where it was if the server's clock is set back", async () => {
    const { limit, namespace } = await createLimit();
    const [first = 0] = await limit.take("pika", { ...wanted, count: 1 });
    const key = `${namespace}:queue:starts:pika`;
    const ahead = await client.hmGet(key, ["next", "now"]);
    const [next, now] = ahead.map((text) => Number(text) + 3_600_000);
    await client.hSet(key, { next: String(next), now: String(now) });
    const [second = 0] = await limit.take("pika", { ...wanted, count: 1 });
    expect(second - first).toBeGreaterThan(GAP_MS - 5);
    expect(second - first).toBeLessThan(GAP_MS + 200);
  });
});

describeIf(findRedis() !== undefined)("four processes with one limit", () => {
  it("use it, and stay within it in every second", { timeout: 30_000 }, async () => {
    await using server = await startRedis();
    const starts = await saturate(server, { maxPerSecond: 50, forMs: 9_000 });
    expect(busiestSecond(starts)).toBeLessThanOrEqual(50);
    // A busy machine loses starts now and then.
    const threeSeconds = starts.map(
      (from) => starts.filter(({ at }) => at >= from.at && at < from.at + 3_000).length,
    );
    expect(Math.max(...threeSeconds)).toBeGreaterThanOrEqual(50 * 3 * 0.9);
  });

  it(
    "stay within it when the server is killed, comes back, and forgets",
    { timeout: 30_000 },
    async () => {
      await using server = await startRedis();
      const saturating = saturate(server, { maxPerSecond: 50, forMs: 9_000 });
      await wait(3_000);
      await server.kill();
      await server.start();
      await wait(2_500);
      const client = await connect(server);
      await client.flushAll();
      client.destroy();
      const starts = await saturating;
      expect(busiestSecond(starts)).toBeLessThanOrEqual(50);
      expect(starts.length).toBeGreaterThan(50 * 2);
    },
  );
});

describe("RedisSharedRateLimit without a server", () => {
  it("rejects with a QueueError", async () => {
    const client: RedisClientType = createClient({ disableOfflineQueue: true });
    const limit = new RedisSharedRateLimit({ client, namespace: "relay", clock: systemClock });
    const taking = limit.take("pika", { ...wanted, count: 1 });
    await expect(taking).rejects.toThrow(QueueError);
  });
});

async function connect({ url }: TestServer): Promise<RedisClientType> {
  const client: RedisClientType = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 1_000, reconnectStrategy: () => 100 },
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Starts requests for `forMs` as soon as each process may; resolves with when. */
async function saturate(
  server: TestServer,
  { maxPerSecond, forMs }: { maxPerSecond: number; forMs: number },
): Promise<{ at: number }[]> {
  const closing = new AbortController();
  const starts: { at: number }[] = [];
  const clients = await Promise.all([1, 2, 3, 4].map(() => connect(server)));
  for (const client of clients) {
    const limit = new RedisSharedRateLimit({ client, namespace: "relay", clock: systemClock });
    const { signal } = closing;
    const options = { api: "pika", limit, maxPerSecond, closing: signal, clock: systemClock };
    const rate = new SharedRequestRate(options);
    const work = async (): Promise<void> => {
      while ((await rate.reserve(systemClock.monotonicMs())) === 0)
        starts.push({ at: systemClock.monotonicMs() });
    };
    void work();
  }
  await wait(forMs);
  closing.abort();
  for (const client of clients) client.destroy();
  return starts;
}
