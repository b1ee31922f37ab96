import { expect, it } from "vitest";
import {
  settingsKey,
  type ChannelSettings,
} from "../../../../src/core/channel/channel-settings.ts";
import { StoreError } from "../../../../src/core/errors.ts";
import { CachedRecords } from "../../../../src/services/runtime/cached-records.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL } from "../../../support/follows.ts";
import { putSettings } from "../../../contracts/store/put-records.ts";

const KEY = settingsKey(DISCORD_CHANNEL);
const channel = DISCORD_CHANNEL;

async function start({ store = createFakeStore() } = {}) {
  const stored: string[] = [];
  const replaced: (ChannelSettings["delivery"] | "none")[][] = [];
  const records = new CachedRecords<ChannelSettings>({
    store: store.settings,
    keyOf: (settings) => settingsKey(settings.channel),
    onStored: (key) => stored.push(key),
    onReplaced: (...both) => replaced.push(both.map((each) => each?.delivery ?? "none")),
  });
  await records.load();
  return { store, records, stored, replaced };
}

it("changes what is stored, not what it remembers, so that nothing of another process is lost", async () => {
  const one = await start();
  const other = await start(one);
  await one.records.update(KEY, () => ({ channel, delivery: "edit" }));
  await other.records.update(KEY, (stored) => stored && { ...stored, broadcast: true });
  expect(one.store.allSettings()).toEqual([{ channel, delivery: "edit", broadcast: true }]);
  expect(other.records.get(KEY)).toEqual({ channel, delivery: "edit", broadcast: true });
  expect(one.records.get(KEY)).toEqual({ channel, delivery: "edit" });
  await one.records.refresh(KEY);
  expect(one.records.get(KEY)).toMatchObject({ broadcast: true });
});

it("tells of its own changes, and of every replacement in memory", async () => {
  const one = await start();
  const other = await start(one);
  expect(await one.records.update(KEY, () => ({ channel, delivery: "edit" }))).toBe(true);
  expect(await one.records.update(KEY, (stored) => stored)).toBe(false);
  await other.records.refresh(KEY);
  expect([one.stored, other.stored]).toEqual([[KEY], []]);
  expect(one.replaced[0]).toEqual(["none", "edit"]);
  expect(other.replaced).toEqual([["none", "edit"]]);
});

it("reads everything again after a gap, also what is gone", async () => {
  const { store, records, replaced } = await start();
  await records.update(KEY, () => ({ channel, delivery: "edit" }));
  await store.settings.update(KEY, () => undefined);
  await putSettings(store, { channel: SLACK_CHANNEL, delivery: "post" });
  await records.reload();
  expect(records.all()).toEqual([{ channel: SLACK_CHANNEL, delivery: "post" }]);
  expect(replaced.slice(1)).toEqual([
    ["edit", "none"],
    ["none", "post"],
  ]);
});

it("leaves memory as it is while the store is down", async () => {
  const { store, records, stored } = await start();
  await records.update(KEY, () => ({ channel, delivery: "edit" }));
  store.failWith(new Error("disk full"));
  const change = records.update(KEY, () => ({ channel, delivery: "post" }));
  await expect(change).rejects.toThrow(StoreError);
  await expect(records.refresh(KEY)).rejects.toThrow(StoreError);
  await expect(records.reload()).rejects.toThrow(StoreError);
  expect(records.get(KEY)).toEqual({ channel, delivery: "edit" });
  expect(stored).toEqual([KEY]);
});
