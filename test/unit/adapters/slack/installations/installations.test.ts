import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { SecretBox } from "../../../../../src/adapters/slack/installations/secret-box.ts";
import { SlackInstallations } from "../../../../../src/adapters/slack/installations/installations.ts";
import { installationKey } from "../../../../../src/core/channel/installation.ts";
import { createFakeStore } from "../../../../support/fakes/fake-store.ts";
import { RecordingLogger } from "../../../../support/slack/recording-logger.ts";

const newKey = (): string => randomBytes(32).toString("hex");
const [KEY, OTHER] = [newKey(), newKey()];
const installationOf = (teamId: string) => ({
  botToken: `xoxb-${teamId}-secret`,
  identity: { teamId, botUserId: "U1" },
});
const keyOf = (workspace: string) => installationKey({ platform: "slack", workspace });

function create(keys: readonly string[] = [KEY], store = createFakeStore()) {
  const log = new RecordingLogger();
  const box = new SecretBox(keys);
  const installations = new SlackInstallations({ store: store.installations, box, log });
  return { store, log, installations };
}

it("reads what it has saved, for each workspace its own, and stores no token in the clear", async () => {
  const { installations, store } = create();
  for (const teamId of ["T1", "T2"]) await installations.save(installationOf(teamId), 1);
  expect(await installations.read("T1")).toEqual(installationOf("T1"));
  expect(await installations.read("T2")).toEqual(installationOf("T2"));
  expect(await installations.read("T3")).toBeUndefined();
  expect(JSON.stringify(await store.installations.get(keyOf("T1")))).not.toContain("xoxb");
});

it("takes nothing for a token that the log would not remove", async () => {
  const { installations } = create();
  for (const botToken of ["", "secret", "xoxp-1-user", "xoxb-with space"])
    await expect(installations.save({ ...installationOf("T1"), botToken }, 1)).rejects.toThrow(
      "botToken",
    );
});

it("logs a record under an unknown key once, in one line, and reads the others", async () => {
  const { installations, store } = create();
  await installations.save(installationOf("T1"), 1);
  const other = create([OTHER], store);
  await other.installations.save(installationOf("T2"), 1);
  for (let i = 0; i < 3; i += 1)
    await expect(other.installations.read("T1")).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
  expect(await other.installations.reseal()).toBe(1);
  expect(await other.installations.read("T2")).toEqual(installationOf("T2"));
  expect(other.log.lines).toMatchObject([
    {
      level: "error",
      event: "installation.unreadable",
      fields: {
        workspace: "T1",
        reason: "unknown_key",
        cure: expect.stringContaining("RELAY_SECRET_KEY"),
      },
    },
  ]);
});

// As it was, a copy opened: it named the workspace that it had been sealed for.
it.each([
  ["as it was", {}],
  ["under the other's name", { workspace: "T2" }],
])("does not open a record that was copied to another workspace %s", async (_, change) => {
  const { installations, store, log } = create();
  await installations.save(installationOf("T1"), 1);
  const stolen = await store.installations.get(keyOf("T1"));
  await store.installations.update(keyOf("T2"), () => stolen && { ...stolen, ...change });
  await expect(installations.read("T2")).rejects.toMatchObject({ code: "unavailable" });
  expect(log.lines).toMatchObject([{ fields: { workspace: "T2", reason: "damaged" } }]);
});

it("seals all records with a new key, after which the old one is not needed", async () => {
  const { store, ...before } = create();
  for (const teamId of ["T1", "T2"]) await before.installations.save(installationOf(teamId), 7);
  const during = create([OTHER, KEY], store);
  expect(await during.installations.reseal()).toBe(2);
  expect(during.log.lines).toMatchObject([
    { event: "installations.resealed", fields: { resealed: 2 } },
  ]);
  expect(await during.installations.reseal()).toBe(2);
  expect(during.log.lines).toHaveLength(1);
  const after = create([OTHER], store);
  expect(await after.installations.read("T1")).toEqual(installationOf("T1"));
  expect(await store.installations.get(keyOf("T2"))).toMatchObject({ installedAt: 7 });
});

it("removes an installation, but none that came later, and no other workspace's", async () => {
  const { installations } = create();
  for (const teamId of ["T1", "T2"]) await installations.save(installationOf(teamId), 100);
  expect(await installations.remove("T1", 99)).toBe(false);
  expect(await installations.read("T1")).toBeDefined();
  expect(await installations.remove("T1", 100)).toBe(true);
  expect(await installations.remove("T1", 100)).toBe(false);
  expect(await installations.read("T1")).toBeUndefined();
  expect(await installations.read("T2")).toBeDefined();
});

it("rejects as retryable while the store is down", async () => {
  const { installations, store } = create();
  store.failWith(new Error("disk full"));
  await expect(installations.read("T1")).rejects.toMatchObject({
    name: "PlatformError",
    code: "unavailable",
  });
});
