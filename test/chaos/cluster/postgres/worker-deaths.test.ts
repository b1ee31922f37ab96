import { expect, it } from "vitest";
import { describeIf } from "../../../contracts/test-if.ts";
import { createCluster } from "../../../support/cluster/cluster.ts";
import { expectWell } from "../../../support/cluster/expect-well.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import { drawLives, killAtRandom } from "../../../support/cluster/random-kills.ts";
import { profile } from "../../../support/profile.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";

/** Two kills in a row make a partition wait for almost three locks. What is left of them has to be enough for the next poll. */
const LOCK_MS = profile.amount({ small: 3_000, full: 5_000 });
const FOLLOWS = profile.amount({ small: 16, full: 200 });
const KILLS = profile.amount({ small: 2, full: 30 });
const KILLING_MS = profile.amount({ small: 6_000, full: 180_000 });

// The queue is on Redis, wherever the store is.
describeIf(findRedis() !== undefined)("a cluster with its store on PostgreSQL", () => {
  it(`shows ${FOLLOWS} results once each, with ${KILLS} kills of two processes that do everything`, async () => {
    await using cluster = await createCluster({ lockMs: LOCK_MS, store: "postgres" });
    await cluster.startAll(["all", "all"]);
    const jobs = new FollowedJobs(cluster);
    const lives = drawLives(FOLLOWS, { minMs: 3_000, maxMs: KILLING_MS });
    const half = Math.floor(FOLLOWS / 2);
    await jobs.followFor(lives.slice(0, half));
    await Promise.all([
      killAtRandom(cluster, { role: "all", kills: KILLS, withinMs: KILLING_MS }),
      jobs.followFor(lives.slice(half)),
    ]);
    await expectWell(cluster, jobs, { withinMs: 60_000 });
    expect(cluster.members).toHaveLength(2);
  }, 600_000);
});
