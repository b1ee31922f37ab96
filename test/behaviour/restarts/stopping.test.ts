import { describe, expect, it } from "vitest";
import type { Service } from "../../../src/core/ports/service.ts";
import type { FakeClock } from "../../support/fakes/fake-clock.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { startTestRelay } from "../../support/test-relay.ts";

/** The process's own limit before it is cut off. */
const DEADLINE_MS = 9_500;

/** How long a stop takes by the clock; `undefined` if longer than the process allows. */
async function stopMs(app: Service, clock: FakeClock): Promise<number | undefined> {
  const beganAtMs = clock.monotonicMs();
  let tookMs: number | undefined;
  void app.stop().then(() => (tookMs = clock.monotonicMs() - beganAtMs));
  await clock.advance(DEADLINE_MS);
  return tookMs;
}

const never = (): Promise<never> => new Promise(() => {});

const broken = (): never => {
  throw new Error("broken");
};

describe("a stop", () => {
  // Each service had its own timeout, and together they took up to 12 s: the process was cut off
  // with its store open.
  it("ends within its budget although nothing responds any more", async () => {
    const relay = await startTestRelay();
    const { discord, clock, media, api } = relay;
    media.script("https://cdn.test/v.mp4", { bytes: mp4Bytes() });
    for (const operation of ["status", "edit", "result"] as const) discord.hang(operation);
    for (const jobId of ["a", "b"]) {
      const attachments = [{ url: "https://cdn.test/v.mp4", contentType: "video/mp4" }];
      api.answer(jobId, { kind: "job", job: aJob("running", { jobId }) });
      void relay.ask(jobId, { channel: DISCORD_CHANNEL });
      await clock.advance(1_000);
      api.answer(jobId, { kind: "job", job: aJob("completed", { jobId, attachments }) });
      await clock.advance(20_000);
    }
    discord.stop = never;
    expect(await stopMs(relay.app, clock)).toBeLessThan(DEADLINE_MS);
    expect([media.closed, api.closed, media.undisposed]).toEqual([true, true, 0]);
    await expect(relay.store.follows.get("x")).rejects.toThrow("not open");
  });

  it("releases everything, whatever fails on the way", async () => {
    const relay = await startTestRelay();
    relay.slack.stopCommands = broken;
    relay.slack.stop = async () => broken();
    expect(await stopMs(relay.app, relay.clock)).toBeDefined();
    expect([relay.media.closed, relay.discord.running]).toEqual([true, false]);
    expect(relay.log.of("relay.stop_failed").map(({ part }) => part)).toContain("intake");
    await expect(relay.store.follows.get("x")).rejects.toThrow("not open");
  });

  it("waits for a start that is still running, which begins nothing more", async () => {
    const relay = await startTestRelay();
    await stopMs(relay.app, relay.clock);
    await expect(relay.app.start()).rejects.toMatchObject({ code: "stopped" });
    expect(relay.clock.waiting).toBe(0);
  });
});
