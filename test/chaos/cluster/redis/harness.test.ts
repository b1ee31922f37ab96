import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createCluster } from "../../../support/cluster/cluster.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import { findOverlaps, longestGap } from "../../../support/cluster/observer.ts";
import { profile } from "../../../support/profile.ts";

const FOLLOWS = profile.amount({ small: 16, full: 100 });
const KILLS = profile.amount({ small: 2, full: 10 });

it("shows each result once from one process with its store on Redis, through kills", async () => {
  await using cluster = await createCluster({ lockMs: 5_000 });
  let member = await cluster.start("alone");
  const jobs = new FollowedJobs(cluster);
  const jobIds = await jobs.follow(Array.from({ length: FOLLOWS }, () => ({})));
  for (let kill = 0; kill < KILLS; kill += 1) {
    jobs.complete(jobIds.splice(0, Math.ceil(FOLLOWS / KILLS)));
    await sleep(700);
    await cluster.kill(member);
    member = await cluster.start("alone");
  }
  expect(await jobs.findMisshownWithin(30_000)).toEqual([]);
  expect(findOverlaps(jobs.polls())).toEqual([]);
  expect(longestGap(jobs.polls()).gapMs).toBeLessThan(20_000);
  await cluster.stop(member);
  expect(cluster.environment.violations()).toEqual([]);
}, 300_000);

const isTwice = (line: string): boolean => line.endsWith("shown 2 times");

it("notices results that are shown twice, and polls that overlap, of processes that know nothing of each other", async () => {
  await using cluster = await createCluster({ lockMs: 5_000 });
  const env = { STORE_URL: "memory:" };
  await Promise.all([cluster.start("alone", env), cluster.start("alone", env)]);
  cluster.frontDoor.spread = "to all";
  cluster.environment.pika.fault({ kind: "slow", delayMs: 200 });
  const jobs = new FollowedJobs(cluster);
  const jobIds = await jobs.follow([{}, {}]);
  jobs.complete(jobIds);
  for (let round = 0; round < 100 && !jobs.findMisshown().every(isTwice); round += 1)
    await sleep(100);
  expect(jobs.findMisshown().filter(isTwice)).toHaveLength(jobIds.length);
  expect(findOverlaps(jobs.polls())).not.toEqual([]);
}, 60_000);
