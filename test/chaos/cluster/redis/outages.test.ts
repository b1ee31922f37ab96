import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCluster, type Cluster } from "../../../support/cluster/cluster.ts";
import { expectWell } from "../../../support/cluster/expect-well.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import { drawLives, drawNumbers } from "../../../support/cluster/random-kills.ts";
import { eventually } from "../../../support/processes/eventually.ts";
import { profile } from "../../../support/profile.ts";
import { promisesResult } from "../../../support/sentence.ts";

const LOCK_MS = profile.amount({ small: 2_000, full: 5_000 });
const KILLS = profile.amount({ small: 2, full: 10 });
const WIPES = profile.amount({ small: 1, full: 5 });
const FOLLOWS = profile.amount({ small: 8, full: 60 });
const MAX_DOWN_MS = 3_000;
const GONE_MS = profile.amount({ small: 5_000, full: 60_000 });
const ANSWER_LIMIT_MS = 2_500;
const RESUME_LIMIT_MS = 10_000;
/** Work that is in no queue is put back this often. */
const REQUEUE_MS = 60_000;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await createCluster({ lockMs: LOCK_MS });
  await cluster.startAll(["gateway", "worker", "worker"]);
});
afterAll(() => cluster[Symbol.asyncDispose]());

/** Waits until each of these jobs is polled again. Resolves with how long that took, in ms. */
async function resume(jobIds: readonly string[]): Promise<number> {
  const { pika } = cluster.environment;
  const sinceMs = Date.now();
  const polled = (): Set<string | undefined> =>
    new Set(
      pika.requests.flatMap(({ route, at, jobId }) =>
        route === "job" && at >= sinceMs ? [jobId] : [],
      ),
    );
  const isResumed = (): boolean => {
    const seen = polled();
    return jobIds.every((jobId) => seen.has(jobId));
  };
  await eventually("a poll of each job", isResumed, REQUEUE_MS + RESUME_LIMIT_MS);
  return Date.now() - sinceMs;
}

it(`loses nothing when Redis is killed and started again, ${KILLS} times`, async () => {
  const jobs = new FollowedJobs(cluster);
  for (const downMs of drawNumbers(KILLS, MAX_DOWN_MS)) {
    const lives = drawLives(FOLLOWS, { minMs: 1_000, maxMs: 8_000 });
    await jobs.followFor(lives);
    const pending = await jobs.follow([{}]);
    await cluster.redis.kill();
    await sleep(downMs);
    await cluster.redis.start();
    expect(await resume(pending)).toBeLessThanOrEqual(RESUME_LIMIT_MS);
    jobs.complete(pending);
  }
  // Nobody can poll while Redis is down: the limit is that of the time after it. Once one job is polled again, Redis is killed
  // again, before others may be.
  const maxGapMs = 2 * (MAX_DOWN_MS + RESUME_LIMIT_MS);
  await expectWell(cluster, jobs, { withinMs: 30_000, maxGapMs });
}, 600_000);

it(`loses nothing when the queue is wiped, ${WIPES} times`, async () => {
  const jobs = new FollowedJobs(cluster);
  for (let wipe = 0; wipe < WIPES; wipe += 1) {
    const jobIds = await jobs.follow(Array.from({ length: FOLLOWS }, () => ({})));
    await cluster.wipeQueue();
    const late = await jobs.follow([{}, {}]);
    await sleep(LOCK_MS * 2);
    jobs.complete([...jobIds, ...late]);
    expect(await jobs.findMisshownWithin(REQUEUE_MS + 20_000)).toEqual([]);
  }
  await expectWell(cluster, jobs, { withinMs: 10_000, maxGapMs: REQUEUE_MS + 10_000 });
}, 900_000);

it(`answers honestly while Redis is gone for ${GONE_MS} ms, and goes on once it is back`, async () => {
  const jobs = new FollowedJobs(cluster);
  const pending = await jobs.follow(Array.from({ length: FOLLOWS }, () => ({})));
  await cluster.redis.kill();
  const untilMs = performance.now() + GONE_MS;
  const asked: ReturnType<typeof jobs.ask>[] = [];
  while (performance.now() < untilMs) {
    asked.push(jobs.ask(cluster.environment.pika.addJob()));
    await sleep(250);
  }
  const answered = await Promise.all(asked);
  const slow = answered.filter(({ afterMs = Infinity }) => afterMs > ANSWER_LIMIT_MS);
  expect(slow).toEqual([]);
  expect(answered.filter(({ text }) => promisesResult(text))).toEqual([]);
  process.stdout.write(`chaos: ${answered.length} answers, such as: ${answered.at(-1)?.text}\n`);

  await cluster.redis.start();
  const resumedMs = await resume(pending);
  process.stdout.write(`chaos: every job was polled again after ${resumedMs} ms\n`);
  expect(resumedMs).toBeLessThanOrEqual(RESUME_LIMIT_MS);
  await Promise.all(answered.map(({ jobId }) => jobs.askUntilPromised(jobId)));
  jobs.complete(jobs.jobIds);
  await expectWell(cluster, jobs, {
    withinMs: 30_000,
    maxGapMs: GONE_MS + RESUME_LIMIT_MS + 5_000,
  });
}, 600_000);
