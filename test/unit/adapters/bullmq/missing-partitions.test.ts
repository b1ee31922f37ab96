import { createClient, type RedisClientType } from "@keyv/redis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MissingPartitions } from "../../../../src/adapters/bullmq/missing-partitions.ts";
import { PartitionLease } from "../../../../src/adapters/bullmq/partition-lease.ts";
import {
  addJobs,
  openPartitionQueue,
  readUnsureMs,
  type PartitionQueue,
} from "../../../../src/adapters/bullmq/partition-queue.ts";
import { PARTITIONS } from "../../../../src/core/partition.ts";
import { describeIf } from "../../../contracts/test-if.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";
import { startRedis } from "../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../support/servers/test-server.ts";

const LOCK_MS = 30_000;

/** How long the holder of each partition in the queue waits, in milliseconds. */
const waitsOf = async (parts: PartitionQueue): Promise<number[]> => {
  const jobs = await parts.queue.getWaiting();
  return Promise.all(jobs.map(({ data }) => readUnsureMs(parts, data, LOCK_MS)));
};
const addOne = ({ parts }: { readonly parts: PartitionQueue }): Promise<void> =>
  addJobs(parts, [PartitionLease.toJobId(0)], { unsureUntil: 0 });

describeIf(findRedis() !== undefined)("MissingPartitions", () => {
  let server: TestServer;
  let client: RedisClientType;
  let runs = 0;
  beforeAll(async () => {
    server = await startRedis();
    client = createClient({ url: server.url });
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await server[Symbol.asyncDispose]();
  });

  const open = () => {
    const prefix = `run-${(runs += 1)}`;
    const parts = openPartitionQueue({ client, prefix, workerName: "worker", lockMs: LOCK_MS });
    return { parts, missing: new MissingPartitions(LOCK_MS) };
  };
  it("are nobody's at the very first start", async () => {
    const { parts, missing } = open();
    await missing.putBack(parts, 0, 0);
    expect(await waitsOf(parts)).toEqual(Array.from({ length: PARTITIONS }, () => 0));
  });

  it("are nobody's if another process that starts is just adding them", async () => {
    // Used to take some of them for lost, so a new cluster polled their jobs only after a lock.
    const one = open();
    await addOne(one);
    await one.missing.putBack(one.parts, 0, 0);
    expect(await waitsOf(one.parts)).toEqual([0]);
    await one.missing.putBack(one.parts, 999, 0);
    expect(await waitsOf(one.parts)).toEqual([0]);
  });

  it("may be held for a lock if only some are missing for longer, or other workers may hold them", async () => {
    const one = open();
    await addOne(one);
    await one.missing.putBack(one.parts, 0, 0);
    await one.missing.putBack(one.parts, 1_000, 0);
    const other = open();
    await other.missing.putBack(other.parts, 0, 1);
    for (const { parts } of [one, other]) {
      const waits = await waitsOf(parts);
      expect(waits).toHaveLength(PARTITIONS);
      expect(Math.max(...waits)).toBeGreaterThan(LOCK_MS - 5_000);
      expect(Math.max(...waits)).toBeLessThanOrEqual(LOCK_MS);
    }
  });

  it("make no holder wait once the lock is over, also if earlier holders were killed while they waited", async () => {
    // Each holder used to wait for a whole lock, again and again.
    const { parts } = open();
    const [seconds] = await client.sendCommand<readonly string[]>(["TIME"]);
    await addJobs(parts, [PartitionLease.toJobId(0)], { unsureUntil: Number(seconds) * 1_000 });
    expect(await waitsOf(parts)).toEqual([expect.any(Number)]);
    expect((await waitsOf(parts))[0]).toBeLessThanOrEqual(0);
  });
});
