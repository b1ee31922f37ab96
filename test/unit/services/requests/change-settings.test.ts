import { describe, expect, it } from "vitest";
import type { Settings } from "../../../../src/core/channel/settings.ts";
import { StoreError } from "../../../../src/core/errors.ts";
import { changeSettings } from "../../../../src/services/requests/change-settings.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL } from "../../../support/follows.ts";
import { anAsker, OTHER_PLACES, startUseCases } from "../../../support/use-cases.ts";

const manager = anAsker({ canManageChannel: async () => true });
const toEdit = { ...manager, change: { delivery: "edit" } } as const;
const toShow = { ...anAsker(), change: {} };
const showing = (settings: Partial<Settings>, changed: readonly (keyof Settings)[] = []) => ({
  kind: "settings",
  settings: { delivery: "post", broadcast: false, ping: true, ...settings },
  changed,
});
const edited = { channel: DISCORD_CHANNEL, delivery: "edit" } as const;

it("changes how results arrive, and says so", async () => {
  const { deps, store, log } = await startUseCases();
  const result = await changeSettings(deps, toEdit);
  expect(result).toEqual(showing({ delivery: "edit" }, ["delivery"]));
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
  expect(await changeSettings(deps, toShow)).toEqual(showing({ delivery: "edit" }));
  expect(store.allSettings()).toEqual([edited]);
  const other = await startUseCases();
  expect(await changeSettings(other.deps, toShow)).toEqual(showing({ delivery: "post" }));
  expect(other.store.allSettings()).toEqual([]);
});

it("changes nothing if the channel has chosen the same before, also while the store is down", async () => {
  const { deps, store } = await startUseCases({ settings: [edited] });
  expect(await changeSettings(deps, toEdit)).toEqual(showing({ delivery: "edit" }));
  store.failWith(new Error("disk full"));
  expect(await changeSettings(deps, toEdit)).toEqual(showing({ delivery: "edit" }));
  expect(store.allSettings()).toEqual([edited]);
});

it("keeps the relay's choice as the channel's own once the channel chooses it", async () => {
  const { deps, store } = await startUseCases();
  const result = await changeSettings(deps, { ...manager, change: { delivery: "post" } });
  expect(result).toEqual(showing({ delivery: "post" }));
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
  expect(await changeSettings(deps, toShow)).toEqual(showing({ delivery: "edit" }));
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
  expect(await changeSettings(deps, toShow)).toEqual(showing({ delivery: "post" }));
  expect(log.lines).toEqual([]);
});

it("changes whether a line in the channel points to results in threads", async () => {
  const { deps, store } = await startUseCases({ settings: [edited] });
  const change = { broadcast: true };
  expect(await changeSettings(deps, { ...toShow, change })).toEqual({ kind: "needs-manage" });
  expect(await changeSettings(deps, { ...manager, change })).toEqual(
    showing({ delivery: "edit", broadcast: true }, ["broadcast"]),
  );
  expect(store.allSettings()).toEqual([{ ...edited, broadcast: true }]);
  await changeSettings(deps, { ...manager, change: { delivery: "thread" } });
  expect(store.allSettings()).toEqual([{ ...edited, delivery: "thread", broadcast: true }]);
});

describe("a person's own pings", () => {
  const withoutPing = { ...anAsker(), change: { ping: false } };
  const ann = { platform: "discord", workspace: DISCORD_CHANNEL.workspace, userId: "ann" };

  it("are switched off and on by everyone for themselves", async () => {
    const { deps, store } = await startUseCases();
    expect(await changeSettings(deps, withoutPing)).toEqual(showing({ ping: false }, ["ping"]));
    expect(store.allPersonalSettings()).toEqual([{ ...ann, ping: false }]);
    expect(await changeSettings(deps, toShow)).toEqual(showing({ ping: false }));
    const back = await changeSettings(deps, { ...toShow, change: { ping: true } });
    expect(back).toEqual(showing({}, ["ping"]));
    expect(store.allSettings()).toEqual([]);
  });

  it("are nobody else's, and those of the whole server", async () => {
    const { deps } = await startUseCases();
    await changeSettings(deps, withoutPing);
    const of = (changes: Partial<typeof toShow>) => changeSettings(deps, { ...toShow, ...changes });
    expect(await of({ userId: "bob" })).toEqual(showing({}));
    const [otherChannel, ...elsewhere] = OTHER_PLACES;
    expect(await of({ channel: otherChannel!.channel })).toEqual(showing({ ping: false }));
    for (const { channel } of elsewhere) expect(await of({ channel })).toEqual(showing({}));
  });

  it("stay as they were if the person may not change the channel in the same request", async () => {
    const { deps, store } = await startUseCases();
    const change = { delivery: "edit", ping: false } as const;
    expect(await changeSettings(deps, { ...toShow, change })).toEqual({ kind: "needs-manage" });
    expect(store.allPersonalSettings()).toEqual([]);
    const result = await changeSettings(deps, { ...manager, change });
    expect(result).toEqual(showing(change, ["delivery", "ping"]));
  });

  it("stay as they were while the store is down", async () => {
    const { deps, store } = await startUseCases();
    await changeSettings(deps, withoutPing);
    store.failWith(new Error("disk full"));
    const back = changeSettings(deps, { ...toShow, change: { ping: true } });
    await expect(back).rejects.toThrow(StoreError);
    expect(await changeSettings(deps, toShow)).toEqual(showing({ ping: false }));
    expect(await changeSettings(deps, withoutPing)).toEqual(showing({ ping: false }));
  });
});
