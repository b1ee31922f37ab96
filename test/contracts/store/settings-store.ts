import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DELIVERIES,
  settingsKey,
  type ChannelSettings,
} from "../../../src/core/channel/channel-settings.ts";
import { PLATFORMS } from "../../../src/core/channel/channel-ref.ts";
import {
  personalSettingsKey,
  type PersonalSettings,
} from "../../../src/core/channel/personal-settings.ts";
import type { OutageNotice } from "../../../src/core/channel/outage-notice.ts";
import { SOURCE_PROBLEM_KINDS } from "../../../src/core/job/job.ts";
import type { RelayStore } from "../../../src/core/ports/stores.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL, aFollow, putFollow } from "../../support/follows.ts";
import { anyChannel, anyInstant, anyName, anyText, followsOf } from "./follow-store.ts";
import { startForEachTest, type RelayStoreDriver } from "./store-driver.ts";
import { putPersonalSettings, putSettings } from "./put-records.ts";

const anyOutage: fc.Arbitrary<OutageNotice> = fc.record(
  {
    id: anyName,
    source: anyName,
    sourceName: anyName,
    thread: anyName,
    locale: anyText,
    problem: fc.constantFrom(...SOURCE_PROBLEM_KINDS),
    beganAt: anyInstant,
    firstBeganAt: anyInstant,
    ended: fc.record({ at: anyInstant, isAnswered: fc.boolean() }),
    messageId: anyName,
    shown: anyText,
    isRefused: fc.boolean(),
  },
  { requiredKeys: ["id", "source", "sourceName", "problem", "beganAt"] },
);

/** Settings with any values that users and platforms may put in them. */
export const anySettings: fc.Arbitrary<ChannelSettings> = fc.record(
  {
    channel: anyChannel,
    delivery: fc.constantFrom(...DELIVERIES),
    broadcast: fc.boolean(),
    notifications: fc.record({ by: anyName, since: anyInstant }),
    lost: fc.record({ by: anyName, at: anyInstant, reason: anyText, id: anyName }),
    outages: fc.array(anyOutage, { maxLength: 2 }),
    locale: anyText,
  },
  { requiredKeys: ["channel"] },
);

/** A person's settings with any values that platforms may put in them. */
export const anyPersonalSettings: fc.Arbitrary<PersonalSettings> = fc.record({
  platform: fc.constantFrom(...PLATFORMS),
  workspace: anyName,
  userId: anyName,
  ping: fc.boolean(),
});

/** The settings of every channel in a store. */
export async function settingsOf(store: Pick<RelayStore, "settings">): Promise<ChannelSettings[]> {
  const all: ChannelSettings[] = [];
  for await (const settings of store.settings.all()) all.push(settings);
  return all;
}

async function personalSettingsOf(store: RelayStore): Promise<PersonalSettings[]> {
  const all: PersonalSettings[] = [];
  for await (const settings of store.personalSettings.all()) all.push(settings);
  return all;
}

/** The contract of every settings store. */
export function describeSettingsStore(name: string, driver: RelayStoreDriver): void {
  describe(`${name} as a settings store`, () => {
    let store: RelayStore;
    startForEachTest(driver, (started) => {
      store = started;
    });

    it("has no channels at first", async () => {
      expect(await settingsOf(store)).toEqual([]);
    });

    it("returns any settings as they were put", async () => {
      await fc.assert(
        fc.asyncProperty(anySettings, async (settings) => {
          await putSettings(store, settings);
          const listed = (await settingsOf(store)).filter(
            ({ channel }) => settingsKey(channel) === settingsKey(settings.channel),
          );
          expect(listed).toEqual([settings]);
        }),
        { numRuns: 60 },
      );
    });

    it("keeps the last of several writes, and one record for each channel", async () => {
      await putSettings(store, { channel: DISCORD_CHANNEL, delivery: "edit" });
      await putSettings(store, { channel: SLACK_CHANNEL, delivery: "post" });
      const last = { channel: DISCORD_CHANNEL, notifications: { by: "ann", since: 1 } };
      await putSettings(store, last);
      const all = await settingsOf(store);
      expect(all).toHaveLength(2);
      expect(all).toEqual(
        expect.arrayContaining([last, { channel: SLACK_CHANNEL, delivery: "post" }]),
      );
    });

    it("stores a thread's settings as its channel's", async () => {
      await putSettings(store, { channel: SLACK_CHANNEL, delivery: "edit" });
      const fromThread = { ...SLACK_CHANNEL, thread: "3.4" };
      await putSettings(store, { channel: fromThread, delivery: "thread" });
      expect(await settingsOf(store)).toMatchObject([{ delivery: "thread" }]);
    });

    it("is not changed if a test changes what it put or got", async () => {
      const notifications = { by: "ann", since: 1 };
      await putSettings(store, { channel: DISCORD_CHANNEL, notifications });
      notifications.by = "eve";
      for (const { notifications: got } of await settingsOf(store)) got!.by = "mallory";
      expect(await settingsOf(store)).toMatchObject([{ notifications: { by: "ann" } }]);
    });

    it("separates the settings of a channel from its follows", async () => {
      await putFollow(store.follows, aFollow());
      await putSettings(store, { channel: DISCORD_CHANNEL, delivery: "edit" });
      expect(await followsOf(store)).toEqual([aFollow()]);
      expect(await settingsOf(store)).toEqual([{ channel: DISCORD_CHANNEL, delivery: "edit" }]);
    });

    it("keeps one record for each person and server, apart from those of channels", async () => {
      const all = new Map<string, PersonalSettings>();
      await putSettings(store, { channel: DISCORD_CHANNEL, delivery: "edit" });
      await fc.assert(
        fc.asyncProperty(anyPersonalSettings, async (settings) => {
          await putPersonalSettings(store, settings);
          all.set(personalSettingsKey(settings), settings);
        }),
        { numRuns: 30 },
      );
      await store.stop();
      await store.start();
      const listed = await personalSettingsOf(store);
      expect(new Map(listed.map((each) => [personalSettingsKey(each), each]))).toEqual(all);
      expect(listed).toHaveLength(all.size);
      expect(await settingsOf(store)).toEqual([{ channel: DISCORD_CHANNEL, delivery: "edit" }]);
    });

    it("can be written during a list", async () => {
      const channels = Array.from({ length: 30 }, (_, index) => ({
        ...DISCORD_CHANNEL,
        channel: String(index),
      }));
      for (const channel of channels) await putSettings(store, { channel });
      const listed: ChannelSettings[] = [];
      for await (const settings of store.settings.all()) {
        listed.push(settings);
        for (const channel of channels) await putSettings(store, { channel, locale: "de" });
      }
      expect(new Set(listed.map(({ channel }) => channel.channel)).size).toBe(30);
      expect(listed).toHaveLength(30);
      expect(listed.filter(({ locale }) => locale === "de")).toHaveLength(29);
    });

    it("keeps its records across a restart", async () => {
      await putSettings(store, { channel: DISCORD_CHANNEL, delivery: "edit" });
      await store.stop();
      await store.start();
      expect(await settingsOf(store)).toEqual([{ channel: DISCORD_CHANNEL, delivery: "edit" }]);
    });

    it("rejects with a StoreError while it is stopped, instead of finding nothing", async () => {
      await store.stop();
      const down = { code: "store_unavailable" };
      await expect(putSettings(store, { channel: DISCORD_CHANNEL })).rejects.toMatchObject(down);
      await expect(settingsOf(store)).rejects.toMatchObject(down);
    });
  });
}
