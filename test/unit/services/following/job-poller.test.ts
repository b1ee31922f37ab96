import { expect, it, vi } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import { followKey, jobKey, markDelivered, settle } from "../../../../src/core/follow/follow.ts";
import { JobPoller } from "../../../../src/services/following/job-poller.ts";
import { refreshJob } from "../../../../src/services/requests/refresh-job.ts";
import { aFollow, DISCORD_CHANNEL } from "../../../support/follows.ts";
import { startUseCases } from "../../../support/use-cases.ts";

// The person waited 15 s and was then told that the job runs and that the API does not answer.
it("answers who waits for a poll as soon as the job's last follow has ended", async () => {
  const follow = aFollow();
  const { deps, partition, api, clock, run } = await startUseCases({ follows: [follow] });
  // It waits for its turn: others are polled first.
  const queue = { add: () => {}, dueInMs: () => 0, start: async () => {}, stop: async () => {} };
  const refreshing = refreshJob({ ...deps, queue }, { channel: DISCORD_CHANNEL, followId: "f1" });
  await run(Promise.resolve());
  await deps.registry.update(followKey(follow), (current) =>
    settle(current, { kind: "failed" }, 2_000),
  );
  await deps.registry.update(followKey(follow), (current) =>
    markDelivered(current, { id: "m1" }, clock.now()),
  );
  await partition.poller.poll(jobKey(follow), new AbortController().signal);
  expect(await refreshing).toEqual({ kind: "delivered" });
  expect(api.reads).toEqual([]);
});

it("does not poll a job whose polls have ended processes, and settles its follows", async () => {
  const follows = [
    aFollow(),
    aFollow({ id: "f2", channel: { ...DISCORD_CHANNEL, channel: "c2" } }),
  ];
  const { deps, api, clock, log, store } = await startUseCases({ follows });
  const quarantined = new Set<string>();
  const marked: string[] = [];
  const poller = new JobPoller({
    ...deps,
    isCovered: async () => false,
    history: { note: () => {}, usualEnd: () => undefined },
    quarantine: {
      has: (key) => quarantined.has(key),
      run: (key, work) => {
        marked.push(key);
        return work();
      },
    },
    clock,
    log,
    random: () => 0,
  });
  const { signal } = new AbortController();
  const key = jobKey(aFollow());
  expect(await poller.poll(key, signal)).toBeGreaterThan(0);
  expect([marked, api.reads]).toEqual([[key], ["job-1"]]);
  quarantined.add(key);
  expect(await poller.poll(key, signal)).toBeUndefined();
  expect([marked, api.reads]).toEqual([[key], ["job-1"]]);
  const settled = { state: "settled", outcome: { kind: "quarantined" } };
  expect(store.all()).toMatchObject([settled, settled]);
});

it("polls on after a store that failed, answers who waits, and logs one line", async () => {
  const follows = [aFollow(), aFollow({ id: "f2", jobId: "job-2" })];
  const { deps, partition, log, clock } = await startUseCases({ follows });
  const fail = vi.spyOn(deps.registry, "entriesOfJob").mockImplementation(async () => {
    throw new StoreError("the index is down");
  });
  const { poller, queue } = partition;
  const waiting = poller.pollNow("pika|job-1", queue);
  await queue.start();
  queue.add("pika|job-2", 0);
  await clock.advance(20_000);
  expect(await waiting).toBeUndefined();
  expect(log.of("poll.failed")).toHaveLength(1);
  fail.mockRestore();
  await clock.advance(6_000);
  expect([queue.dueInMs("pika|job-1"), queue.dueInMs("pika|job-2")]).not.toContain(undefined);
});
