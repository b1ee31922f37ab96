import { expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import { PersonalSettingsRegistry } from "../../../../src/services/following/personal-settings-registry.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL } from "../../../support/follows.ts";

async function startRegistry(store = createFakeStore()) {
  const registry = new PersonalSettingsRegistry(store.personalSettings, {
    log: createFakeLogger(),
  });
  await registry.load();
  return { registry, store };
}

it("pings everyone by default", async () => {
  const { registry } = await startRegistry();
  expect(registry.isPinged(DISCORD_CHANNEL, "ann")).toBe(true);
});

it("keeps each person's choice for one server or workspace, threads included, across a restart", async () => {
  const { registry, store } = await startRegistry();
  expect(await registry.setPing(SLACK_CHANNEL, "ann", false)).toBe(true);
  expect(await registry.setPing(SLACK_CHANNEL, "ann", false)).toBe(false);
  for (const each of [registry, (await startRegistry(store)).registry]) {
    expect(each.isPinged({ ...SLACK_CHANNEL, channel: "C9", thread: "1.2" }, "ann")).toBe(false);
    expect(each.isPinged({ ...SLACK_CHANNEL, workspace: "T9" }, "ann")).toBe(true);
    expect(each.isPinged({ ...SLACK_CHANNEL, platform: "discord" }, "ann")).toBe(true);
    expect(each.isPinged(SLACK_CHANNEL, "bob")).toBe(true);
  }
});

it("keeps the last stored choice while the store is down", async () => {
  const { registry, store } = await startRegistry();
  await registry.setPing(SLACK_CHANNEL, "ann", false);
  store.failWith(new Error("disk full"));
  await expect(registry.setPing(SLACK_CHANNEL, "ann", true)).rejects.toThrow(StoreError);
  await expect(registry.setPing(SLACK_CHANNEL, "bob", false)).rejects.toThrow(StoreError);
  expect(registry.isPinged(SLACK_CHANNEL, "ann")).toBe(false);
  expect(registry.isPinged(SLACK_CHANNEL, "bob")).toBe(true);
});

it("ends with the last of several choices made at once", async () => {
  const { registry, store } = await startRegistry();
  await Promise.all(
    [false, true, false].map((ping) => registry.setPing(SLACK_CHANNEL, "ann", ping)),
  );
  expect(registry.isPinged(SLACK_CHANNEL, "ann")).toBe(false);
  expect(store.allPersonalSettings()).toMatchObject([{ ping: false }]);
});
