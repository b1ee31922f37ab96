import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { promisesResult } from "../../support/sentence.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { isDelivered } from "../../support/processes/relay-log.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import { discordClient, expectOnce, slackClient } from "../../support/processes/user-client.ts";
import { KILL_POINTS } from "./kill-points.ts";
import { draw, profile } from "../../support/profile.ts";

const CLIENTS = { discord: discordClient, slack: slackClient };

/** How long the relay may take to stop (its own promise). */
const STOP_WITHIN_MS = 10_000;

describe.concurrent("SIGTERM at a random moment", () => {
  const cases = draw(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 1_500 }),
      platform: fc.constantFrom("discord" as const, "slack" as const),
    }),
    profile.amount({ small: 4, full: 50 }),
  );
  it.each(cases)(
    "$afterMs ms after the command on $platform: stops in order, and the next process continues",
    async ({ afterMs, platform }) => {
      await using environment = await createForgetfulEnvironment();
      const { pika } = environment;
      const client = CLIENTS[platform](environment);
      const jobId = pika.addJob({ ends: "completed" });
      const first = await environment.readyRelay(client.env);
      const asked = client.ask(jobId, (said) =>
        eventually("an answer, or that it ends", () => promisesResult(said()) || ended),
      );
      let ended = false;
      const atMs = performance.now() + afterMs;
      await eventually("the moment", () => performance.now() >= atMs);
      const stoppedAtMs = performance.now();
      const exit = await first.stop();
      ended = true;
      expect(exit).toEqual({ code: 0, signal: null });
      expect(performance.now() - stoppedAtMs).toBeLessThan(STOP_WITHIN_MS);
      const second = await environment.readyRelay(client.env);
      const wasTaken = promisesResult(await asked) || client.about(jobId).length > 0;
      if (!wasTaken)
        await client.ask(jobId, (said) => eventually("an answer", () => promisesResult(said())));
      await eventually("the delivery", () => client.about(jobId).length >= 2);
      await eventually("its record", () => isDelivered([first, second], jobId));
      expect((await second.stop()).code).toBe(0);
      await expectOnce(client, jobId);
      expect(environment.violations()).toEqual([]);
    },
    60_000,
  );
});

describe.concurrent("SIGTERM during the start", () => {
  const PRELOAD = new URL("./listening-process.ts", import.meta.url).pathname;
  // It used to be killed by it as long as it was loading its code, which takes most of a second.
  const moments = draw(
    fc.integer({ min: 0, max: 1_000 }),
    profile.amount({ small: 1, full: 20 }),
  ).map((afterMs) => ({ afterMs }));
  it.each(moments)(
    "$afterMs ms after it handles signals, before it opens anything: stops in order",
    async ({ afterMs }) => {
      await using environment = await createForgetfulEnvironment();
      const relay = environment.relay({ NODE_OPTIONS: `--import ${PRELOAD}` });
      await eventually("listening", () => relay.errors().includes("listening"));
      const atMs = performance.now() + afterMs;
      await eventually("the moment", () => performance.now() >= atMs);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      expect(relay.errors()).toBe("listening, store closed");
    },
    30_000,
  );
});

describe.concurrent("SIGSTOP, and SIGCONT after everything has timed out", () => {
  // Slack's stand-in never releases an answer that it holds back, so only points at which the answer is on its way are possible.
  const points = KILL_POINTS.filter(
    ({ phase, platform, moment, name }) =>
      phase === "delivery" &&
      (moment === "answered" || (platform === "discord" && name.startsWith("Discord"))),
  );
  it.each(profile.pick(points, { small: 3, timesFull: 2 }))(
    "at point $number ($name): nothing is posted twice, and no second process starts meanwhile",
    async (point) => {
      await using environment = await createForgetfulEnvironment();
      const { pika } = environment;
      const client = CLIENTS[point.platform](environment);
      const jobId = pika.addJob();
      const relay = await environment.readyRelay(client.env);
      await client.ask(jobId, () =>
        eventually("the status", () => client.about(jobId).length === 1),
      );
      let isStopped = false;
      const disarm = point.arm(environment, () => {
        isStopped = true;
        relay.kill("SIGSTOP");
      });
      pika.setJob(jobId, { status: "completed" });
      await eventually("the place", () => isStopped);
      const intruder = environment.relay(client.env);
      expect((await intruder.exited).code).toBe(2);
      disarm();
      relay.kill("SIGCONT");
      await eventually("the delivery", () => isDelivered([relay], jobId), 60_000);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      await expectOnce(client, jobId);
      expect(environment.violations()).toEqual([]);
    },
    90_000,
  );
});
