import type { Delivery } from "../../../src/core/channel/channel-settings.ts";
import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { command } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";
import { BOTH, peopleOn } from "./asking.ts";

const inWords = (delivery: Delivery) => ({
  delivery: localized(`delivery.${delivery}`),
  explanation: localized(`settings.${delivery}`),
});
const showing = (delivery: Delivery) => said("settings.delivery", inWords(delivery));

const MANAGER = { userId: "root", canManage: true } as const;

describe.each(BOTH)("/pika-settings on %s", (platform) => {
  it("says how results are delivered by default, and how to change it", async () => {
    const { type } = peopleOn(await startTestRelay({ delivery: "thread" }), platform);
    expect(await type("pika-settings")).toMatch(
      pattern`${showing("thread")}[^]*${said("settings.broadcast-off")}[^]*${sentence("settings.how", { command: command("pika-settings", "[post|edit|thread] [broadcast on|off]") })}[^]*${said("settings.ping-on")}[^]*${sentence("settings.ping-how", { command: command("pika-settings", "ping on|off") })}`,
    );
  });

  it("is changed by channel managers for this channel, and kept across a restart", async () => {
    const relay = await startTestRelay();
    const { type, channel } = peopleOn(relay, platform);
    expect(await type("pika-settings", { delivery: "Edit" }, MANAGER)).toMatch(
      pattern`^${said("settings.changed", inWords("edit"))}`,
    );
    expect(await type("pika-settings", { delivery: "edit" }, MANAGER)).toMatch(
      pattern`^${showing("edit")}`,
    );
    const other = { channel: { ...channel, channel: "other" } };
    expect(await type("pika-settings", {}, other)).toContain(showing("post"));
    await relay.app.stop();
    const again = await startTestRelay({ store: relay.store });
    expect(await peopleOn(again, platform).type("pika-settings")).toContain(showing("edit"));
  });

  it("refuses other values, and users without the right", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    expect(await type("pika-settings", { delivery: "loud" }, MANAGER)).toBe(
      said("settings.invalid", { choices: "post, edit, thread, broadcast on|off, ping on|off" }),
    );
    expect(await type("pika-settings", { ping: "loud" })).toBe(
      said("settings.invalid", { choices: "on, off" }),
    );
    for (const canManage of [false, new PlatformError("unavailable", "503")])
      expect(await type("pika-settings", { delivery: "edit" }, { canManage })).toContain(
        said("answer.needs-manage"),
      );
    expect(relay.store.allSettings()).toEqual([]);
  });

  it("switches everybody's own pings off and on, and keeps that across a restart", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    expect(await type("pika-settings", { ping: "OFF" })).toBe(said("settings.ping-off"));
    expect(await type("pika-settings", { ping: "off" })).toContain(said("settings.ping-off"));
    expect(await type("pika-settings", {}, { userId: "bob" })).toContain(said("settings.ping-on"));
    await relay.app.stop();
    const again = peopleOn(await startTestRelay({ store: relay.store }), platform);
    expect(await again.type("pika-settings")).toContain(said("settings.ping-off"));
    expect(await again.type("pika-settings", { ping: "on" })).toBe(said("settings.ping-on"));
  });

  it("announces results in threads in the channel, too, if a manager wants that", async () => {
    const { type } = peopleOn(await startTestRelay(), platform);
    expect(await type("pika-settings", { broadcast: "on" })).toBe(said("answer.needs-manage"));
    expect(await type("pika-settings", { broadcast: "on" }, MANAGER)).toBe(
      `${said("settings.broadcast-on")}\n${showing("post")}`,
    );
    expect(await type("pika-settings", {}, MANAGER)).toContain(said("settings.broadcast-on"));
    const options = { delivery: "thread", broadcast: "off" };
    expect(await type("pika-settings", options, MANAGER)).toBe(
      `${said("settings.changed", inWords("thread"))}\n${said("settings.broadcast-off")}`,
    );
    expect(await type("pika-settings", { broadcast: "on" }, MANAGER)).toBe(
      said("settings.broadcast-on"),
    );
  });

  it("changes both settings at once, and says so", async () => {
    const { type } = peopleOn(await startTestRelay(), platform);
    expect(await type("pika-settings", { delivery: "edit", ping: "off" }, MANAGER)).toBe(
      `${said("settings.changed", inWords("edit"))}\n${said("settings.ping-off")}`,
    );
  });

  it("says that it could not be saved", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    relay.store.failWith(new Error("disk full"));
    expect(await type("pika-settings", { delivery: "edit" }, MANAGER)).toContain(
      said("answer.store-down"),
    );
    expect(await type("pika-settings")).toContain("post");
  });
});
