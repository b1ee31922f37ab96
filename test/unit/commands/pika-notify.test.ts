import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { localized } from "../../../src/messages/translator.ts";
import { startTestRelay } from "../../support/relay.ts";
import { BOTH, peopleOn } from "./asking.ts";

const MANAGER = { userId: "root", canManage: true } as const;

describe.each(BOTH)("/pika-notify on %s", (platform) => {
  it("is off at first, says so to anybody, and is switched on and off by whoever manages", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    const asked = (state: string, person = {}) => type("pika-notify", { state }, person);
    expect(await asked("status")).toBe(
      "*Channel notifications are off.* Turn them on with `/pika-notify on`.",
    );
    expect(await asked("ON", MANAGER)).toMatch(
      /^\*Channel notifications are on\.\* Every finished job/,
    );
    expect(relay.store.allSettings()).toMatchObject([{ notifications: { by: "root" } }]);
    expect(await asked("status")).toMatch(/are already on\.\* @root turned them on <ago \d+>/);
    expect(await asked("on", { ...MANAGER, userId: "eve" })).toMatch(/already on.*@root/);
    expect(await asked("off", MANAGER)).toMatch(/^\*Channel notifications are off\.\* Jobs that/);
    expect(await asked("off", MANAGER)).toMatch(/are off\.\* Turn them on with `\/pika-notify on`/);
    expect(relay.store.allSettings()[0]).not.toHaveProperty("notifications");
  });

  it.each(["", "maybe"])("says what there is instead of %j", async (state) => {
    const { type } = peopleOn(await startTestRelay(), platform);
    expect(await type("pika-notify", { state }, MANAGER)).toBe(
      "Choose one of these: on, off, status.",
    );
  });

  it("needs the right to manage the channel, and where the platform cannot tell, refuses", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    for (const canManage of [false, new PlatformError("unavailable", "503")])
      for (const state of ["on", "off"])
        expect(await type("pika-notify", { state }, { canManage })).toBe(
          "*Only people who can manage this channel can do that.*",
        );
    expect(relay.store.allSettings()).toEqual([]);
    expect(relay.log.of("rights.unknown")).toHaveLength(2);
  });

  it("is not switched on where the relay may not post, and says why", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    const problem = { problem: localized("access.locked"), cure: localized("access.unlock") };
    const person = { ...MANAGER, access: { ok: false, ...problem } } as const;
    expect(await type("pika-notify", { state: "on" }, person)).toMatch(
      /^\*I can’t post results in this channel\.\* The thread is locked[^]*Ask a moderator/,
    );
    expect(relay.store.allSettings()).toEqual([]);
  });

  it("says honestly that it could not be saved, and is as it was", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    relay.store.failWith(new Error("disk full"));
    expect(await type("pika-notify", { state: "on" }, MANAGER)).toMatch(
      /^\*I couldn’t save that, so nothing was changed\.\*/,
    );
    relay.store.failWith(undefined);
    expect(await type("pika-notify", { state: "status" })).toContain("notifications are off");
    expect(relay.api.lists).toBe(0);
  });
});
