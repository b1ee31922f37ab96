import { createClient, type RedisClientType } from "@keyv/redis";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { PartitionLease } from "../../../../src/adapters/bullmq/partition-lease.ts";
import { BullPartitions } from "../../../../src/adapters/bullmq/partitions.ts";
import { OutageLog } from "../../../../src/adapters/bullmq/outage-log.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { PARTITIONS } from "../../../../src/core/partition.ts";
import type { Holding, PartitionWork } from "../../../../src/core/ports/processes/partitions.ts";
import { describeIf } from "../../../contracts/test-if.ts";
import {
  partitionsContract,
  type ClusterProcess,
  type PartitionsDriver,
} from "../../../contracts/processes/partitions.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { eventually } from "../../../support/processes/eventually.ts";
import {
  startProxy,
  type CuttableProxy,
  type ProxyOptions,
} from "../../../support/servers/cuttable-proxy.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";
import { startRedis } from "../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../support/servers/test-server.ts";

const LOCK_MS = 2_000;
/** A script with one key renews locks; the time is its last argument. */
const RENEWAL_FOR_5_S = /\$1\r\n1\r\n\$\d+\r\n\S+:stalled\r\n[^]*\r\n5000\r\n$/;

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
    const lockMs = 12_000;
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
    await driver.until("renewed", look, 10_000);
    await partitions.stop();
  });

  it("gives back what it is just taking when it stops", async () => {
    const lockMs = 20_000;
    await using driver = await startCluster(server, "stopped", { lockMs, delayMs: 100 });
    await using near = await startCluster(server, "stopped", { lockMs });
    const { partitions } = await driver.join(createWork().work);
    await partitions.start();
    const lock = `stopped:queue:partitions:${PartitionLease.toJobId(0)}:lock`;
    // The server has given it to the process, which does not know yet.
    while ((await admin.exists(lock)) === 0);
    await partitions.stop();
    const { taken, work } = createWork();
    const next = await near.join(work);
    await next.partitions.start();
    await near.until("most taken", () => taken.length >= PARTITIONS - 1, 5_000);
    // Nobody used to get it before its lock expired.
    await vi.waitFor(() => expect(taken).toHaveLength(PARTITIONS), 2_000);
    await next.partitions.stop();
  });

  it("keeps no partition that it loses because a renewal for a shorter time arrives late", async () => {
    const lockMs = 10_000;
    const proxying = { delayMs: 10, losing: RENEWAL_FOR_5_S, silenceMs: 1_000 };
    await using driver = await startCluster(server, "late", { lockMs, ...proxying });
    await using near = await startCluster(server, "late", { lockMs });
    const { taken, work } = createWork();
    const { partitions, proxy } = await driver.join(work);
    await partitions.start();
    await driver.until("a renewal that is lost", () => proxy.hasLost(), 10_000);
    const { partition } = taken.at(-1)!;
    const lock = `late:queue:partitions:${PartitionLease.toJobId(partition)}:lock`;
    const before = await admin.pTTL(lock);
    while ((await admin.pTTL(lock)) <= before);
    proxy.deliver();
    while ((await admin.pTTL(lock)) > lockMs / 2);
    proxy.cut();
    const next = createWork();
    const { partitions: others } = await near.join(next.work);
    await others.start();
    const isTaken = (): boolean => next.taken.some((each) => each.partition === partition);
    await near.until("taken by the other", isTaken, 2 * lockMs);
    // It used to rely on the whole lock for seconds longer.
    expect(partitions.isHeld(partition)).toBe(false);
    await Promise.all([partitions.stop(AbortSignal.abort()), others.stop()]);
  }, 60_000);

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

  it("has the name of a newcomer from its first connection on, and its own once it takes part", async () => {
    await using driver = await startCluster(server, "named");
    await using names = await watchNames(server, "named:queue:");
    const { taken, work } = createWork();
    const { partitions } = await driver.join(work);
    await partitions.start();
    await driver.until("taken", () => taken.length > 0, 5_000);
    // It had its own name for a moment. Who counted just then put everything back as possibly held, and all waited a lock.
    const own = names.seen.findIndex((name) => !name.includes(":w:new-"));
    expect(own).toBeGreaterThan(0);
    const count = names.seen.length;
    for (const { id, name } of await admin.clientList())
      if (name === names.seen[own]) await admin.clientKill({ filter: "ID", id });
    await driver.until("connected again", () => names.seen.length > count, 10_000);
    expect(new Set(names.seen.slice(own))).toEqual(new Set([names.seen[own]]));
    await partitions.stop(AbortSignal.abort());
  });
});

/** The names that connections of a relay are given from now on. */
async function watchNames(
  { url }: Pick<TestServer, "url">,
  prefix: string,
): Promise<AsyncDisposable & { readonly seen: readonly string[] }> {
  const seen: string[] = [];
  const client: RedisClientType = createClient({ url });
  await client.connect();
  await client.monitor((line) => {
    const name = /"SETNAME" "([^"]+)"/i.exec(line)?.[1];
    if (name?.startsWith(prefix)) seen.push(name);
  });
  return { seen, [Symbol.asyncDispose]: async () => client.destroy() };
}

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

/** Settings of the processes. `silenceMs`: how long a connection may say nothing. */
interface ClusterOptions extends ProxyOptions {
  readonly lockMs?: number;
  readonly silenceMs?: number;
}

/** A driver that shows the proxy of each process. */
interface ProxiedDriver extends PartitionsDriver {
  join(work: PartitionWork): Promise<ClusterProcess & { readonly proxy: CuttableProxy }>;
}

async function startCluster(
  server: Pick<TestServer, "url">,
  namespace: string,
  { lockMs = LOCK_MS, silenceMs = 5_000, ...proxying }: ClusterOptions = {},
): Promise<ProxiedDriver> {
  const stack = new AsyncDisposableStack();
  const admin: RedisClientType = createClient({ url: server.url });
  await admin.connect();
  stack.defer(() => admin.destroy());
  return {
    lockMs,
    join: async (work) => {
      const proxy = stack.use(await startProxy(server.url, proxying));
      const log = createFakeLogger();
      const client: RedisClientType = createClient({
        url: proxy.url,
        disableOfflineQueue: true,
        socket: { connectTimeout: 1_000, socketTimeout: silenceMs, reconnectStrategy: () => 100 },
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
      return { partitions, proxy, cutOff: () => proxy.cut(), mend: () => proxy.mend() };
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
