import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import type { SharingAccess } from "../../../../src/core/invocation.ts";
import { followKey } from "../../../../src/core/follow/follow.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { shareResult } from "../../../../src/services/requests/share-result.ts";
import { aFollow, DISCORD_CHANNEL } from "../../../support/follows.ts";
import { aDeliveredFollow, anAsker, startUseCases } from "../../../support/use-cases.ts";

const THERE = { ...DISCORD_CHANNEL, channel: "c2" };
const done = aDeliveredFollow();
const isAllowed = ({ channel }: { channel: string }): boolean => channel === "c1";

/** A request to share the usual job in the other channel, of which the platform says `access`. */
const toShare = (access: SharingAccess = { kind: "ok", channel: THERE }) => ({
  ...anAsker({ checkSharing: async () => access }),
  target: { jobId: "job-1" },
  channelId: "c2",
});

it("puts the result on its way to the other channel, and pings no one there", async () => {
  const { deps, store, events } = await startUseCases({ follows: [done] });
  const result = await shareResult(deps, toShare());
  expect(result).toEqual({ kind: "shared", jobId: "job-1", channelId: "c2" });
  expect(store.all()).toMatchObject([
    { id: "f1", state: "delivered" },
    { channel: THERE, state: "settled", origin: "share", requesters: [], sharedBy: "ann" },
  ]);
  expect(events).toEqual(["settled new-1"]);
});

it("shares once if two people ask at the same time", async () => {
  const { deps, store } = await startUseCases({ follows: [done] });
  const both = await Promise.all([shareResult(deps, toShare()), shareResult(deps, toShare())]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(["already", "shared"]);
  expect(store.all()).toHaveLength(2);
});

it("does not share again what another process has just shared", async () => {
  const { deps, store, events } = await startUseCases({ follows: [done] });
  const shared = aDeliveredFollow({ id: "f2", channel: THERE, origin: "share" });
  const insert = deps.registry.insert.bind(deps.registry);
  deps.registry.insert = async (...args) => {
    await store.follows.update(followKey(shared), () => shared);
    return insert(...args);
  };
  expect(await shareResult(deps, toShare())).toMatchObject({ kind: "already" });
  expect([store.all(), events]).toEqual([[done, shared], []]);
});

it("shares no job that still runs, and none with the channel that it is in", async () => {
  const running = await startUseCases({ follows: [aFollow()] });
  expect(await shareResult(running.deps, toShare())).toMatchObject({ kind: "running" });
  expect(running.store.all()).toEqual([aFollow()]);
  const { deps, store } = await startUseCases({ follows: [done] });
  expect(await shareResult(deps, { ...toShare(), channelId: "c1" })).toMatchObject({
    kind: "here",
  });
  expect(store.all()).toEqual([done]);
});

it.each<SharingAccess>([
  { kind: "no-channel" },
  { kind: "person-may-not" },
  { kind: "relay-may-not", problem: localized("access.not-allowed") },
])("stores nothing if the platform says $kind", async (access) => {
  const { deps, store } = await startUseCases({ follows: [done] });
  expect(await shareResult(deps, toShare(access))).toMatchObject(access);
  expect(store.all()).toEqual([done]);
});

it("shares with no channel that the allow lists do not have", async () => {
  const { deps, store } = await startUseCases({ follows: [done], isAllowed });
  expect(await shareResult(deps, toShare())).toEqual({
    kind: "relay-may-not",
    channelId: "c2",
    problem: localized("answer.not-allowed-here"),
  });
  expect(store.all()).toEqual([done]);
});

it("finds no job of another channel", async () => {
  const other = aDeliveredFollow({ channel: { ...DISCORD_CHANNEL, channel: "c3" } });
  const { deps, store } = await startUseCases({ follows: [other] });
  expect(await shareResult(deps, toShare())).toEqual({ kind: "not-found" });
  expect(store.all()).toEqual([other]);
});

it("rejects while the store is down, and announces nothing", async () => {
  const { deps, store, events } = await startUseCases({ follows: [done] });
  store.failWith(new Error("disk full"));
  await expect(shareResult(deps, toShare())).rejects.toThrow(StoreError);
  expect(store.all()).toEqual([done]);
  expect(events).toEqual([]);
});
