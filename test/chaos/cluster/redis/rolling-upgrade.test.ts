import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createCluster, type Cluster, type Member } from "../../../support/cluster/cluster.ts";
import { expectWell } from "../../../support/cluster/expect-well.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import { drawLives } from "../../../support/cluster/random-kills.ts";
import { profile } from "../../../support/profile.ts";
import { promisesResult } from "../../../support/sentence.ts";

const LOCK_MS = 10_000;
/** Between two commands. */
const PAUSE_MS = profile.amount({ small: 400, full: 150 });
/** Before, between and after the replacements. */
const WAIT_MS = profile.amount({ small: 1_000, full: 15_000 });
const ANSWER_LIMIT_MS = 3_000;
const RESULT_LIMIT_MS = 10_000;
const LIVES = { minMs: 2_000, maxMs: 6_000 };
const COMMANDS = 5_000;

/** Replaces each process once: a new one starts before the old one stops. */
async function upgrade(cluster: Cluster, all: readonly Member[]): Promise<void> {
  for (const old of all) {
    await sleep(WAIT_MS);
    await cluster.start(old.role);
    await cluster.stop(old);
  }
  await sleep(WAIT_MS);
}

it("answers every command and shows every result in time, once, while each process is replaced", async () => {
  await using cluster = await createCluster({ lockMs: LOCK_MS });
  const all = await cluster.startAll(["gateway", "gateway", "worker", "worker"]);
  const { pika } = cluster.environment;
  const jobs = new FollowedJobs(cluster);
  const lives = drawLives(COMMANDS, LIVES);
  const endsAt = new Map<string, number>();
  const asked: ReturnType<typeof jobs.ask>[] = [];
  let isUpgraded = false;
  const upgraded = upgrade(cluster, all).finally(() => (isUpgraded = true));
  for (const lifeMs of lives) {
    if (isUpgraded) break;
    const jobId = pika.addJob({ ends: "completed", stepMs: lifeMs / 3 });
    endsAt.set(jobId, Date.now() + lifeMs);
    asked.push(jobs.ask(jobId));
    await sleep(PAUSE_MS);
  }
  await upgraded;
  const answered = await Promise.all(asked);
  const waits = answered.map(({ afterMs = Infinity }) => afterMs).toSorted((a, b) => a - b);
  process.stdout.write(`chaos: ${waits.length} commands, slowest answer ${waits.at(-1)} ms\n`);
  const unanswered = answered.filter(
    ({ afterMs = Infinity, text }) => afterMs > ANSWER_LIMIT_MS || !promisesResult(text),
  );
  expect(unanswered).toEqual([]);
  await expectWell(cluster, jobs, { withinMs: 20_000, maxGapMs: RESULT_LIMIT_MS });
  const delays = [...jobs.postedAt()].map(([jobId, at]) => at - endsAt.get(jobId)!);
  process.stdout.write(`chaos: latest result ${Math.max(...delays)} ms after its job's end\n`);
  expect(Math.max(...delays)).toBeLessThanOrEqual(RESULT_LIMIT_MS);
  expect(jobs.findOvertaken(2_000)).toEqual([]);
}, 600_000);
