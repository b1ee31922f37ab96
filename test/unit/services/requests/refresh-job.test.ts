import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import { KEPT_FOR_MS } from "../../../../src/core/follow/follow.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { refreshJob } from "../../../../src/services/requests/refresh-job.ts";
import { aFollow, aJob, aSettledFollow, DISCORD_CHANNEL } from "../../../support/follows.ts";
import {
  aDeliveredFollow,
  aDiscardedFollow,
  OTHER_PLACES,
  startUseCases,
} from "../../../support/use-cases.ts";

const request = { channel: DISCORD_CHANNEL, followId: "f1" };
const STARTED = { kind: "job", job: aJob("running", { status: "started" }) } as const;
const checks = { fromMs: 15_000, toMs: 60_000, until: 1_000 + 86_400_000 };
const withProgress = aFollow({ job: { status: "progress" } });

it("polls the job now, and says how it is going and how long it is polled", async () => {
  const { deps, api, run } = await startUseCases({ follows: [withProgress] });
  api.answer("job-1", STARTED);
  const result = await run(refreshJob(deps, request));
  expect(result).toEqual({
    kind: "running",
    jobId: "job-1",
    status: localized("status.started"),
    checks,
  });
  expect(api.reads).toEqual(["job-1"]);
});

it("polls once for two people who press at the same time, and not again right after", async () => {
  const { deps, api, clock, run } = await startUseCases({ follows: [aFollow()] });
  api.answer("job-1", STARTED);
  const pressed = [refreshJob(deps, request), refreshJob(deps, request)];
  expect(await run(Promise.all(pressed))).toMatchObject([{ kind: "running" }, { kind: "running" }]);
  expect(await run(refreshJob(deps, request))).toMatchObject({ kind: "running" });
  expect(api.reads).toEqual(["job-1"]);
  await clock.advance(10_000);
  await run(refreshJob(deps, request));
  expect(api.reads).toEqual(["job-1", "job-1"]);
});

it("says that the job is over if it ends before the poll, and announces its result", async () => {
  const { deps, api, store, events, run } = await startUseCases({ follows: [withProgress] });
  api.answer("job-1", { kind: "job", job: aJob("completed") });
  expect(await run(refreshJob(deps, request))).toEqual({ kind: "over" });
  expect(store.all()).toMatchObject([{ state: "settled", outcome: { kind: "completed" } }]);
  expect(events).toEqual(["settled f1"]);
});

it("says why the API does not answer, and how the job was going last", async () => {
  const { deps, api, run } = await startUseCases({ follows: [withProgress] });
  const problem = { kind: "unavailable", message: "502" } as const;
  const sourceProblem = { ...problem, sourceName: "Pika" };
  api.answer("job-1", problem);
  const result = await run(refreshJob(deps, request));
  const status = localized("status.progress");
  expect(result).toEqual({ kind: "running", jobId: "job-1", status, sourceProblem, checks });
});

it("says after 15 s that the API does not answer", async () => {
  const { deps, api, clock } = await startUseCases({ follows: [aFollow()] });
  api.hang("job-1");
  const refreshing = refreshJob(deps, request);
  await clock.advance(15_000);
  expect(await refreshing).toMatchObject({
    kind: "running",
    status: localized("status.unasked", { source: "Pika" }),
    sourceProblem: { kind: "unavailable" },
  });
});

it("makes nothing of a single 404", async () => {
  const { deps, store, run } = await startUseCases({ follows: [withProgress] });
  const result = await run(refreshJob(deps, request));
  const status = localized("status.progress");
  expect(result).toStrictEqual({ kind: "running", jobId: "job-1", status, checks });
  expect(store.all()).toEqual([withProgress]);
});

it("answers with what is known if the relay stops meanwhile", async () => {
  const { deps, api, run } = await startUseCases({ follows: [withProgress] });
  api.hang("job-1");
  const refreshing = refreshJob(deps, request);
  await api.whenRead("job-1");
  deps.poller.stopWaiting();
  const status = localized("status.progress");
  expect(await run(refreshing)).toStrictEqual({ kind: "running", jobId: "job-1", status, checks });
});

it.each([
  { what: "is on its way", follow: aSettledFollow({ kind: "failed" }), kind: "over" },
  { what: "is in the channel", follow: aDeliveredFollow(), kind: "delivered" },
  { what: "could not be posted", follow: aDiscardedFollow(), kind: "undelivered" },
  {
    what: "is told to no one",
    follow: aDiscardedFollow({}, "notifications_off"),
    kind: "delivered",
  },
  {
    what: "does not exist, because the follow was stopped",
    follow: aSettledFollow({ kind: "forgotten", by: "ann" }),
    kind: "not-found",
  },
])("says $kind if the result $what, and does not poll", async ({ follow, kind }) => {
  const { deps, api } = await startUseCases({ follows: [follow] });
  expect(await refreshJob(deps, request)).toEqual({ kind });
  expect(api.reads).toEqual([]);
});

it.each(OTHER_PLACES)("finds nothing in $place, and does not poll", async ({ channel }) => {
  const { deps, api } = await startUseCases({ follows: [aFollow()] });
  expect(await refreshJob(deps, { ...request, channel })).toEqual({ kind: "not-found" });
  expect(api.reads).toEqual([]);
});

it("finds no result that is older than a week", async () => {
  const { deps, clock } = await startUseCases({ follows: [aDeliveredFollow()] });
  await clock.advance(KEPT_FOR_MS);
  expect(await refreshJob(deps, request)).toEqual({ kind: "not-found" });
});

it.each([
  { what: "runs", follow: aFollow() },
  { what: "is over", follow: aDeliveredFollow() },
])("rejects for a job that $what while the store is down", async ({ follow }) => {
  const { deps, store } = await startUseCases({ follows: [follow] });
  store.failWith(new Error("disk full"));
  await expect(refreshJob(deps, request)).rejects.toThrow(StoreError);
});
