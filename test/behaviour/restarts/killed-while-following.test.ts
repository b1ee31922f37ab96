import { describe, expect, it } from "vitest";
import type { PollResult } from "../../../src/core/job/job.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import type { Death } from "../../support/simulation/crashable-process.ts";
import { CHANNELS, MortalWorld } from "../../support/simulation/simulation.ts";
import { pattern, promisesResult, said } from "../../support/sentence.ts";

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const running: PollResult = { kind: "job", job: aJob("running") };
const completed: PollResult = { kind: "job", job: aJob("completed", { attachments: [VIDEO] }) };

/** Advances the clock; if the process was killed meanwhile, a new one starts. */
async function pass(world: MortalWorld, byMs: number): Promise<void> {
  await world.clock.advance(byMs);
  if (world.process.isDead) await world.start();
  await world.clock.advance(byMs);
}

/**
 * A job is requested in two channels and ends; a user without an answer, or with one that promises
 * nothing, asks again.
 */
async function follow(death?: Death): Promise<MortalWorld> {
  const world = new MortalWorld();
  world.media.script(VIDEO.url, { bytes: mp4Bytes() });
  world.api.answer("job-1", running);
  await world.start(death);
  for (const channel of CHANNELS) {
    let answer: string | undefined;
    for (let tries = 0; tries < 3 && !promisesResult(answer); tries += 1) {
      await pass(world, 0);
      answer = await world.ask("job-1", channel);
    }
  }
  world.api.answer("job-1", completed);
  await pass(world, 120_000);
  await world.stop();
  return world;
}

describe("a process killed at any outgoing call", async () => {
  const { process } = await follow();

  it("makes enough calls for this test to be meaningful", () => {
    expect(process.calls).toBeGreaterThan(30);
  });

  const deaths = Array.from({ length: process.calls }, (_each, index) => index + 1).flatMap(
    (call) => [{ call, moment: "before" } as const, { call, moment: "after" } as const],
  );

  it.each(deaths)(
    "call $call, $moment: posts one status and one result in each channel",
    async (death) => {
      const world = await follow(death);
      for (const platform of world.platforms)
        expect(platform.posts.map(({ kind, text }) => [kind, text])).toEqual([
          ["status", expect.stringContaining(said("status.completed"))],
          ["result", expect.stringContaining(said("result.video-ready"))],
        ]);
      for (const { state } of world.store.all()) expect(state).toBe("delivered");
    },
  );
});

// The status is not edited again so soon: it stayed as running if the process was killed right
// after the result.
const quick = async (death?: Death): Promise<MortalWorld> => {
  const world = new MortalWorld();
  world.media.script(VIDEO.url, { bytes: mp4Bytes() });
  world.api.answer("job-1", running, completed);
  await world.start(death);
  const [channel] = CHANNELS;
  const ask = async () => channel && (await world.ask("job-1", channel));
  const press = { name: "refresh", argument: "follow-1", channel: DISCORD_CHANNEL };
  const replies: string[] = [];
  void world.discord.invoke(
    { name: "pika-status", options: { jobid: "job-1" }, channel: DISCORD_CHANNEL },
    replies,
  );
  await world.clock.advance(500);
  void world.discord.press(press);
  await pass(world, 60_000);
  if (replies.length === 0 && world.store.all().length === 0) await ask();
  await pass(world, 120_000);
  await world.stop();
  return world;
};

/** Whether a process stored what its first poll returned. */
const wasSeen = ({ states }: MortalWorld): boolean =>
  [...states.values()].some((each) => each.filter((state) => state === "pending").length > 1);

describe("a process killed when a job ends within seconds of its request", async () => {
  const { process } = await quick();
  const deaths = Array.from({ length: process.calls }, (_each, index) => index + 1).flatMap(
    (call) => [{ call, moment: "before" } as const, { call, moment: "after" } as const],
  );

  it.each(deaths)("call $call, $moment: shows how it ended", async (death) => {
    const world = await quick(death);
    const shown = world.discord.posts.map(({ kind, text }) => [kind, text]);
    expect(shown.at(-1)).toEqual(["result", expect.stringContaining(said("result.video-ready"))]);
    // If it was killed before its first poll was stored, the next one shows that the job has ended,
    // and the result is all there is.
    const status = [
      "status",
      expect.stringMatching(
        pattern`✅ \*${said("status.completed")}\*[^]*${said("status.result")}`,
      ),
    ];
    expect(shown.slice(0, -1)).toEqual(wasSeen(world) ? [status] : []);
  });

  it("does not repeat edits at later starts", async () => {
    const world = await quick();
    const edits = world.discord.calls.length;
    await world.start();
    await world.clock.advance(60_000);
    expect(world.discord.calls).toHaveLength(edits);
    await world.stop();
  });
});
