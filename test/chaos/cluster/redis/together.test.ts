import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shortJobId } from "../../../../src/core/job/short-job-id.ts";
import { createCluster, type Cluster } from "../../../support/cluster/cluster.ts";
import { expectWell } from "../../../support/cluster/expect-well.ts";
import { FollowedJobs } from "../../../support/cluster/followed-jobs.ts";
import { busiestSecond } from "../../../support/cluster/observer.ts";
import { DRIVERS, shownOnce } from "../../../support/processes/platform-drivers.ts";
import { profile } from "../../../support/profile.ts";
import { promisesResult } from "../../../support/sentence.ts";

const LOCK_MS = 5_000;
const JOBS = profile.amount({ small: 24, full: 200 });
const POLLS = profile.amount({ small: 10, full: 50 });
const POLLS_PER_SECOND = profile.amount({ small: 20, full: 60 });
/** Of a poll, so that two of one job would overlap. */
const SLOW_MS = 150;

let cluster: Cluster;
beforeAll(async () => {
  const env = { RELAY_MAX_POLLS_PER_SECOND: String(POLLS_PER_SECOND) };
  cluster = await createCluster({ lockMs: LOCK_MS, env });
  await cluster.startAll(["all", "all", "all", "all"]);
});
afterAll(() => cluster[Symbol.asyncDispose]());

it(`polls ${JOBS} jobs ${POLLS} times from 4 processes, one poll at a time for each and at most ${POLLS_PER_SECOND} in any second`, async () => {
  const { pika } = cluster.environment;
  const end = pika.fault({ kind: "slow", delayMs: SLOW_MS });
  const jobs = new FollowedJobs(cluster);
  const steps = [{ status: "progress", polls: POLLS - 1 }, { status: "completed" }];
  await jobs.follow(Array.from({ length: JOBS }, () => ({ steps })));
  const withinMs = ((JOBS * POLLS) / POLLS_PER_SECOND) * 2_000 + 60_000;
  await expectWell(cluster, jobs, { withinMs, maxGapMs: withinMs });
  end();
  const busiest = busiestSecond(jobs.polls());
  process.stdout.write(`chaos: at most ${busiest} polls in any second\n`);
  expect(busiest).toBeLessThanOrEqual(POLLS_PER_SECOND);
}, 900_000);

describe("the same request at all processes at once", () => {
  beforeAll(() => {
    cluster.frontDoor.spread = "to all";
  });

  it("follows a job once, with one answer", async () => {
    const jobs = new FollowedJobs(cluster);
    const jobIds = Array.from({ length: 8 }, () => cluster.environment.pika.addJob());
    const answered = await Promise.all(jobIds.map((jobId) => jobs.ask(jobId)));
    expect(answered.filter(({ text }) => !promisesResult(text))).toEqual([]);
    jobs.complete(jobIds);
    await expectWell(cluster, jobs, { withinMs: 30_000 });
    const registered = cluster.everStarted
      .flatMap(({ relay }) => relay.log.filter(({ msg }) => msg === "follow.registered"))
      .map(({ jobId }) => String(jobId))
      .filter((jobId) => jobIds.includes(jobId));
    expect(registered.toSorted()).toEqual(jobIds.toSorted());
  });

  it.each(DRIVERS)("runs a job again once on %s when its button is pressed", async (_, create) => {
    const { pika } = cluster.environment;
    const driver = create(cluster.environment);
    const jobId = pika.addJob();
    await driver.type("pika-status", [jobId]);
    pika.setJob(jobId, { status: "completed" });
    // The button is under the last form of the status message.
    const status = await shownOnce(
      driver,
      ({ text, actions }) =>
        text.includes(shortJobId(jobId)) && actions.some((each) => each.startsWith("retry:")),
      driver.channel,
    );
    await driver.press(await driver.press(status, "retry"), "retry-now");
    await sleep(2_000);
    expect(pika.seen("button", jobId)).toBe(1);
  });

  it("answers a mention on Slack once, also if Slack sends its event again", async () => {
    const { slack, pika } = cluster.environment;
    const jobId = pika.addJob();
    const channel = slack.channels.publicJoined;
    const mention = await slack.mention({ channel, text: jobId });
    await mention.acknowledged;
    mention.resend(2);
    const isStatus = ({ text }: { text: string }): boolean => text.includes(shortJobId(jobId));
    await slack.waitFor(isStatus, 10_000);
    await sleep(2_000);
    expect(slack.messages(channel).filter(isStatus)).toHaveLength(1);
  });
});
