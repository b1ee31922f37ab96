import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import { followKey, KEPT_FOR_MS } from "../../../../src/core/follow/follow.ts";
import { redeliverResult } from "../../../../src/services/requests/redeliver-result.ts";
import { aFollow, aSettledFollow, DISCORD_CHANNEL } from "../../../support/follows.ts";
import {
  aDeliveredFollow,
  aDiscardedFollow,
  OTHER_PLACES,
  startUseCases,
} from "../../../support/use-cases.ts";

const request = { channel: DISCORD_CHANNEL, userId: "ann", followId: "f1" };
const lost = aDiscardedFollow();

it("puts a result on its way again that could not be posted", async () => {
  const { deps, store, events, log, clock } = await startUseCases({ follows: [lost] });
  expect(await redeliverResult(deps, request)).toEqual({ kind: "trying", jobId: "job-1" });
  expect(store.all()).toMatchObject([
    { id: "new-1", postedAs: "f1", state: "settled", settledAt: clock.now(), requesters: ["ann"] },
  ]);
  expect(events).toEqual(["settled new-1"]);
  expect(log.of("delivery.asked_again")).toMatchObject([{ followId: "new-1", userId: "ann" }]);
});

it("posts it once for two people who ask at the same time", async () => {
  const ofTwo = aDiscardedFollow({ requesters: ["ann", "bob"] });
  const { deps, store, events } = await startUseCases({ follows: [ofTwo] });
  const asked = [
    redeliverResult(deps, request),
    redeliverResult(deps, { ...request, userId: "bob" }),
  ];
  expect(await Promise.all(asked)).toEqual([
    { kind: "trying", jobId: "job-1" },
    { kind: "not-needed", jobId: "job-1" },
  ]);
  expect(store.all()).toHaveLength(1);
  expect(events).toEqual(["settled new-1"]);
});

it("does not post it again if another process has just done so", async () => {
  const { deps, store, events } = await startUseCases({ follows: [lost] });
  const posted = aDeliveredFollow({ id: "f2" });
  const insert = deps.registry.insert.bind(deps.registry);
  deps.registry.insert = async (...args) => {
    await store.follows.update(followKey(posted), () => posted);
    return insert(...args);
  };
  expect(await redeliverResult(deps, request)).toEqual({ kind: "not-needed", jobId: "job-1" });
  expect([store.all(), events]).toEqual([[posted], []]);
  for await (const entry of deps.registry.entries()) expect(entry).toBeUndefined();
});

it("leaves it to the follow of a person who has asked for the job again", async () => {
  const { deps, store, events } = await startUseCases({ follows: [lost] });
  await deps.registry.insert(aFollow({ id: "f2" }));
  expect(await redeliverResult(deps, request)).toEqual({ kind: "not-needed", jobId: "job-1" });
  expect(store.all()).toMatchObject([{ id: "f2", state: "pending" }]);
  expect(events).toEqual([]);
});

it("leaves it to a person who asks for the job again at the same time", async () => {
  const { deps, store, events } = await startUseCases({ follows: [lost] });
  const { registry } = deps;
  store.onNextRead(() => {
    // Earlier writes to the record, so that the new follow is not there yet when this request looks for one.
    for (let times = 0; times < 10; times += 1) void registry.amend(lost);
    void registry.insert(aFollow({ id: "f2" }));
  });
  expect(await redeliverResult(deps, request)).toEqual({ kind: "not-needed", jobId: "job-1" });
  expect(store.all()).toMatchObject([{ id: "f2", state: "pending" }]);
  expect(events).toEqual([]);
});

it("does not take the place of a stopped follow whose requesters are being told", async () => {
  const { deps, store } = await startUseCases({ follows: [lost] });
  const stopped = aSettledFollow({ kind: "forgotten", by: "bob" }, { id: "f2" });
  await deps.registry.insert(stopped);
  expect(await redeliverResult(deps, request)).toEqual({ kind: "not-needed", jobId: "job-1" });
  expect(store.all()).toEqual([stopped]);
});

it.each([
  { what: "is on its way", follow: aSettledFollow({ kind: "failed" }) },
  { what: "is in the channel", follow: aDeliveredFollow() },
  { what: "is told to no one", follow: aDiscardedFollow({}, "notifications_off") },
])("posts nothing again if the result $what", async ({ follow }) => {
  const { deps, store, events } = await startUseCases({ follows: [follow] });
  expect(await redeliverResult(deps, request)).toEqual({ kind: "not-needed", jobId: "job-1" });
  expect(store.all()).toEqual([follow]);
  expect(events).toEqual([]);
});

it("refuses a person who did not ask for the job", async () => {
  const { deps, store } = await startUseCases({ follows: [lost] });
  expect(await redeliverResult(deps, { ...request, userId: "eve" })).toEqual({ kind: "not-yours" });
  expect(store.all()).toEqual([lost]);
});

it.each(OTHER_PLACES)("finds nothing in $place", async ({ channel }) => {
  const { deps, store } = await startUseCases({ follows: [lost] });
  expect(await redeliverResult(deps, { ...request, channel })).toEqual({ kind: "not-found" });
  expect(store.all()).toEqual([lost]);
});

it("finds no result that is older than a week", async () => {
  const { deps, clock } = await startUseCases({ follows: [lost] });
  await clock.advance(KEPT_FOR_MS);
  expect(await redeliverResult(deps, request)).toEqual({ kind: "not-found" });
});

it("rejects while the store is down, and works once it is back", async () => {
  const { deps, store, events } = await startUseCases({ follows: [lost] });
  store.failWith(new Error("disk full"));
  await expect(redeliverResult(deps, request)).rejects.toThrow(StoreError);
  expect(events).toEqual([]);
  store.failWith(undefined);
  expect(await redeliverResult(deps, request)).toMatchObject({ kind: "trying" });
});
