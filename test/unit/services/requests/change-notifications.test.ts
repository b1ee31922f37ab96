import { expect, it } from "vitest";
import { PlatformError, StoreError } from "../../../../src/core/errors.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { changeNotifications } from "../../../../src/services/requests/change-notifications.ts";
import { DISCORD_CHANNEL } from "../../../support/follows.ts";
import { anAsker, OTHER_PLACES, startUseCases } from "../../../support/use-cases.ts";

const manager = anAsker({ canManageChannel: async () => true });
const fails = async () => Promise.reject(new PlatformError("unavailable", "503"));
const notifications = { by: "max", since: 1 };
const notified = { channel: DISCORD_CHANNEL, notifications };
const lost = { by: "max", at: 1, reason: "forbidden", id: "n1" };

it("switches notifications on, with the channel's language and file limit", async () => {
  const { deps, store, log, clock } = await startUseCases();
  const since = clock.now();
  const asker = { ...manager, locale: "de", uploadLimitBytes: 1_000 };
  const result = await changeNotifications(deps, { ...asker, change: "on" });
  expect(result).toEqual({ kind: "on", changed: true, by: "ann", since });
  expect(store.allSettings()).toEqual([
    {
      channel: DISCORD_CHANNEL,
      notifications: { by: "ann", since, uploadLimitBytes: 1_000 },
      locale: "de",
    },
  ]);
  expect(log.of("notifications.switched_on")).toEqual([
    { platform: "discord", channelId: "c1", userId: "ann" },
  ]);
});

it("stores no file limit if the platform does not say it", async () => {
  const { deps, store, clock } = await startUseCases();
  await changeNotifications(deps, { ...manager, change: "on" });
  expect(store.allSettings()[0]?.notifications).toStrictEqual({ by: "ann", since: clock.now() });
});

it("announces a channel that is notified from now on, and only that", async () => {
  const { deps } = await startUseCases();
  const announced: unknown[] = [];
  deps.settings.events.on("notified", ({ channel }) => announced.push(channel));
  await changeNotifications(deps, { ...manager, change: "on" });
  await changeNotifications(deps, { ...manager, change: "on" });
  await changeNotifications(deps, { ...manager, change: "off" });
  expect(announced).toEqual([DISCORD_CHANNEL]);
});

it("keeps the channel's other settings, and forgets a notice about a lost channel", async () => {
  const before = { channel: DISCORD_CHANNEL, delivery: "edit", lost } as const;
  const { deps, store } = await startUseCases({ settings: [before] });
  await changeNotifications(deps, { ...manager, change: "on" });
  expect(store.allSettings()).toMatchObject([{ delivery: "edit", notifications: { by: "ann" } }]);
  expect(store.allSettings()[0]).not.toHaveProperty("lost");
});

it("leaves notifications alone that are on already, and says who switched them on", async () => {
  const { deps, store, log } = await startUseCases({ settings: [notified] });
  const result = await changeNotifications(deps, { ...manager, change: "on" });
  expect(result).toEqual({ kind: "on", changed: false, ...notifications });
  expect(store.allSettings()).toEqual([notified]);
  expect(log.lines).toEqual([]);
});

it("switches notifications off, and keeps the channel's other settings", async () => {
  const before = { ...notified, delivery: "edit" } as const;
  const { deps, store, log } = await startUseCases({ settings: [before] });
  const result = await changeNotifications(deps, { ...manager, change: "off" });
  expect(result).toEqual({ kind: "off", changed: true });
  expect(store.allSettings()).toEqual([{ channel: DISCORD_CHANNEL, delivery: "edit" }]);
  expect(log.of("notifications.switched_off")).toEqual([
    { platform: "discord", channelId: "c1", userId: "ann" },
  ]);
});

it("says that nothing has changed if notifications are off already", async () => {
  const { deps } = await startUseCases();
  const result = await changeNotifications(deps, { ...manager, change: "off" });
  expect(result).toEqual({ kind: "off", changed: false });
});

it("shows everybody whether notifications are on, and changes nothing", async () => {
  const { deps, store } = await startUseCases({ settings: [notified] });
  const result = await changeNotifications(deps, { ...anAsker(), change: "status" });
  expect(result).toEqual({ kind: "on", changed: false, ...notifications });
  expect(store.allSettings()).toEqual([notified]);
  const other = await startUseCases();
  expect(await changeNotifications(other.deps, { ...anAsker(), change: "status" })).toEqual({
    kind: "off",
    changed: false,
  });
});

it.each(["on", "off"] as const)(
  "lets only people who manage the channel switch them %s",
  async (change) => {
    const settings = change === "off" ? [notified] : [];
    const { deps, store } = await startUseCases({ settings });
    const result = await changeNotifications(deps, { ...anAsker(), change });
    expect(result).toEqual({ kind: "needs-manage" });
    expect(store.allSettings()).toEqual(settings);
  },
);

it("is not switched on where nothing could be posted, and says why", async () => {
  const { deps, store } = await startUseCases();
  const why = { problem: localized("access.not-allowed"), cure: localized("access.ask-manager") };
  const checkAccess = async () => ({ ok: false, ...why }) as const;
  const result = await changeNotifications(deps, { ...manager, checkAccess, change: "on" });
  expect(result).toEqual({ kind: "no-access", ...why });
  expect(store.allSettings()).toEqual([]);
});

it("rejects if the platform cannot tell what the relay may do, and changes nothing", async () => {
  const { deps, store } = await startUseCases();
  const asked = changeNotifications(deps, { ...manager, checkAccess: fails, change: "on" });
  await expect(asked).rejects.toThrow(PlatformError);
  expect(store.allSettings()).toEqual([]);
});

it.each(OTHER_PLACES)("changes nothing for $place", async ({ channel }) => {
  const { deps, store } = await startUseCases({ settings: [notified] });
  await changeNotifications(deps, { ...manager, channel, change: "off" });
  expect(store.allSettings()).toContainEqual(notified);
  expect(await changeNotifications(deps, { ...manager, channel, change: "status" })).toEqual({
    kind: "off",
    changed: false,
  });
});

it.each(["on", "off"] as const)(
  "rejects if it cannot be switched %s because the store is down, and notes nothing",
  async (change) => {
    const settings = change === "off" ? [notified] : [];
    const { deps, store, log } = await startUseCases({ settings });
    store.failWith(new Error("disk full"));
    const asked = changeNotifications(deps, { ...manager, change });
    await expect(asked).rejects.toThrow(StoreError);
    expect(log.lines).toEqual([]);
    const isOn = deps.settings.isNotified(DISCORD_CHANNEL);
    expect(isOn).toBe(change === "off");
  },
);
