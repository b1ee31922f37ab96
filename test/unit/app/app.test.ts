import { describe, expect, it } from "vitest";
import { App, type Step } from "../../../src/app/app.ts";
import { FakeClock, settle } from "../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";

function setUp() {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const done: string[] = [];
  const step = (name: string, changes: Partial<Step> = {}): Step => ({
    name,
    service: {
      start: async () => void done.push(`start ${name}`),
      stop: async () => void done.push(`stop ${name}`),
    },
    ...changes,
  });
  const createApp = (...steps: readonly Step[]) => new App({ steps, clock, log });
  return { clock, log, done, step, createApp };
}

const neverEnds = () => new Promise<void>(() => {});

it("starts step by step, and stops in reverse", async () => {
  const { createApp, done, step } = setUp();
  const app = createApp(step("a"), step("b"), step("c"));
  await Promise.all([app.start(), app.start()]);
  await Promise.all([app.stop(), app.stop()]);
  expect(done).toEqual(["start a", "start b", "start c", "stop c", "stop b", "stop a"]);
});

it("stops without a start only what runs already", async () => {
  const { createApp, done, step } = setUp();
  const stop = async () => void done.push("stop open");
  const app = createApp(step("open", { runsAlready: true, service: { stop } }), step("b"));
  await app.stop();
  expect(done).toEqual(["stop open"]);
  await expect(app.start()).rejects.toMatchObject({ code: "stopped" });
});

it("stops what a failed start began, the step that failed included", async () => {
  const { createApp, done, step } = setUp();
  const error = new Error("no network");
  const start = () => Promise.reject(error);
  const stop = async () => void done.push("stop b");
  const app = createApp(step("a"), step("b", { service: { start, stop } }), step("c"));
  await expect(app.start()).rejects.toBe(error);
  await app.stop();
  expect(done).toEqual(["start a", "stop b", "stop a"]);
});

describe("a stop during a start", () => {
  it("aborts the current step, waits for it, and starts no other", async () => {
    const { createApp, done, step } = setUp();
    const held = Promise.withResolvers<void>();
    let signal: AbortSignal | undefined;
    const start = (each: AbortSignal) => {
      signal = each;
      return held.promise;
    };
    const app = createApp(step("a"), step("b", { service: { start } }), step("c"));
    const started = app.start();
    await settle();
    const stopped = app.stop();
    await settle();
    expect(signal?.aborted).toBe(true);
    expect(done).toEqual(["start a"]);
    held.resolve();
    await Promise.all([started, stopped]);
    expect(done).toEqual(["start a", "stop a"]);
  });

  it("does not wait longer than 1.5 s for it", async () => {
    const { clock, createApp, done, step } = setUp();
    const app = createApp(step("a"), step("b", { service: { start: neverEnds } }));
    void app.start();
    await settle();
    const stopped = app.stop();
    await clock.advance(1_499);
    expect(done).toEqual(["start a"]);
    await clock.advance(1);
    await stopped;
    expect(done).toEqual(["start a", "stop a"]);
  });
});

it("tells each step to hurry when its time is up, and stops the others if one fails", async () => {
  const { clock, createApp, done, log, step } = setUp();
  const untilHurried = (name: string) => (hurry: AbortSignal) =>
    new Promise<void>((resolve) =>
      hurry.addEventListener("abort", () => {
        done.push(`${name} after ${clock.monotonicMs()} ms`);
        resolve();
      }),
    );
  const app = createApp(
    step("a", { stopByMs: 3_000, service: { stop: untilHurried("a") } }),
    step("b", { service: { stop: () => Promise.reject(new Error("stuck")) } }),
    step("c", { stopByMs: 1_000, service: { stop: untilHurried("c") } }),
  );
  await app.start();
  const stopped = app.stop();
  await clock.advance(3_000);
  await stopped;
  expect(done).toEqual(["c after 1000 ms", "a after 3000 ms"]);
  expect(log.of("relay.stop_failed")).toMatchObject([{ part: "b" }]);
  expect(clock.waiting).toBe(0);
});
