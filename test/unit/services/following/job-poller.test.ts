import { expect, it } from "vitest";
import { followKey, jobKey, markDelivered, settle } from "../../../../src/core/follow/follow.ts";
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
