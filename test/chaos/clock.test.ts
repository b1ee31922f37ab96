import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createForgetfulWorld,
  discordSide,
  eventually,
  expectOnce,
  isDelivered,
  slackSide,
} from "./journey.ts";
import { profile } from "./profile.ts";

const HOUR = 3_600_000;
const PRELOAD = new URL("./clock-process.ts", import.meta.url).pathname;
const INTERVAL_MS = 2_000;

const CASES = [HOUR, -HOUR, 48 * HOUR, -48 * HOUR].flatMap((byMs) =>
  [discordSide, slackSide].flatMap((side) =>
    (["while running", "across a restart"] as const).map((when) => ({
      byMs,
      hours: byMs / HOUR,
      side,
      platform: side === discordSide ? "Discord" : "Slack",
      when,
    })),
  ),
);

describe.concurrent("a jump of the wall clock", () => {
  it.each(profile.pick(CASES, { small: 4, timesFull: 2 }))(
    "by $hours h $when, on $platform: nothing is lost, nothing comes twice, nothing is asked in a hurry",
    async ({ byMs, side: sideOf, when }) => {
      await using world = await createForgetfulWorld();
      const { pika, directory } = world;
      const side = sideOf(world);
      const clockFile = join(directory, "clock");
      await writeFile(clockFile, "0");
      const env = {
        ...side.env,
        NODE_OPTIONS: `--import ${PRELOAD}`,
        CHAOS_CLOCK_FILE: clockFile,
        RELAY_POLL_INTERVAL_MS: String(INTERVAL_MS),
        RELAY_POLL_MAX_INTERVAL_MS: String(INTERVAL_MS),
      };
      const jobId = pika.addJob();
      let relay = await world.readyRelay(env);
      await side.ask(jobId, () => eventually("the status", () => side.about(jobId).length === 1));
      await writeFile(clockFile, String(byMs));
      const polls = pika.requests.length;
      const atMs = performance.now() + INTERVAL_MS;
      if (when === "while running") relay.kill("SIGUSR2");
      else {
        relay.kill("SIGKILL");
        await relay.exited;
        relay = await world.readyRelay(env);
      }
      await eventually("an interval", () => performance.now() >= atMs);
      expect(pika.requests.length - polls).toBeLessThanOrEqual(2);
      pika.setJob(jobId, { status: "completed" });
      await eventually("the delivery", () => isDelivered([relay], jobId), 60_000);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      expectOnce(side, jobId);
      expect(world.violations()).toEqual([]);
    },
    120_000,
  );
});
