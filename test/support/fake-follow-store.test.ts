import { describe, expect, it } from "vitest";
import { StoreError } from "../../src/core/errors.ts";
import { followKey } from "../../src/core/follow.ts";
import { describeFollowStore, openFollowsOf } from "../contracts/follow-store.ts";
import { createFakeFollowStore } from "./fake-follow-store.ts";
import { aFollow } from "./follows.ts";

describeFollowStore("the fake", {
  create: async () => createFakeFollowStore(),
  dispose: async () => {},
});

describe("the fake follow store", () => {
  it("fails on demand, with everything kept for afterwards", async () => {
    const store = createFakeFollowStore([aFollow()]);
    store.failWith(new Error("disk full"));
    await expect(store.get(followKey(aFollow()))).rejects.toThrow(StoreError);
    await expect(store.put(aFollow({ id: "2" }))).rejects.toThrow(StoreError);
    await expect(store.remove(followKey(aFollow()))).rejects.toThrow(StoreError);
    await expect(openFollowsOf(store)).rejects.toThrow(StoreError);
    store.failWith(undefined);
    expect(await openFollowsOf(store)).toEqual([aFollow()]);
    expect(store.all()).toEqual([aFollow()]);
  });
});
