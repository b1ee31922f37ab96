import { afterAll, beforeAll, expect, it } from "vitest";
import { createCluster, type Cluster } from "../../../support/cluster/cluster.ts";
import { expectWell } from "../../../support/cluster/expect-well.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import { eventually } from "../../../support/processes/eventually.ts";
import { profile } from "../../../support/profile.ts";
import { said } from "../../../support/sentence.ts";

const LOCK_MS = 2_000;
const WORKERS = 3;
const OTHERS = profile.amount({ small: 12, full: 100 });
const POISON = "a-prompt-that-ends-processes";
const poisonFile = new URL("poison.ts", import.meta.url).pathname;

let cluster: Cluster;
let deaths = 0;
let isOver = false;
beforeAll(async () => {
  cluster = await createCluster({ lockMs: LOCK_MS });
  await cluster.start("gateway");
  await Promise.all(Array.from({ length: WORKERS }, startMortal));
});
afterAll(async () => {
  isOver = true;
  await cluster[Symbol.asyncDispose]();
});

/** Starts a worker, and another one whenever it has died. */
async function startMortal(): Promise<void> {
  const env = { NODE_OPTIONS: `--import=${poisonFile}`, POISON };
  const { relay } = await cluster.start("worker", env);
  void relay.exited.then(async ({ signal }) => {
    if (isOver || signal !== "SIGKILL") return;
    deaths += 1;
    await startMortal();
  });
}

it(`gives up a job that has ended five workers, tells its channel, and shows ${OTHERS} other results`, async () => {
  const others = new FollowedJobs(cluster);
  const poisoned = new FollowedJobs(cluster);
  const jobIds = await others.follow(Array.from({ length: OTHERS }, () => ({})));
  const [poisonId = ""] = await poisoned.follow([{ prompt: POISON }]);
  const words = said("result.quarantined");
  await eventually("told", () => poisoned.history(poisonId).includes(words), 60_000);
  process.stdout.write(`chaos: ${deaths} workers died\n`);
  others.complete(jobIds);
  // While one worker after another dies, a job may wait for its next holder more than once.
  await expectWell(cluster, others, { withinMs: 30_000, maxGapMs: 5 * 3 * LOCK_MS });
  expect(deaths).toBe(5);
  const logged = cluster.everStarted.flatMap(({ relay }) =>
    relay.log.filter(({ msg }) => msg === "follow.quarantined"),
  );
  expect(logged).toMatchObject([{ jobId: poisonId, what: "poll" }]);
}, 200_000);
