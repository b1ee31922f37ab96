import { describe, expect, it } from "vitest";
import { followKey, jobKey } from "../../../../src/core/follow/follow.ts";
import type { PollResult } from "../../../../src/core/job/job.ts";
import {
  HeldPartitions,
  type HeldPartition,
} from "../../../../src/services/processes/held-partitions.ts";
import { PartitionRequests } from "../../../../src/services/processes/partition-requests.ts";
import { PollRequests } from "../../../../src/services/processes/poll-requests.ts";
import { partitionOf } from "../../../../src/core/partition.ts";
import { FakeClock, settle } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aFollow, aJob } from "../../../support/follows.ts";
import { FakeProcesses } from "../../../support/several/fake-processes.ts";

const FOLLOW = aFollow();
const KEY = jobKey(FOLLOW);
const RUNNING: PollResult = { kind: "job", job: aJob("running") };
const registry = {
  get: async () => FOLLOW,
  ofKey: async () => FOLLOW,
  entriesOfJob: async () => [{ ...FOLLOW, state: "pending" as const }],
};

/** A partition of which only the polls are asked for. */
function aPartition(answer: () => Promise<PollResult | undefined>) {
  const seen = { polls: 0, applied: 0, noted: 0, queued: [] as string[] };
  const held = {
    poller: {
      recent: { note: () => void (seen.noted += 1) },
      results: { applyToAll: async () => void (seen.applied += 1) },
      pollNow: () => {
        seen.polls += 1;
        return answer();
      },
    },
    queue: { add: (key: string) => void seen.queued.push(key) },
  } as unknown as HeldPartition;
  return { held, seen };
}

/** A process that asks, and another one that holds the job's partition. */
function setUp(answer: () => Promise<PollResult | undefined> = async () => RUNNING) {
  const clock = new FakeClock();
  const processes = new FakeProcesses(clock);
  const log = createFakeLogger();
  const { held: partition, seen } = aPartition(answer);
  const holder = new HeldPartitions<HeldPartition>();
  holder.add(partitionOf(KEY), partition);
  const startHolder = () =>
    void new PartitionRequests({
      held: holder,
      messages: processes.join("worker").messages,
      registry,
      log,
    });
  const asking = new HeldPartitions<HeldPartition>();
  const { messages } = processes.join("gateway");
  const requests = new PollRequests({ held: asking, messages, registry, clock });
  return { clock, processes, partition, seen, startHolder, asking, requests, log };
}

describe("a poll that a user waits for", () => {
  it("is made and applied by the holder, and answered here", async () => {
    const { requests, seen, startHolder } = setUp();
    startHolder();
    expect(await requests.pollNow(KEY, requests.queue)).toEqual(RUNNING);
    expect(seen).toMatchObject({ polls: 1, applied: 1 });
    expect(await requests.results.apply(followKey(FOLLOW), RUNNING)).toBe(FOLLOW);
  });

  it("needs no message if this process is the holder", async () => {
    const { requests, seen, asking, partition, processes } = setUp();
    asking.add(partitionOf(KEY), partition);
    processes.isAway = true;
    expect(await requests.pollNow(KEY, requests.queue)).toEqual(RUNNING);
    expect(seen.polls).toBe(1);
  });

  it("is asked for again until there is a holder", async () => {
    const { requests, clock, seen, startHolder } = setUp();
    const answer = requests.pollNow(KEY, requests.queue);
    await clock.advance(2_500);
    startHolder();
    await clock.advance(1_000);
    expect(await answer).toEqual(RUNNING);
    expect(seen.polls).toBe(1);
  });

  it("has no answer after 15.5 s, and asks no more", async () => {
    const { requests, clock } = setUp();
    const answer = requests.pollNow(KEY, requests.queue);
    await clock.advance(15_500);
    expect(await answer).toEqual({ kind: "unavailable", message: "no answer yet" });
    expect(clock.waiting).toBe(0);
  });

  it("has no answer at once while the queue is away", async () => {
    const { requests, processes } = setUp();
    processes.isAway = true;
    expect(await requests.pollNow(KEY, requests.queue)).toMatchObject({ kind: "unavailable" });
  });

  it("is not made if this process has just polled: the holder gets that result", async () => {
    const { requests, seen, startHolder } = setUp();
    startHolder();
    requests.recent.note(KEY, RUNNING);
    await requests.pollNow(KEY, requests.queue);
    expect(seen.noted).toBe(1);
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
    const { requests, seen, startHolder } = setUp();
    startHolder();
    requests.queue.add(KEY, 5_000);
    await settle();
    expect(seen.queued).toEqual([KEY]);
  });

  it("is left to the holder's check while the queue is away", async () => {
    const { requests, seen, processes, startHolder } = setUp();
    startHolder();
    processes.isAway = true;
    requests.queue.add(KEY, 5_000);
    await settle();
    expect(seen.queued).toEqual([]);
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
