import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import { forgetJob } from "../../../../src/services/requests/forget-job.ts";
import { aFollow, aSettledFollow, DISCORD_CHANNEL } from "../../../support/follows.ts";
import { anAsker, startUseCases } from "../../../support/use-cases.ts";

const target = { jobId: "job-1" };
const ofTwo = aFollow({ requesters: ["ann", "bob"] });

it("stops the follow for everybody if the first requester asks, and says that others are told", async () => {
  const { deps, store, events } = await startUseCases({ follows: [ofTwo] });
  const result = await forgetJob(deps, { ...anAsker(), target });
  expect(result).toEqual({ kind: "forgotten", jobId: "job-1", told: true });
  expect(store.all()).toMatchObject([
    { state: "settled", outcome: { kind: "forgotten", by: "ann" } },
  ]);
  expect(events).toEqual(["settled f1"]);
});

it("lets a later requester leave, and goes on for the others", async () => {
  const { deps, store } = await startUseCases({ follows: [ofTwo] });
  const result = await forgetJob(deps, { ...anAsker({ userId: "bob" }), target });
  expect(result).toEqual({ kind: "left", jobId: "job-1", goesOnFor: "others" });
  expect(store.all()).toEqual([aFollow()]);
});

it("goes on for the channel's notifications if its only requester leaves", async () => {
  const notified = { channel: DISCORD_CHANNEL, notifications: { by: "max", since: 1 } };
  const { deps, store } = await startUseCases({ follows: [aFollow()], settings: [notified] });
  const result = await forgetJob(deps, { ...anAsker(), target });
  expect(result).toEqual({ kind: "left", jobId: "job-1", goesOnFor: "notifications" });
  expect(store.all()).toMatchObject([{ state: "pending", requesters: [] }]);
});

it("refuses a stranger, but not one who manages the channel", async () => {
  const { deps, store } = await startUseCases({ follows: [aFollow()] });
  const stranger = anAsker({ userId: "eve" });
  expect(await forgetJob(deps, { ...stranger, target })).toEqual({ kind: "not-yours" });
  expect(store.all()).toEqual([aFollow()]);
  const manager = { ...stranger, canManageChannel: async () => true };
  expect(await forgetJob(deps, { ...manager, target })).toMatchObject({ kind: "forgotten" });
});

it("finds nothing in another channel", async () => {
  const { deps, store } = await startUseCases({ follows: [aFollow()] });
  const elsewhere = anAsker({ channel: { ...DISCORD_CHANNEL, channel: "c2" } });
  expect(await forgetJob(deps, { ...elsewhere, target })).toEqual({ kind: "not-found" });
  expect(store.all()).toEqual([aFollow()]);
});

it("does not stop a result that is on its way", async () => {
  const settled = aSettledFollow({ kind: "failed" });
  const { deps, store } = await startUseCases({ follows: [settled] });
  expect(await forgetJob(deps, { ...anAsker(), target })).toEqual({ kind: "over", jobId: "job-1" });
  expect(store.all()).toEqual([settled]);
});

it("rejects while the store is down, and the follow goes on", async () => {
  const { deps, store, events } = await startUseCases({ follows: [aFollow()] });
  store.failWith(new Error("disk full"));
  await expect(forgetJob(deps, { ...anAsker(), target })).rejects.toThrow(StoreError);
  expect(store.all()).toEqual([aFollow()]);
  expect(events).toEqual([]);
});
