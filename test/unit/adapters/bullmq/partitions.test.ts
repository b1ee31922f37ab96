import { createClient, type RedisClientType } from "@keyv/redis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PartitionLease } from "../../../../src/adapters/bullmq/partition-lease.ts";
import { BullPartitions } from "../../../../src/adapters/bullmq/partitions.ts";
import { OutageLog } from "../../../../src/adapters/bullmq/outage-log.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { PARTITIONS } from "../../../../src/core/partition.ts";
import type { Holding } from "../../../../src/core/ports/processes/partitions.ts";
import { describeIf } from "../../../contracts/test-if.ts";
import {
  partitionsContract,
  type PartitionsDriver,
} from "../../../contracts/processes/partitions.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { eventually } from "../../../support/processes/eventually.ts";
import { startProxy } from "../../../support/servers/cuttable-proxy.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";
import { startRedis } from "../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../support/servers/test-server.ts";

const LOCK_MS = 2_000;

describeIf(findRedis() !== undefined)("BullPartitions", () => {
  let server: TestServer;
  let admin: RedisClientType;
  let runs = 0;
  beforeAll(async () => {
    server = await startRedis();
    admin = createClient({ url: server.url });
    await admin.connect();
  });
  afterAll(async () => {
    admin.destroy();
    await server[Symbol.asyncDispose]();
  });

  partitionsContract("on a Redis server", async () => startCluster(server, `run-${(runs += 1)}`));

  it("leaves no partition to a relay that has the same namespace in another database", async () => {
    await using one = await startCluster(server, "same");
    await using other = await startCluster({ url: `${server.url}/1` }, "same");
    const { taken, work } = createWork();
    const both = [await one.join(work), await other.join(work)];
    // A server lists the connections to all its databases: each relay used to take half of its partitions and nobody the rest.
    await both[0]?.partitions.start();
    await one.until("all of one", () => taken.length === PARTITIONS, 5_000);
    await both[1]?.partitions.start();
    await other.until("all of both", () => taken.length === 2 * PARTITIONS, 5_000);
    expect(taken.filter(({ ending }) => ending.aborted)).toEqual([]);
    await Promise.all(both.map(({ partitions }) => partitions.stop()));
  });

  it("locks what it has just taken for half as long, and then for the whole lock", async () => {
    const lockMs = 5_000;
    await using driver = await startCluster(server, "young", { lockMs });
    const key = `young:queue:partitions:${PartitionLease.toJobId(0)}:lock`;
    const { work } = createWork();
    let atFirst: Promise<number> | undefined;
    const { partitions } = await driver.join((holding) => {
      if (holding.partition === 0) atFirst = admin.pTTL(key);
      return work(holding);
    });
    await partitions.start();
    await driver.until("taken", () => atFirst !== undefined, 5_000);
    const atFirstMs = (await atFirst) ?? 0;
    // A holder that ended before its first poll used to cost its jobs another whole lock.
    expect(atFirstMs).toBeGreaterThan(0);
    expect(atFirstMs).toBeLessThanOrEqual(lockMs / 2);
    let laterMs = 0;
    const look = (): boolean => {
      void admin.pTTL(key).then((ms) => (laterMs = Math.max(laterMs, ms)));
      return laterMs > lockMs / 2;
    };
    await driver.until("renewed", look, 5_000);
    await partitions.stop();
  });

  it("loses none while it takes the others on a slow connection", { timeout: 60_000 }, async () => {
    await using driver = await startCluster(server, "slow", { lockMs: 3_000, delayMs: 35 });
    const { taken, work } = createWork();
    const { partitions } = await driver.join(work);
    await partitions.start();
    // Nothing used to be renewed until everything was taken, so the first ones were lost by then, again and again.
    await driver.until("all taken", () => taken.length >= PARTITIONS, 50_000);
    expect(taken.filter(({ lost }) => lost.aborted)).toEqual([]);
    await partitions.stop();
  });
});

/** Work that ends when it is asked to, and all that was taken for it. */
function createWork() {
  const taken: Holding[] = [];
  const work = (holding: Holding): Promise<void> => {
    taken.push(holding);
    return new Promise((resolve) => {
      holding.ending.addEventListener("abort", () => resolve());
    });
  };
  return { taken, work };
}

async function startCluster(
  server: Pick<TestServer, "url">,
  namespace: string,
  { lockMs = LOCK_MS, delayMs = 0 } = {},
): Promise<PartitionsDriver> {
  const stack = new AsyncDisposableStack();
  const admin: RedisClientType = createClient({ url: server.url });
  await admin.connect();
  stack.defer(() => admin.destroy());
  return {
    lockMs,
    join: async (work) => {
      const proxy = stack.use(await startProxy(server.url, { delayMs }));
      const log = createFakeLogger();
      const client: RedisClientType = createClient({
        url: proxy.url,
        disableOfflineQueue: true,
        socket: { connectTimeout: 1_000, socketTimeout: 5_000, reconnectStrategy: () => 100 },
      });
      const partitions = new BullPartitions({
        client,
        namespace,
        lockMs,
        work,
        outages: new OutageLog(log, systemClock),
        clock: systemClock,
        log,
      });
      stack.defer(() => partitions.stop(AbortSignal.abort()));
      return { partitions, cutOff: () => proxy.cut(), mend: () => proxy.mend() };
    },
    wipe: async () => {
      await admin.flushDb();
      // As a restart does.
      await admin.scriptFlush();
    },
    until: eventually,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
