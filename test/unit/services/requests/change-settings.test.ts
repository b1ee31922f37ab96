import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import { changeSettings } from "../../../../src/services/requests/change-settings.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL } from "../../../support/follows.ts";
import { anAsker, OTHER_PLACES, startUseCases } from "../../../support/use-cases.ts";

const manager = anAsker({ canManageChannel: async () => true });
const toEdit = { ...manager, change: { delivery: "edit" } } as const;
const toShow = { ...anAsker(), change: undefined };
const edited = { channel: DISCORD_CHANNEL, delivery: "edit" } as const;

it("changes how results arrive, and says so", async () => {
  const { deps, store, log } = await startUseCases();
  const result = await changeSettings(deps, toEdit);
  expect(result).toEqual({ kind: "settings", delivery: "edit", changed: true });
  expect(store.allSettings()).toEqual([edited]);
  expect(log.of("settings.changed")).toEqual([
    { platform: "discord", channelId: "c1", userId: "ann" },
  ]);
});

it("keeps the channel's notifications", async () => {
  const notifications = { by: "max", since: 1 };
  const before = { channel: DISCORD_CHANNEL, notifications };
  const { deps, store } = await startUseCases({ settings: [before] });
  await changeSettings(deps, toEdit);
  expect(store.allSettings()).toEqual([{ ...edited, notifications }]);
});

it("shows everybody the channel's choice, or else the relay's", async () => {
  const { deps, store } = await startUseCases({ settings: [edited] });
  expect(await changeSettings(deps, toShow)).toEqual({
    kind: "settings",
    delivery: "edit",
    changed: false,
  });
  expect(store.allSettings()).toEqual([edited]);
  const other = await startUseCases();
  expect(await changeSettings(other.deps, toShow)).toMatchObject({ delivery: "post" });
  expect(other.store.allSettings()).toEqual([]);
});

it("writes nothing if the channel has chosen the same before", async () => {
  const { deps, store } = await startUseCases({ settings: [edited] });
  store.failWith(new Error("disk full"));
  expect(await changeSettings(deps, toEdit)).toEqual({
    kind: "settings",
    delivery: "edit",
    changed: false,
  });
});

it("keeps the relay's choice as the channel's own once the channel chooses it", async () => {
  const { deps, store } = await startUseCases();
  const result = await changeSettings(deps, { ...manager, change: { delivery: "post" } });
  expect(result).toMatchObject({ delivery: "post", changed: false });
  expect(store.allSettings()).toEqual([{ channel: DISCORD_CHANNEL, delivery: "post" }]);
});

it("lets only people who manage the channel change them", async () => {
  const { deps, store, log } = await startUseCases();
  const result = await changeSettings(deps, { ...toEdit, ...anAsker() });
  expect(result).toEqual({ kind: "needs-manage" });
  expect(store.allSettings()).toEqual([]);
  expect(log.lines).toEqual([]);
});

it.each(OTHER_PLACES)("changes nothing for $place", async ({ channel }) => {
  const { deps, store } = await startUseCases({ settings: [edited] });
  await changeSettings(deps, { ...manager, channel, change: { delivery: "thread" } });
  expect(store.allSettings()).toContainEqual(edited);
  expect(await changeSettings(deps, toShow)).toMatchObject({ delivery: "edit" });
});

it("changes them for the whole channel if a person asks in a thread", async () => {
  const { deps, store } = await startUseCases();
  await changeSettings(deps, { ...toEdit, channel: { ...SLACK_CHANNEL, thread: "1.5" } });
  expect(store.allSettings()).toEqual([{ channel: SLACK_CHANNEL, delivery: "edit" }]);
});

it("rejects while the store is down, and nothing has changed", async () => {
  const { deps, store, log } = await startUseCases();
  store.failWith(new Error("disk full"));
  await expect(changeSettings(deps, toEdit)).rejects.toThrow(StoreError);
  expect(await changeSettings(deps, toShow)).toMatchObject({ delivery: "post" });
  expect(log.lines).toEqual([]);
});
