import { describe, expect, it } from "vitest";
import { promisesResult } from "../../support/sentence.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { hadNothingLeft, isDelivered } from "../../support/processes/relay-log.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import { discordClient, expectOnce, slackClient } from "../../support/processes/user-client.ts";
import { KILL_POINTS, LOOKS, type KillPoint } from "./kill-points.ts";
import { profile } from "../../support/profile.ts";

/** What a person waits for before they ask again. */

/** A job followed in one channel, with a kill -9 on the way and a new process behind it. */
async function killAt(point: KillPoint): Promise<void> {
  await using environment = await createForgetfulEnvironment();
  const { pika } = environment;
  const client =
    point.platform === "discord" ? discordClient(environment) : slackClient(environment);
  const jobId = pika.addJob();
  const first = await environment.readyRelay(client.env);
  let killed = false;
  const kill = (): void => {
    killed = true;
    first.kill("SIGKILL");
  };
  const arm = (): (() => void) => point.arm(environment, kill);
  let disarm = point.phase === "command" ? arm() : undefined;
  const answer = await client.ask(jobId, (said) =>
    eventually("an answer or a kill", () => killed || promisesResult(said())),
  );
  if (point.phase === "delivery") {
    await eventually("the status message", () => client.about(jobId).length === 1);
    disarm = arm();
    pika.setJob(jobId, { status: "completed" });
  }
  await eventually(`the kill at ${point.name}`, () => killed);
  await first.exited;
  disarm?.();
  const second = await environment.readyRelay(client.env);
  if (!promisesResult(answer))
    await client.ask(jobId, (said) => eventually("a second answer", () => promisesResult(said())));
  pika.setJob(jobId, { status: "completed" });
  // The status message is edited a last time after the delivery.
  const isOver = (): boolean =>
    isDelivered([first, second], jobId) ||
    (hadNothingLeft(second) && client.about(jobId).length > 1);
  await eventually("the delivery", () => isOver() || client.about(jobId).length > 2);
  await expectOnce(client, jobId);
  expect(await second.stop()).toEqual({ code: 0, signal: null });
  await expectOnce(client, jobId);
  expect(environment.violations()).toEqual([]);
}

it("has at least 25 points on both platforms", () => {
  expect(KILL_POINTS.length).toBeGreaterThanOrEqual(25);
});

describe.concurrent("a kill -9 between a command and its result", () => {
  const runs = profile.pick(KILL_POINTS, { small: 6, timesFull: 20 });
  // oxlint-disable-next-line expect-expect -- killAt asserts
  it.each(runs)("point $number: $name", killAt, 60_000);
});

describe.concurrent("a second kill -9, while the next process checks whether the result was posted", () => {
  it.each(profile.pick(LOOKS, { small: 2, timesFull: 5 }))(
    "at $name: nothing is posted twice",
    async ({ after, look }) => {
      await using environment = await createForgetfulEnvironment();
      const { pika } = environment;
      const client =
        after.platform === "discord" ? discordClient(environment) : slackClient(environment);
      const jobId = pika.addJob();
      let relay = await environment.readyRelay(client.env);
      await client.ask(jobId, () =>
        eventually("the status", () => client.about(jobId).length === 1),
      );
      for (const place of [after, look]) {
        let killed = false;
        const disarm = place.arm(environment, () => {
          killed = true;
          relay.kill("SIGKILL");
        });
        if (place === after) pika.setJob(jobId, { status: "completed" });
        else relay = environment.relay(client.env);
        await eventually(`the kill at ${place.name}`, () => killed);
        await relay.exited;
        disarm();
      }
      relay = await environment.readyRelay(client.env);
      await eventually("the delivery", () => isDelivered([relay], jobId), 60_000);
      await expectOnce(client, jobId);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      await expectOnce(client, jobId);
      expect(environment.violations()).toEqual([]);
    },
    120_000,
  );
});
