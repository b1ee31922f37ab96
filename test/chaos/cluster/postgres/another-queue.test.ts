import { expect, it } from "vitest";
import { describeIf } from "../../../contracts/test-if.ts";
import { createCluster } from "../../../support/cluster/cluster.ts";
import { expectWell } from "../../../support/cluster/expect-well.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";

// The queue is on Redis, wherever the store is.
describeIf(findRedis() !== undefined)("another queue", () => {
  it.each(["redis", "postgres"] as const)(
    "ends a process that would share the store on %s through another queue, and not the others when the queue is wiped",
    async (store) => {
      await using cluster = await createCluster({ lockMs: 2_000, store });
      await cluster.startAll(["gateway", "worker"]);
      const elsewhere = { QUEUE_URL: `${cluster.redis.url}/2` };
      await expect(cluster.start("worker", elsewhere)).rejects.toThrow("the relay ended");
      const { relay } = cluster.everStarted.at(-1)!;
      expect(await relay.exited).toEqual({ code: 2, signal: null });
      expect(relay.errors()).toMatch(
        /^pika-relay: STORE_URL .*without QUEUE_URL, or with another one.*$/,
      );

      await cluster.wipeQueue();
      await cluster.start("worker");
      const jobs = new FollowedJobs(cluster);
      jobs.complete(await jobs.follow([{}, {}, {}, {}]));
      await expectWell(cluster, jobs, { withinMs: 30_000 });
    },
    60_000,
  );

  // Each used to take half of the partitions, and half of the jobs of both stores were never polled.
  it.each(["redis", "postgres"] as const)(
    "ends a process that would share the queue on a store on %s of its own",
    async (store) => {
      await using cluster = await createCluster({ lockMs: 2_000, store });
      await cluster.startAll(["gateway", "worker"]);
      const elsewhere = { STORE_URL: `${cluster.redis.url}/2` };
      await expect(cluster.start("worker", elsewhere)).rejects.toThrow("the relay ended");
      const { relay } = cluster.everStarted.at(-1)!;
      expect(await relay.exited).toEqual({ code: 2, signal: null });
      expect(relay.errors()).toMatch(/^pika-relay: QUEUE_URL .*another STORE_URL.*$/);

      await cluster.wipeQueue();
      const jobs = new FollowedJobs(cluster);
      jobs.complete(await jobs.follow([{}, {}, {}, {}]));
      await expectWell(cluster, jobs, { withinMs: 30_000 });
    },
    60_000,
  );
});
