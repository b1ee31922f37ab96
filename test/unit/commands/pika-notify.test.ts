import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { mention, command } from "../../../src/core/message.ts";
import type { JobSource } from "../../../src/core/ports/job-source.ts";
import { localized } from "../../../src/messages/translator.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";
import { BOTH, peopleOn } from "./asking.ts";

const MANAGER = { userId: "root", canManage: true } as const;

describe.each(BOTH)("/pika-notify on %s", (platform) => {
  it("is off at first, tells everybody, and is turned on and off by channel managers", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    const asked = (state: string, person = {}) => type("pika-notify", { state }, person);
    expect(await asked("status")).toBe(
      said("notify.already-off", { command: command("pika-notify", "on") }),
    );
    expect(await asked("ON", MANAGER)).toMatch(pattern`^${said("notify.on")}`);
    expect(relay.store.allSettings()).toMatchObject([{ notifications: { by: "root" } }]);
    expect(await asked("status")).toMatch(
      sentence("notify.already-on", { person: mention("root") }),
    );
    expect(await asked("on", { ...MANAGER, userId: "eve" })).toMatch(
      sentence("notify.already-on", { person: mention("root") }),
    );
    expect(await asked("off", MANAGER)).toMatch(pattern`^${said("notify.off")}`);
    expect(await asked("off", MANAGER)).toMatch(
      sentence("notify.already-off", { command: command("pika-notify", "on") }),
    );
    expect(relay.store.allSettings()[0]).not.toHaveProperty("notifications");
  });

  it.each(["", "maybe"])("says what is allowed instead of %j", async (state) => {
    const { type } = peopleOn(await startTestRelay(), platform);
    expect(await type("pika-notify", { state }, MANAGER)).toBe(
      said("notify.invalid", { choices: "on, off, status" }),
    );
  });

  it("needs the right to manage the channel, and refuses if the platform does not say", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    for (const canManage of [false, new PlatformError("unavailable", "503")])
      for (const state of ["on", "off"])
        expect(await type("pika-notify", { state }, { canManage })).toBe(
          said("answer.needs-manage"),
        );
    expect(relay.store.allSettings()).toEqual([]);
    expect(relay.log.of("rights.unknown")).toHaveLength(2);
  });

  it("is not turned on if the relay may not post, and says why", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    const problem = { problem: localized("access.locked"), cure: localized("access.unlock") };
    const person = { ...MANAGER, access: { ok: false, ...problem } } as const;
    expect(await type("pika-notify", { state: "on" }, person)).toMatch(
      pattern`^${said("follow.no-access", { problem: localized("access.locked") })}[^]*${said("access.unlock")}`,
    );
    expect(relay.store.allSettings()).toEqual([]);
  });

  it("says that it could not be saved, and changes nothing", async () => {
    const relay = await startTestRelay();
    const { type } = peopleOn(relay, platform);
    relay.store.failWith(new Error("disk full"));
    expect(await type("pika-notify", { state: "on" }, MANAGER)).toMatch(
      pattern`^${said("answer.store-down")}`,
    );
    relay.store.failWith(undefined);
    expect(await type("pika-notify", { state: "status" })).toMatch(sentence("notify.already-off"));
    expect(relay.api.lists).toBe(0);
  });

  it("names the job APIs that list their jobs, if others don’t", async () => {
    const relay = await startTestRelay({ moreSources: [withoutList("fal", "fal")] });
    const { type } = peopleOn(relay, platform);
    for (const state of ["on", "status"])
      expect(await type("pika-notify", { state }, MANAGER)).toMatch(
        sentence("notify.covers", { sources: "Pika" }),
      );
    expect(await type("pika-notify", { state: "off" }, MANAGER)).toBe(said("notify.off"));
  });

  it("is not turned on if no job API lists its jobs, and can be turned off", async () => {
    const options = { jobApi: withoutList("fal", "fal"), moreSources: [withoutList("x", "X")] };
    const relay = await startTestRelay(options);
    const { type } = peopleOn(relay, platform);
    const follow = command("pika-status");
    const answer = said("notify.no-list", { sources: "fal, X", command: follow });
    for (const state of ["on", "status"])
      expect(await type("pika-notify", { state }, MANAGER)).toBe(answer);
    expect(relay.store.allSettings()).toEqual([]);
    expect(await type("pika-notify", { state: "off" }, MANAGER)).toMatch(
      sentence("notify.already-off"),
    );
  });
});

/** A job API that cannot list its running jobs. */
function withoutList(name: string, displayName: string): JobSource {
  const api = new FakeJobSource(name, displayName);
  const { limits, toPublicId } = api;
  return {
    name,
    displayName,
    limits,
    toPublicId,
    recognise: (text) => api.recognise(text),
    pollJob: (jobId, signal) => api.pollJob(jobId, signal),
    close: () => api.close(),
  };
}
