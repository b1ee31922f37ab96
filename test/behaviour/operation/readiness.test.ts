import { describe, expect, it } from "vitest";
import { FakePlatformAdapter } from "../../support/fakes/fake-platform.ts";
import { startTestRelay, type TestRelay } from "../../support/test-relay.ts";

/** Longer than any gap that is ignored. */
const LONG_MS = 5_000;

const lines = ({ log }: TestRelay): unknown[] =>
  log.lines
    .filter(({ event }) => event === "relay.ready" || event === "relay.not_ready")
    .map(({ event, fields }) => [event, fields["platform"] ?? fields["platforms"]]);

const READY = ["relay.ready", ["discord", "slack"]];

describe("readiness", () => {
  it("ends within five seconds of a lost connection, in one line, and returns with the connection", async () => {
    const relay = await startTestRelay();
    relay.discord.setConnected(false);
    relay.discord.setConnected(false);
    await relay.clock.advance(LONG_MS);
    expect(lines(relay)).toEqual([READY, ["relay.not_ready", "discord"]]);
    expect(relay.log.lines.at(-1)?.level).toBe("warn");
    await relay.clock.advance(3_600_000);
    relay.discord.setConnected(true);
    expect(lines(relay)).toEqual([READY, ["relay.not_ready", "discord"], READY]);
  });

  it("survives a gap that is over before a user could notice it", async () => {
    const relay = await startTestRelay();
    for (let gap = 0; gap < 5; gap += 1) {
      relay.slack.setConnected(false);
      await relay.clock.advance(1_000);
      relay.slack.setConnected(true);
      await relay.clock.advance(60_000);
    }
    expect(lines(relay)).toEqual([READY]);
  });

  it("is not delayed by a connection that is repeatedly reported as lost", async () => {
    const relay = await startTestRelay();
    for (let report = 0; report < 5; report += 1) {
      relay.slack.setConnected(false);
      await relay.clock.advance(1_000);
    }
    expect(lines(relay)).toEqual([READY, ["relay.not_ready", "slack"]]);
  });

  it("returns only with the last missing platform", async () => {
    const relay = await startTestRelay();
    relay.discord.setConnected(false);
    relay.slack.setConnected(false);
    await relay.clock.advance(LONG_MS);
    relay.discord.setConnected(true);
    await relay.clock.advance(LONG_MS);
    expect(lines(relay).slice(1)).toEqual([
      ["relay.not_ready", "discord"],
      ["relay.not_ready", "slack"],
    ]);
    relay.slack.setConnected(true);
    expect(lines(relay).at(-1)).toEqual(READY);
  });

  it("is not ended by the relay's own stop", async () => {
    const relay = await startTestRelay();
    relay.discord.setConnected(false);
    await relay.app.stop();
    relay.slack.setConnected(false);
    await relay.clock.advance(LONG_MS);
    expect(lines(relay)).toEqual([READY]);
  });

  it("ignores events of a platform without listeners", () => {
    expect(() => new FakePlatformAdapter().setConnected(false)).not.toThrow();
  });
});
