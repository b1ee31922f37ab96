import { expect, it } from "vitest";
import { describeIf } from "../../../contracts/test-if.ts";
import { createCluster } from "../../../support/cluster/cluster.ts";
import { expectWell } from "../../../support/cluster/expect-well.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import { drawLives, killAtRandom } from "../../../support/cluster/random-kills.ts";
import { profile } from "../../../support/profile.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";

/**
 * Two kills in a row make a partition wait for almost two and a half locks. What is left has to be enough for starts and polls on a
 * busy machine.
 */
const LOCK_MS = profile.amount({ small: 5_000, full: 10_000 });
/** So that all jobs together do not have to wait for the limit of the stand-in's API, which would lengthen every gap. */
const POLLING = {
  RELAY_POLL_MAX_INTERVAL_MS: String(profile.amount({ small: 800, full: 3_000 })),
  RELAY_MAX_POLLS_PER_SECOND: "200",
};
const FOLLOWS = profile.amount({ small: 16, full: 200 });
const KILLS = profile.amount({ small: 2, full: 30 });
const KILLING_MS = profile.amount({ small: 6_000, full: 180_000 });

// The queue is on Redis, wherever the store is.
describeIf(findRedis() !== undefined)("a cluster with its store on PostgreSQL", () => {
  it(`shows ${FOLLOWS} results once each, with ${KILLS} kills of two processes that do everything`, async () => {
    await using cluster = await createCluster({ lockMs: LOCK_MS, store: "postgres", env: POLLING });
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
