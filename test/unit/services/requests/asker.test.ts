import { expect, it } from "vitest";
import { PlatformError } from "../../../../src/core/errors.ts";
import type { Invocation } from "../../../../src/core/invocation.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { toAsker } from "../../../../src/services/requests/asker.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { DISCORD_CHANNEL } from "../../../support/follows.ts";

const invocationOf = (canManageChannel: Invocation["canManageChannel"]): Invocation => ({
  channel: DISCORD_CHANNEL,
  userId: "ann",
  canManageChannel,
  checkAccess: async () => ({ ok: true }),
  checkSharing: async () => ({ kind: "no-channel" }),
  reply: async () => {},
});

const unsure = async () => Promise.reject(new PlatformError("unavailable", "503"));

it("counts as a person who may not manage the channel if the platform cannot tell", async () => {
  const log = createFakeLogger();
  const asker = toAsker(invocationOf(unsure), { locale: "de", log });
  expect(await asker.canManageChannel()).toBe(false);
  expect(log.of("rights.unknown")).toMatchObject([{ userId: "ann", platform: "discord" }]);
});

it("may manage the channel if the platform says so, in the language of the channel", async () => {
  const asker = toAsker(
    invocationOf(async () => true),
    { locale: "de", log: createFakeLogger() },
  );
  expect(await asker.canManageChannel()).toBe(true);
  expect(asker).toMatchObject({ channel: DISCORD_CHANNEL, userId: "ann", locale: "de" });
});

it("asks the platform what the relay may do in this channel and in another one", async () => {
  const problem = localized("access.not-allowed");
  const access = { ok: false, problem, cure: localized("access.ask-manager") } as const;
  const invocation: Invocation = {
    ...invocationOf(async () => true),
    uploadLimitBytes: 1_000,
    checkAccess: async () => access,
    checkSharing: async (id) => ({ kind: "ok", channel: { ...DISCORD_CHANNEL, channel: id } }),
  };
  const asker = toAsker(invocation, { locale: "de", log: createFakeLogger() });
  expect(await asker.checkAccess()).toEqual(access);
  expect(await asker.checkSharing("c2")).toMatchObject({ kind: "ok", channel: { channel: "c2" } });
  expect(asker.uploadLimitBytes).toBe(1_000);
});
