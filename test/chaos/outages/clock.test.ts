import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TestEnvironment } from "../../support/processes/test-environment.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { isDelivered } from "../../support/processes/relay-log.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import { discordClient, expectOnce, slackClient } from "../../support/processes/user-client.ts";
import { profile } from "../../support/profile.ts";

const HOUR = 3_600_000;
const PRELOAD = new URL("./clock-process.ts", import.meta.url).pathname;
const INTERVAL_MS = 2_000;
const DISCORD_POST = { method: "POST", path: /\/messages$/ } as const;

const CASES = [HOUR, -HOUR, 48 * HOUR, -48 * HOUR].flatMap((byMs) =>
  [discordClient, slackClient].flatMap((client) =>
    (["while running", "across a restart"] as const).map((when) => ({
      byMs,
      hours: byMs / HOUR,
      client,
      platform: client === discordClient ? "Discord" : "Slack",
      when,
    })),
  ),
);

/** A clock for the relays of an environment, which a running one reads again at SIGUSR2. */
async function createClock({ directory }: TestEnvironment) {
  const file = join(directory, "clock");
  const set = (byMs: number): Promise<void> => writeFile(file, String(byMs));
  await set(0);
  return { set, env: { NODE_OPTIONS: `--import ${PRELOAD}`, CHAOS_CLOCK_FILE: file } };
}

describe.concurrent("a jump of the wall clock", () => {
  it.each(profile.pick(CASES, { small: 4, timesFull: 2 }))(
    "by $hours h $when, on $platform: nothing is lost, posted twice or polled too often",
    async ({ byMs, client: sideOf, when }) => {
      await using environment = await createForgetfulEnvironment();
      const { pika } = environment;
      const client = sideOf(environment);
      const clock = await createClock(environment);
      const env = {
        ...client.env,
        ...clock.env,
        RELAY_POLL_INTERVAL_MS: String(INTERVAL_MS),
        RELAY_POLL_MAX_INTERVAL_MS: String(INTERVAL_MS),
      };
      const jobId = pika.addJob();
      let relay = await environment.readyRelay(env);
      await client.ask(jobId, () =>
        eventually("the status", () => client.about(jobId).length === 1),
      );
      await clock.set(byMs);
      const polls = pika.requests.length;
      const atMs = performance.now() + INTERVAL_MS;
      if (when === "while running") relay.kill("SIGUSR2");
      else {
        relay.kill("SIGKILL");
        await relay.exited;
        relay = await environment.readyRelay(env);
      }
      await eventually("an interval", () => performance.now() >= atMs);
      expect(pika.requests.length - polls).toBeLessThanOrEqual(2);
      pika.setJob(jobId, { status: "completed" });
      await eventually("the delivery", () => isDelivered([relay], jobId), 60_000);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      await expectOnce(client, jobId);
      expect(environment.violations()).toEqual([]);
    },
    120_000,
  );
});

/** Long after the answer would have come, and before it is given up. */
const SHARE_DELAY_MS = 6_000;

describe.concurrent("a wall clock that is corrected right after a result whose answer is lost", () => {
  it.each(profile.pick(CASES, { small: 2, timesFull: 1 }))(
    "after it was $hours h ahead, $when, on $platform: the result is recognised",
    async ({ byMs, client: sideOf, platform, when }) => {
      await using environment = await createForgetfulEnvironment();
      const { pika, discord, slack } = environment;
      const client = sideOf(environment);
      const clock = await createClock(environment);
      await clock.set(byMs);
      const env = { ...client.env, ...clock.env };
      const jobId = pika.addJob();
      let relay = await environment.readyRelay(env);
      await client.ask(jobId, () =>
        eventually("the status", () => client.about(jobId).length === 1),
      );
      const completions = () => slack.requestsOf("files.completeUploadExternal").length;
      if (platform === "Discord")
        discord.failNext({ ...DISCORD_POST, when: "after-processing", effect: "reset" });
      else {
        slack.setShareDelay(SHARE_DELAY_MS);
        const method = "files.completeUploadExternal";
        slack.failNext({ method, when: "after-processing", reset: true });
      }
      pika.setJob(jobId, { status: "completed" });
      await eventually("it", () => client.about(jobId).length === 2 || completions() === 1);
      await clock.set(0);
      if (when === "while running") relay.kill("SIGUSR2");
      else {
        relay.kill("SIGKILL");
        await relay.exited;
        relay = await environment.readyRelay(env);
      }
      await eventually("the delivery", () => isDelivered([relay], jobId), 60_000);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      await expectOnce(client, jobId);
      expect(environment.violations()).toEqual([]);
    },
    120_000,
  );
});
