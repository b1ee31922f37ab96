import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCluster, type Cluster } from "../../../support/cluster/cluster.ts";
import { expectWell } from "../../../support/cluster/expect-well.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import {
  drawLives,
  drawNumbers,
  killAtRandom,
  memberOf,
} from "../../../support/cluster/random-kills.ts";
import { profile } from "../../../support/profile.ts";

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
const FOLLOWS = profile.amount({ small: 20, full: 200 });
const KILLS = profile.amount({ small: 3, full: 30 });
const KILLING_MS = profile.amount({ small: 8_000, full: 180_000 });
const ZOMBIES = profile.amount({ small: 2, full: 20 });
const FOLLOWS_PER_ZOMBIE = 8;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await createCluster({ lockMs: LOCK_MS, env: POLLING });
  await cluster.startAll(["gateway", "worker", "worker", "worker"]);
});
afterAll(() => cluster[Symbol.asyncDispose]());

it(`shows ${FOLLOWS} results once each, with ${KILLS} kills of 3 workers`, async () => {
  const jobs = new FollowedJobs(cluster);
  const lives = drawLives(FOLLOWS, { minMs: 3_000, maxMs: KILLING_MS });
  const half = Math.floor(FOLLOWS / 2);
  await jobs.followFor(lives.slice(0, half));
  await Promise.all([
    killAtRandom(cluster, { role: "worker", kills: KILLS, withinMs: KILLING_MS }),
    jobs.followFor(lives.slice(half)),
  ]);
  await expectWell(cluster, jobs, { withinMs: 60_000 });
  expect(cluster.members).toHaveLength(4);
}, 600_000);

it(`shows nothing twice when a worker is suspended beyond its lock and goes on, ${ZOMBIES} times`, async () => {
  const jobs = new FollowedJobs(cluster);
  const pauses = drawNumbers(ZOMBIES, 800);
  for (const [index, pauseMs] of pauses.entries()) {
    const jobIds = await jobs.follow(Array.from({ length: FOLLOWS_PER_ZOMBIE }, () => ({})));
    const zombie = await memberOf(cluster, "worker", pauseMs + index);
    jobs.complete(jobIds.slice(0, FOLLOWS_PER_ZOMBIE / 2));
    await sleep(pauseMs);
    zombie.relay.kill("SIGSTOP");
    jobs.complete(jobIds);
    await sleep(LOCK_MS * 2.5);
    zombie.relay.kill("SIGCONT");
    expect(await jobs.findMisshownWithin(30_000)).toEqual([]);
    if (!cluster.members.includes(zombie)) await cluster.start("worker");
  }
  await expectWell(cluster, jobs, { withinMs: 30_000 });
}, 900_000);
