import { describe, expect, it } from "vitest";
import type { Service } from "../../src/core/ports/service.ts";
import { FollowArchive } from "../../src/services/following/follow-archive.ts";
import { FollowRegistry } from "../../src/services/following/follow-registry.ts";
import { ReleaseStack } from "../../src/services/runtime/release-stack.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { createFakeLogger } from "../support/fake-logger.ts";
import { mp4Bytes } from "../support/fake-media.ts";
import { createFakeStore } from "../support/fake-store.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../support/follows.ts";
import { startTestRelay } from "../support/relay.ts";

/** What the process allows itself before it is cut off. */
const DEADLINE_MS = 9_500;

/** How long a stop takes by the clock; undefined: longer than the process allows. */
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

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

describe("a stop", () => {
  // Each service had its own patience, and together they took up to 12 s: the process was cut off, its store open.
  it("ends within its budget although nothing answers any more", async () => {
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

  it("waits for a start that is still under way, which begins nothing more", async () => {
    const relay = await startTestRelay();
    await stopMs(relay.app, relay.clock);
    await expect(relay.app.start()).rejects.toMatchObject({ code: "stopped" });
    expect(relay.clock.waiting).toBe(0);
  });
});

describe("what was acquired", () => {
  it("is released in reverse, all of it, and the first error is kept", async () => {
    const clock = new FakeClock();
    const log = createFakeLogger();
    const stack = new ReleaseStack({ clock, log });
    const order: string[] = [];
    for (const name of ["first", "second", "third"])
      stack.push({
        name,
        byMs: 1_000,
        run: async () => {
          order.push(name);
          if (name !== "first") throw new Error(name);
        },
      });
    expect(await stack.releaseAll()).toMatchObject({ message: "third" });
    expect(await stack.releaseAll()).toMatchObject({ message: "third" });
    expect(order).toEqual(["third", "second", "first"]);
    expect(log.of("relay.stop_failed")).toMatchObject([{ part: "third" }, { part: "second" }]);
    expect(clock.waiting).toBe(0);
  });

  it("is told to hurry at its time, then left behind, and nothing waits for it", async () => {
    const clock = new FakeClock();
    const log = createFakeLogger();
    const stack = new ReleaseStack({ clock, log });
    const hurried: number[] = [];
    let isReleased = false;
    const note = (signal: AbortSignal): void =>
      signal.addEventListener("abort", () => hurried.push(clock.monotonicMs()));
    stack.push({ name: "last", byMs: 3_000, run: async () => (isReleased = true) });
    for (const byMs of [2_000, 1_000])
      stack.push({
        name: String(byMs),
        byMs,
        run: async (signal) => {
          note(signal);
          await never();
        },
      });
    const released = stack.releaseAll();
    await clock.advance(5_000);
    expect(await released).toMatchObject({ code: "stop_overdue" });
    expect([hurried, isReleased]).toEqual([[1_000, 2_000], true]);
  });

  it("hurries at once when whoever stops it has no time left", async () => {
    const clock = new FakeClock();
    const stack = new ReleaseStack({ clock, log: createFakeLogger() });
    const stop = new AbortController();
    for (const name of ["a", "b"]) stack.push({ name, byMs: 60_000, run: untilAborted });
    const released = stack.releaseAll(stop.signal);
    stop.abort();
    expect(await released).toBeUndefined();
    expect(clock.monotonicMs()).toBe(0);
  });
});

it("reading the store at a start ends with the stop", async () => {
  const follows = ["f1", "f2", "f3"].map((id) => aFollow({ id, jobId: `job-${id}` }));
  const store = createFakeStore(follows);
  await store.start();
  const archive = new FollowArchive({ clock: new FakeClock() });
  const registry = new FollowRegistry(store.follows, { archive, isAllowed: () => true });
  const stopping = new AbortController();
  const accepts = (): boolean => {
    stopping.abort();
    return true;
  };
  await registry.load(accepts, () => {}, stopping.signal);
  expect(registry.all()).toHaveLength(1);
});
