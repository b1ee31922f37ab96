import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createCluster, type Cluster } from "../../../support/cluster/cluster.ts";
import { expectWell } from "../../../support/cluster/expect-well.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import { busiestSecond, pollsByJob, type SeenPoll } from "../../../support/cluster/observer.ts";
import { drawLives } from "../../../support/cluster/random-kills.ts";
import { profile } from "../../../support/profile.ts";
import { startProxy } from "../../../support/servers/cuttable-proxy.ts";

const LOCK_MS = profile.amount({ small: 2_000, full: 10_000 });
const FOLLOWS = profile.amount({ small: 12, full: 100 });
const ROUNDS = profile.amount({ small: 1, full: 5 });
const SKEW_MS = 60_000;
const PRELOAD = new URL("../../outages/clock-process.ts", import.meta.url).pathname;
/** Of one job: the interval is 400 ms, and one poll more may come when its worker changes. */
const MAX_POLLS_PER_SECOND = 5;

/** The most polls of one job in any second. */
const busiestJob = (polls: readonly SeenPoll[]): number =>
  Math.max(...[...pollsByJob(polls).values()].map(busiestSecond));

/** Settings of a process whose wall clock is wrong. */
async function skewedBy(cluster: Cluster, byMs: number): Promise<Record<string, string>> {
  const file = join(cluster.environment.directory, `clock${byMs}`);
  await writeFile(file, String(byMs));
  return { NODE_OPTIONS: `--import ${PRELOAD}`, CHAOS_CLOCK_FILE: file };
}

it("shows each result once, and polls no job too often, with workers whose clocks are a minute apart", async () => {
  await using cluster = await createCluster({ lockMs: LOCK_MS });
  const [ahead, behind] = await Promise.all([
    cluster.start("worker", await skewedBy(cluster, SKEW_MS)),
    cluster.start("worker"),
    cluster.start("gateway"),
  ]);
  const jobs = new FollowedJobs(cluster);
  let next = [ahead, behind];
  for (let round = 0; round < ROUNDS; round += 1) {
    await jobs.followFor(drawLives(FOLLOWS, { minMs: 2_000, maxMs: LOCK_MS * 4 }));
    // What one worker has begun goes on at the other one, each way.
    for (const member of next) {
      await cluster.kill(member);
      await sleep(LOCK_MS * 1.5);
      await cluster.start("worker", member.env);
    }
    next = cluster.members.filter(({ role }) => role === "worker");
  }
  await expectWell(cluster, jobs, { withinMs: 30_000 });
  expect(busiestJob(jobs.polls())).toBeLessThanOrEqual(MAX_POLLS_PER_SECOND);
}, 900_000);

it("shows each result once, and polls no job too often, when the network between a worker and Redis is cut", async () => {
  await using cluster = await createCluster({ lockMs: LOCK_MS });
  await using proxy = await startProxy(cluster.redis.url);
  await Promise.all([
    cluster.start("gateway"),
    cluster.start("worker"),
    cluster.start("worker", cluster.redisAt(proxy.url)),
  ]);
  const jobs = new FollowedJobs(cluster);
  for (let round = 0; round < ROUNDS; round += 1) {
    await jobs.followFor(drawLives(FOLLOWS, { minMs: 2_000, maxMs: LOCK_MS * 4 }));
    proxy.cut();
    await sleep(LOCK_MS * 2.5);
    proxy.mend();
    await sleep(LOCK_MS);
  }
  await expectWell(cluster, jobs, { withinMs: 30_000 });
  expect(busiestJob(jobs.polls())).toBeLessThanOrEqual(MAX_POLLS_PER_SECOND);
  expect(cluster.members).toHaveLength(3);
}, 900_000);

it("goes on soon when the machine of the queue is gone without a word, while people ask for jobs", async () => {
  // Each message began the timeout of its connection again: those jobs waited for the check of their partition, every minute.
  await using cluster = await createCluster({ lockMs: LOCK_MS });
  await using proxy = await startProxy(cluster.redis.url);
  const { QUEUE_URL = "" } = cluster.redisAt(proxy.url);
  await Promise.all([
    cluster.start("gateway", { QUEUE_URL }),
    cluster.start("worker", { QUEUE_URL }),
  ]);
  const jobs = new FollowedJobs(cluster);
  const pending = await jobs.follow([{}, {}]);
  proxy.lose();
  const asked: ReturnType<typeof jobs.ask>[] = [];
  while (asked.length < 20) {
    asked.push(jobs.ask(cluster.environment.pika.addJob()));
    await sleep(500);
  }
  const answered = await Promise.all(asked);
  await Promise.all(answered.map(({ jobId }) => jobs.askUntilPromised(jobId)));
  jobs.complete([...pending, ...answered.map(({ jobId }) => jobId)]);
  await expectWell(cluster, jobs, { withinMs: 20_000, maxGapMs: 15_000 });
  expect(cluster.members).toHaveLength(2);
}, 120_000);
