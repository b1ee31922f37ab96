import { describe, expect, it } from "vitest";
import { followKey, jobKey } from "../../../../src/core/follow/follow.ts";
import type { PollResult } from "../../../../src/core/job/job.ts";
import { PollRequests } from "../../../../src/services/processes/poll-requests.ts";
import { partitionOf } from "../../../../src/core/partition.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";
import { aFollow, aJob } from "../../../support/follows.ts";
import { joinTwo } from "../../../support/several/join-two.ts";

const FOLLOW = aFollow();
const KEY = jobKey(FOLLOW);
// Without a text, which stays with the holder.
const RUNNING: PollResult = {
  kind: "job",
  job: aJob("running", { facts: { status: "progress" } }),
};
const registry = {
  get: async () => FOLLOW,
  ofKey: async () => FOLLOW,
  entriesOfJob: async () => [{ ...FOLLOW, state: "pending" as const }],
};

/** A process that asks, and another one that holds the job's partition. */
function setUp(answer: () => Promise<PollResult | undefined> = async () => RUNNING) {
  const { partition, messages, ...two } = joinTwo(partitionOf(KEY), registry);
  partition.onPoll = answer;
  const { asking, clock } = two;
  const requests = new PollRequests({ held: asking, messages, registry, clock });
  const { asked } = partition;
  const polls = () => asked.filter((each) => each.startsWith("pollNow")).length;
  return { ...two, partition, asked, polls, requests };
}

describe("a poll that a user waits for", () => {
  it("is made and applied by the holder, and answered here", async () => {
    const { requests, asked, startHolder } = setUp();
    startHolder();
    expect(await requests.pollNow(KEY, requests.queue)).toEqual(RUNNING);
    expect(asked).toEqual([`pollNow ${KEY}`, `apply job to ${FOLLOW.id}`]);
    expect(await requests.results.apply(followKey(FOLLOW), RUNNING)).toBe(FOLLOW);
  });

  it("needs no message if this process is the holder", async () => {
    const { requests, polls, asking, partition, processes } = setUp();
    asking.add(partitionOf(KEY), partition);
    processes.isAway = true;
    expect(await requests.pollNow(KEY, requests.queue)).toEqual(RUNNING);
    expect(polls()).toBe(1);
  });

  it("is asked for again until there is a holder", async () => {
    const { requests, clock, polls, startHolder } = setUp();
    const answer = requests.pollNow(KEY, requests.queue);
    await clock.advance(2_500);
    startHolder();
    await clock.advance(1_000);
    expect(await answer).toEqual(RUNNING);
    expect(polls()).toBe(1);
  });

  // It used to resolve with `unavailable`, so that people were told that the job's API is down when no worker ran.
  it("knows nothing of the API if no process has answered after 15.5 s, and asks no more", async () => {
    const { requests, clock } = setUp();
    const answer = requests.pollNow(KEY, requests.queue);
    await clock.advance(15_500);
    expect(await answer).toBeUndefined();
    expect(clock.waiting).toBe(0);
  });

  // It used to resolve with `unavailable`, so that people were told that the job's API is down.
  it("knows nothing of the API while the queue is away", async () => {
    const { requests, processes } = setUp();
    processes.isAway = true;
    expect(await requests.pollNow(KEY, requests.queue)).toBeUndefined();
  });

  it("is not made if this process has just polled: the holder gets that result", async () => {
    const { requests, asked, startHolder } = setUp();
    startHolder();
    requests.recent.note(KEY, RUNNING);
    await requests.pollNow(KEY, requests.queue);
    expect(asked.filter((each) => each === `note ${KEY}: job`)).toHaveLength(1);
  });

  it("is made again if the result is too long for a message", async () => {
    const { requests, asked, startHolder } = setUp();
    startHolder();
    const content = "x".repeat(100_000);
    requests.recent.note(KEY, { kind: "job", job: aJob("running", { content }) });
    expect(await requests.pollNow(KEY, requests.queue)).toEqual(RUNNING);
    expect(asked.filter((each) => each.startsWith("note"))).toEqual([]);
  });

  it("ends without a result at a stop", async () => {
    const { requests } = setUp();
    const answer = requests.pollNow(KEY, requests.queue);
    requests.stopWaiting();
    expect(await answer).toBeUndefined();
    expect(await requests.pollNow(KEY, requests.queue)).toBeUndefined();
  });
});

describe("a poll that nobody waits for", () => {
  it("is queued by the holder", async () => {
    const { requests, asked, startHolder } = setUp();
    startHolder();
    requests.queue.add(KEY, 5_000);
    await settle();
    expect(asked).toEqual([`add ${KEY} in 0`]);
  });

  it("is left to the holder's check while the queue is away", async () => {
    const { requests, asked, processes, startHolder } = setUp();
    startHolder();
    processes.isAway = true;
    requests.queue.add(KEY, 5_000);
    await settle();
    expect(asked).toEqual([]);
  });
});

it("logs a request that it cannot answer, because the queue went away", async () => {
  const { requests, clock, processes, startHolder, log } = setUp(async () => {
    processes.isAway = true;
    return RUNNING;
  });
  startHolder();
  const answer = requests.pollNow(KEY, requests.queue);
  await clock.advance(15_500);
  await answer;
  expect(log.of("message.not_handled")).toMatchObject([{ kind: "poll-now" }]);
});
