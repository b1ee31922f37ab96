import { describe, expect, it } from "vitest";
import { promisesResult } from "../../support/sentence.ts";
import {
  createForgetfulWorld,
  discordSide,
  eventually,
  expectOnce,
  hadNothingLeft,
  isDelivered,
  slackSide,
} from "../../support/processes/user-client.ts";
import { KILL_POINTS, LOOKS, type KillPoint } from "./kill-points.ts";
import { profile } from "../../support/profile.ts";

/** What a person waits for before they ask again. */

/** A job followed in one channel, with a kill -9 on the way and a new process behind it. */
async function killAt(point: KillPoint): Promise<void> {
  await using world = await createForgetfulWorld();
  const { pika } = world;
  const side = point.platform === "discord" ? discordSide(world) : slackSide(world);
  const jobId = pika.addJob();
  const first = await world.readyRelay(side.env);
  let killed = false;
  const kill = (): void => {
    killed = true;
    first.kill("SIGKILL");
  };
  const ambush = (): (() => void) => point.arm(world, kill);
  let lift = point.phase === "command" ? ambush() : undefined;
  const answer = await side.ask(jobId, (said) =>
    eventually("an answer or a kill", () => killed || promisesResult(said())),
  );
  if (point.phase === "delivery") {
    await eventually("the status message", () => side.about(jobId).length === 1);
    lift = ambush();
    pika.setJob(jobId, { status: "completed" });
  }
  await eventually(`the kill at ${point.name}`, () => killed);
  await first.exited;
  lift?.();
  const second = await world.readyRelay(side.env);
  if (!promisesResult(answer))
    await side.ask(jobId, (said) => eventually("a second answer", () => promisesResult(said())));
  pika.setJob(jobId, { status: "completed" });
  // The last edit of the status message comes behind the delivery.
  const isOver = (): boolean =>
    isDelivered([first, second], jobId) || (hadNothingLeft(second) && side.about(jobId).length > 1);
  await eventually("the delivery", () => isOver() || side.about(jobId).length > 2);
  await expectOnce(side, jobId);
  expect(await second.stop()).toEqual({ code: 0, signal: null });
  await expectOnce(side, jobId);
  expect(world.violations()).toEqual([]);
}

it("knows at least 25 points over both platforms", () => {
  expect(KILL_POINTS.length).toBeGreaterThanOrEqual(25);
});

describe.concurrent("a kill -9 at every numbered point of the protocol", () => {
  const runs = profile.pick(KILL_POINTS, { small: 6, timesFull: 20 });
  // oxlint-disable-next-line expect-expect -- killAt asserts
  it.each(runs)("point $number: $name", killAt, 60_000);
});

describe.concurrent("a second kill -9, while the next process looks whether the result has landed", () => {
  it.each(profile.pick(LOOKS, { small: 2, timesFull: 5 }))(
    "at $name: nothing comes twice",
    async ({ after, look }) => {
      await using world = await createForgetfulWorld();
      const { pika } = world;
      const side = after.platform === "discord" ? discordSide(world) : slackSide(world);
      const jobId = pika.addJob();
      let relay = await world.readyRelay(side.env);
      await side.ask(jobId, () => eventually("the status", () => side.about(jobId).length === 1));
      for (const place of [after, look]) {
        let killed = false;
        const lift = place.arm(world, () => {
          killed = true;
          relay.kill("SIGKILL");
        });
        if (place === after) pika.setJob(jobId, { status: "completed" });
        else relay = world.relay(side.env);
        await eventually(`the kill at ${place.name}`, () => killed);
        await relay.exited;
        lift();
      }
      relay = await world.readyRelay(side.env);
      await eventually("the delivery", () => isDelivered([relay], jobId), 60_000);
      await expectOnce(side, jobId);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      await expectOnce(side, jobId);
      expect(world.violations()).toEqual([]);
    },
    120_000,
  );
});
