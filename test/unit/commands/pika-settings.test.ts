import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { startTestRelay } from "../../support/relay.ts";
import { BOTH, peopleOn } from "./asking.ts";

const MANAGER = { userId: "root", canManage: true } as const;

describe.each(BOTH)("/pika-settings on %s", (platform) => {
  it("says how results arrive, as the relay is set up, and how to change it", async () => {
    const { type } = peopleOn(await startTestRelay({ delivery: "thread" }), platform);
    expect(await type("pika-settings")).toMatch(
      /in this channel: .*thread.*Change it with `\/pika-settings post\|edit\|thread`/s,
    );
  });

  it("is changed by whoever manages the channel, for this channel, across a restart", async () => {
    const relay = await startTestRelay();
    const { type, channel } = peopleOn(relay, platform);
    expect(await type("pika-settings", { delivery: "Edit" }, MANAGER)).toMatch(
      /^Saved\. .*in the status message/,
    );
    expect(await type("pika-settings", { delivery: "edit" }, MANAGER)).toMatch(
      /^Results in this channel/,
    );
    const other = { channel: { ...channel, channel: "other" } };
    expect(await type("pika-settings", {}, other)).toContain("new message");
    await relay.app.stop();
    const again = await startTestRelay({ store: relay.store });
    expect(await peopleOn(again, platform).type("pika-settings")).toContain(
      "in the status message",
    );
  });

  it("refuses other ways, and people without the right", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    expect(await type("pika-settings", { delivery: "loud" }, MANAGER)).toBe(
      "Choose one of these: post, edit, thread.",
    );
    for (const canManage of [false, new PlatformError("unavailable", "503")])
      expect(await type("pika-settings", { delivery: "edit" }, { canManage })).toContain(
        "Only people who can manage this channel",
      );
    expect(relay.store.allSettings()).toEqual([]);
  });

  it("says honestly that it could not be saved", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    relay.store.failWith(new Error("disk full"));
    expect(await type("pika-settings", { delivery: "edit" }, MANAGER)).toContain(
      "couldn’t save that, so nothing was changed",
    );
    expect(await type("pika-settings")).toContain("post");
  });
});
