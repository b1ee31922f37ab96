import { expect, it } from "vitest";
import { settingsKey } from "../../../../src/core/channel/channel-settings.ts";
import { ChannelSettingsRegistry } from "../../../../src/services/following/channel-settings-registry.ts";
import { PersonalSettingsRegistry } from "../../../../src/services/following/personal-settings-registry.ts";
import { SharedSettings } from "../../../../src/services/processes/shared-settings.ts";
import { FakeClock, settle } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { createFakeStore, type FakeStore } from "../../../support/fakes/fake-store.ts";
import { DISCORD_CHANNEL } from "../../../support/follows.ts";
import { FakeProcesses } from "../../../support/several/fake-processes.ts";

const inThread = <T>(settings: T) => ({ ...settings, delivery: "thread" }) as const;

/** A process with its settings in memory. */
async function join(hub: FakeProcesses, store: FakeStore, clock: FakeClock) {
  const log = createFakeLogger();
  const settings = new ChannelSettingsRegistry(store.settings, { delivery: "post", log });
  const personalSettings = new PersonalSettingsRegistry(store.personalSettings, { log });
  await settings.load();
  await personalSettings.load();
  const { messages } = hub.join("gateway");
  const shared = new SharedSettings({ settings, personalSettings, messages, clock, log });
  await shared.start();
  return {
    shared,
    log,
    delivery: () => settings.deliveryOf(DISCORD_CHANNEL),
    isPinged: () => personalSettings.isPinged(DISCORD_CHANNEL, "ann"),
    deliverInThread: () => settings.update(DISCORD_CHANNEL, inThread),
    stopPings: () => personalSettings.setPing(DISCORD_CHANNEL, "ann", false),
  };
}

/** Two processes on one store. */
async function start() {
  const clock = new FakeClock();
  const hub = new FakeProcesses(clock);
  const store = createFakeStore();
  const one = await join(hub, store, clock);
  const other = await join(hub, store, clock);
  return { one, other, hub, store, clock };
}

it("knows at once what another process has stored", async () => {
  const { one, other } = await start();
  await one.deliverInThread();
  await one.stopPings();
  await settle();
  expect(other.delivery()).toBe("thread");
  expect(other.isPinged()).toBe(false);
});

it("knows it within a minute if the message was lost", async () => {
  const { one, other, hub, clock } = await start();
  hub.isAway = true;
  await one.deliverInThread();
  await one.stopPings();
  await clock.advance(59_000);
  expect(other.delivery()).toBe("post");
  await clock.advance(1_000);
  expect(other.delivery()).toBe("thread");
  expect(other.isPinged()).toBe(false);
});

it("logs that it could not read them, and does so later", async () => {
  const { one, other, hub, store, clock } = await start();
  hub.isAway = true;
  await one.deliverInThread();
  hub.isAway = false;
  store.failWith(new Error("disk full"));
  const key = settingsKey(DISCORD_CHANNEL);
  await hub.join("gateway").messages.publish({ kind: "settings", of: "channel", key });
  await settle();
  expect(other.log.of("settings.not_reloaded")).toHaveLength(1);
  store.failWith(undefined);
  await clock.advance(60_000);
  expect(other.delivery()).toBe("thread");
});

it("leaves no timer behind", async () => {
  const { one, other, clock } = await start();
  await one.shared.stop();
  await other.shared.stop();
  expect(clock.waiting).toBe(0);
});
