import { describe, expect, it } from "vitest";
import { StoreError } from "../../../src/core/errors.ts";
import { followKey } from "../../../src/core/follow/follow.ts";
import { followsOf } from "../../contracts/store/follow-store.ts";
import { describeRelayStore } from "../../contracts/store/relay-store.ts";
import { settingsOf } from "../../contracts/store/settings-store.ts";
import { createFakeStore } from "./fake-store.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL, aFollow, putFollow, removeFollow } from "../follows.ts";
import { putSettings } from "../../contracts/store/put-records.ts";

const driver = { create: async () => createFakeStore(), dispose: async () => {} };
describeRelayStore("the fake", driver);

describe("the fake store", () => {
  it("fails on demand, and keeps its records meanwhile", async () => {
    const quiet = { channel: DISCORD_CHANNEL, delivery: "edit" } as const;
    const store = createFakeStore([aFollow()], [quiet]);
    store.failWith(new Error("disk full"));
    await expect(store.follows.get(followKey(aFollow()))).rejects.toThrow(StoreError);
    await expect(putFollow(store.follows, aFollow({ id: "2" }))).rejects.toThrow(StoreError);
    const update = store.follows.update(followKey(aFollow()), () => undefined);
    await expect(update).rejects.toThrow(StoreError);
    await expect(removeFollow(store.follows, followKey(aFollow()))).rejects.toThrow(StoreError);
    await expect(followsOf(store)).rejects.toThrow(StoreError);
    await expect(putSettings(store, { channel: SLACK_CHANNEL })).rejects.toThrow(StoreError);
    await expect(settingsOf(store)).rejects.toThrow(StoreError);
    store.failWith(undefined);
    expect(await followsOf(store)).toEqual([aFollow()]);
    expect(store.all()).toEqual([aFollow()]);
    expect(await settingsOf(store)).toEqual([quiet]);
    expect(store.allSettings()).toEqual([quiet]);
  });

  it("runs the change of an update again if the record changes during its read", async () => {
    const store = createFakeStore([aFollow()]);
    store.onNextRead(() => void putFollow(store.follows, aFollow({ requesters: ["eve"] })));
    await store.follows.update(
      followKey(aFollow()),
      (stored) => stored && { ...stored, requesters: [...stored.requesters, "bob"] },
    );
    expect(store.all()).toMatchObject([{ requesters: ["eve", "bob"] }]);
  });
});
