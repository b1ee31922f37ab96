import { describe, expect, it } from "vitest";
import { QueueError, StoreError } from "../../../../src/core/errors.ts";
import type { Follow } from "../../../../src/core/follow/follow.ts";
import { scheduleOf } from "../../../../src/core/job/poll-schedule.ts";
import { GuardedJobSource } from "../../../../src/services/runtime/sources/guarded-job-source.ts";
import { JobSources } from "../../../../src/services/runtime/sources/job-sources.ts";
import { Readiness } from "../../../../src/services/runtime/readiness.ts";
import { ReadinessCheck } from "../../../../src/services/runtime/readiness-check.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { FakeJobSource } from "../../../support/fakes/fake-job-source.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { USUAL_POLL } from "../../../support/limits.ts";

interface Answers {
  readonly get?: () => Promise<Follow | undefined>;
  readonly ping?: () => Promise<void>;
}

function setUp({ get = async () => undefined, ping }: Answers = {}) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const readiness = new Readiness({ clock, log });
  const api = new FakeJobSource();
  const schedule = scheduleOf(USUAL_POLL, 0);
  const guarded = { api, schedule, clock, log, maxPerSecond: 100, offersRetry: false };
  const source = new GuardedJobSource(guarded);
  const sources = new JobSources([source]);
  const platforms = ["discord", "slack"] as const;
  const queue = ping && { ping };
  const check = new ReadinessCheck({ store: { get }, queue, readiness, platforms, sources, clock });
  const connectAll = () => {
    for (const platform of platforms) readiness.noteStarted(platform);
    readiness.start(platforms);
  };
  return { clock, readiness, api, source, check, connectAll };
}

describe("ReadinessCheck", () => {
  it("is ready once every platform is connected", async () => {
    const { check, readiness, connectAll } = setUp();
    readiness.noteStarted("discord");
    expect(await check.report()).toEqual({
      ready: false,
      reasons: ["slack is not connected"],
      store: "answers",
      platforms: { discord: "connected", slack: "not connected" },
      sources: { pika: { breaker: "closed" } },
    });
    connectAll();
    expect(await check.report()).toMatchObject({ ready: true, reasons: [] });
  });

  it("is not ready while the relay starts or stops, with all connected", async () => {
    const { check, readiness, connectAll } = setUp();
    readiness.noteStarted("discord");
    readiness.noteStarted("slack");
    const between = { ready: false, reasons: ["the relay is starting or stopping"] };
    expect(await check.report()).toMatchObject(between);
    connectAll();
    readiness.stop();
    expect(await check.report()).toMatchObject(between);
  });

  it("is not ready while a platform is gone for more than two seconds", async () => {
    const { check, clock, readiness, connectAll } = setUp();
    connectAll();
    readiness.note({ platform: "slack", connected: false });
    await clock.advance(1_999);
    expect(await check.report()).toMatchObject({ ready: true });
    await clock.advance(1);
    const reasons = ["slack is not connected"];
    expect(await check.report()).toMatchObject({ ready: false, reasons });
    readiness.note({ platform: "slack", connected: true });
    expect(await check.report()).toMatchObject({ ready: true });
  });

  it("is not ready if the store fails, and says nothing of the error", async () => {
    const { check, connectAll } = setUp({
      get: () => Promise.reject(new StoreError("redis://user:pw@host is down")),
    });
    connectAll();
    const reasons = ["the store cannot be read"];
    expect(await check.report()).toMatchObject({ ready: false, reasons, store: "fails" });
  });

  it("answers within a second if the store hangs, and asks it once", async () => {
    let reads = 0;
    const { check, clock, connectAll } = setUp({
      get: () => {
        reads += 1;
        return new Promise(() => {});
      },
    });
    connectAll();
    const reports = Promise.all([check.report(), check.report(), check.report()]);
    await clock.advance(800);
    const reasons = ["the store does not answer within 800 ms"];
    for (const report of await reports)
      expect(report).toMatchObject({ ready: false, reasons, store: "slow" });
    expect(reads).toBe(1);
  });

  it("asks the store again once the answer to a read counts as lost", async () => {
    const answers = [new Promise<undefined>(() => {}), Promise.resolve(undefined)];
    const { check, clock, connectAll } = setUp({ get: async () => answers.shift() });
    connectAll();
    const first = check.report();
    await clock.advance(5_000);
    expect(await first).toMatchObject({ ready: false, store: "slow" });
    expect(await check.report()).toMatchObject({ ready: true, store: "answers" });
  });

  it("is not ready if the queue fails, and says nothing of the error", async () => {
    let isAway = false;
    const { check, connectAll } = setUp({
      ping: async () => {
        if (isAway) throw new QueueError("redis://user:pw@host is down");
      },
    });
    connectAll();
    expect(await check.report()).toMatchObject({ ready: true, reasons: [], queue: "answers" });
    isAway = true;
    const reasons = ["the queue cannot be reached"];
    const away = { ready: false, reasons, store: "answers", queue: "fails" };
    expect(await check.report()).toMatchObject(away);
  });

  it("answers within a second if store and queue hang, and asks each once", async () => {
    let pings = 0;
    const { check, clock, connectAll } = setUp({
      get: () => new Promise(() => {}),
      ping: () => {
        pings += 1;
        return new Promise(() => {});
      },
    });
    connectAll();
    const reports = Promise.all([check.report(), check.report()]);
    await clock.advance(800);
    const reasons = [
      "the store does not answer within 800 ms",
      "the queue does not answer within 800 ms",
    ];
    for (const report of await reports)
      expect(report).toMatchObject({ ready: false, reasons, store: "slow", queue: "slow" });
    expect(pings).toBe(1);
  });

  it("is ready although a source is out, and shows why it is", async () => {
    const { check, clock, api, source, connectAll } = setUp();
    connectAll();
    for (const jobId of ["job-1", "job-2"]) {
      api.answer(jobId, { kind: "unauthorised", message: "bad key k3y" });
      await source.pollJob(jobId);
      await clock.advance(1_000);
    }
    const report = await check.report();
    expect(report).toMatchObject({
      ready: true,
      sources: { pika: { breaker: "open", reason: "unauthorised" } },
    });
    expect(JSON.stringify(report)).not.toContain("k3y");
  });

  it("counts a source as out that gives no proper answers, although nothing is held back", async () => {
    const { check, clock, api, source } = setUp();
    for (const jobId of ["job-1", "job-2"]) {
      api.answer(jobId, { kind: "unavailable" });
      await source.pollJob(jobId);
      await clock.advance(1_000);
    }
    const sources = { pika: { breaker: "open", reason: "unavailable" } };
    expect(await check.report()).toMatchObject({ sources });
  });
});
