import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import type { World } from "../../support/processes/test-environment.ts";
import {
  askUntilPromised,
  createForgetfulWorld,
  discordSide,
  eventually,
  expectOnce,
  slackSide,
  type Side,
} from "../../support/processes/user-client.ts";
import { draw, profile } from "../../support/profile.ts";

const FOLLOWS = profile.amount({ small: 20, full: 200 });
const KILLS = profile.amount({ small: 4, full: 30 });
/** People who type at the same time. */
const PEOPLE = 10;

/** One person after the other: a job is asked for, ends, and its result is waited for. */
async function follow(world: World, side: Side, jobIds: string[]): Promise<void> {
  for (let jobId = jobIds.pop(); jobId !== undefined; jobId = jobIds.pop()) {
    const id = jobId;
    await askUntilPromised(side, id);
    world.pika.setJob(id, { status: "completed" });
    await eventually(`the result of ${id}`, () => side.about(id).length >= 2, 180_000);
  }
}

/** Kills the relay again and again, each time with another one started at once. */
async function killAgainAndAgain(
  world: World,
  first: RelayProcess,
  pausesMs: readonly number[],
): Promise<RelayProcess> {
  let relay = first;
  for (const pauseMs of pausesMs) {
    const atMs = performance.now() + pauseMs;
    await eventually("the next kill", () => performance.now() >= atMs);
    relay.kill("SIGKILL");
    await relay.exited;
    relay = await world.readyRelay();
  }
  return relay;
}

it(`loses nothing and repeats nothing: ${FOLLOWS} follows on both platforms, ${KILLS} kills`, async () => {
  await using world = await createForgetfulWorld();
  const first = await world.readyRelay();
  const sides = [discordSide(world), slackSide(world)];
  const jobs = sides.map(() => Array.from({ length: FOLLOWS / 2 }, () => world.pika.addJob()));
  const pauses = draw(fc.integer({ min: 50, max: 2_500 }), KILLS);
  const people = sides.flatMap((side, index) => {
    const left = [...(jobs[index] ?? [])];
    return Array.from({ length: PEOPLE / 2 }, () => follow(world, side, left));
  });
  const [relay] = await Promise.all([killAgainAndAgain(world, first, pauses), ...people]);
  expect(await relay.stop()).toEqual({ code: 0, signal: null });
  for (const [index, side] of sides.entries())
    for (const jobId of jobs[index] ?? []) await expectOnce(side, jobId);
  expect(world.violations()).toEqual([]);
}, 600_000);
