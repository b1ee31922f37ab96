import { describe, expect, it } from "vitest";
import type { PollResult } from "../../../src/core/job/job.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { crashPointsUpTo, type CrashPoint } from "../../support/simulation/crashable-process.ts";
import { CHANNELS, Simulation } from "../../support/simulation/simulation.ts";
import { pattern, promisesResult, said } from "../../support/sentence.ts";

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const running: PollResult = { kind: "job", job: aJob("running") };
const completed: PollResult = { kind: "job", job: aJob("completed", { attachments: [VIDEO] }) };

/** Advances the clock; if the process was killed meanwhile, a new one starts. */
async function pass(simulation: Simulation, byMs: number): Promise<void> {
  await simulation.clock.advance(byMs);
  if (simulation.process.isDead) await simulation.start();
  await simulation.clock.advance(byMs);
}

/**
 * A job is requested in two channels and ends; a user without an answer, or with one that promises
 * nothing, asks again.
 */
async function follow(crashPoint?: CrashPoint): Promise<Simulation> {
  const simulation = new Simulation();
  simulation.media.script(VIDEO.url, { bytes: mp4Bytes() });
  simulation.api.answer("job-1", running);
  await simulation.start(crashPoint);
  for (const channel of CHANNELS) {
    let answer: string | undefined;
    for (let tries = 0; tries < 3 && !promisesResult(answer); tries += 1) {
      await pass(simulation, 0);
      answer = await simulation.ask("job-1", channel);
    }
  }
  simulation.api.answer("job-1", completed);
  await pass(simulation, 120_000);
  await simulation.stop();
  return simulation;
}

describe("a process killed at any outgoing call", async () => {
  const { process } = await follow();

  it("makes enough calls for this test to be meaningful", () => {
    expect(process.calls).toBeGreaterThan(30);
  });

  const crashPoints = crashPointsUpTo(process.calls);

  it.each(crashPoints)(
    "call $call, $moment: posts one status and one result in each channel",
    async (crashPoint) => {
      const simulation = await follow(crashPoint);
      for (const platform of simulation.platforms)
        expect(platform.posts.map(({ kind, text }) => [kind, text])).toEqual([
          ["status", expect.stringContaining(said("status.completed"))],
          ["result", expect.stringContaining(said("result.video-ready"))],
        ]);
      for (const { state } of simulation.store.all()) expect(state).toBe("delivered");
    },
  );
});

// The status is not edited again so soon: it stayed as running if the process was killed right
// after the result.
const quick = async (crashPoint?: CrashPoint): Promise<Simulation> => {
  const simulation = new Simulation();
  simulation.media.script(VIDEO.url, { bytes: mp4Bytes() });
  simulation.api.answer("job-1", running, completed);
  await simulation.start(crashPoint);
  const [channel] = CHANNELS;
  const ask = async () => channel && (await simulation.ask("job-1", channel));
  const press = { name: "refresh", argument: "follow-1", channel: DISCORD_CHANNEL };
  const replies: string[] = [];
  void simulation.discord.invoke(
    { name: "pika-status", options: { jobid: "job-1" }, channel: DISCORD_CHANNEL },
    replies,
  );
  await simulation.clock.advance(500);
  void simulation.discord.press(press);
  await pass(simulation, 60_000);
  if (replies.length === 0 && simulation.store.all().length === 0) await ask();
  await pass(simulation, 120_000);
  await simulation.stop();
  return simulation;
};

/** Whether a process stored what its first poll returned. */
const wasSeen = ({ states }: Simulation): boolean =>
  [...states.values()].some((each) => each.filter((state) => state === "pending").length > 1);

describe("a process killed when a job ends within seconds of its request", async () => {
  const { process } = await quick();
  const crashPoints = crashPointsUpTo(process.calls);

  it.each(crashPoints)("call $call, $moment: shows how it ended", async (crashPoint) => {
    const simulation = await quick(crashPoint);
    const shown = simulation.discord.posts.map(({ kind, text }) => [kind, text]);
    expect(shown.at(-1)).toEqual(["result", expect.stringContaining(said("result.video-ready"))]);
    // If it was killed before its first poll was stored, the next one shows that the job has ended,
    // and the result is all there is.
    const status = [
      "status",
      expect.stringMatching(
        pattern`✅ \*${said("status.completed")}\*[^]*${said("status.result")}`,
      ),
    ];
    expect(shown.slice(0, -1)).toEqual(wasSeen(simulation) ? [status] : []);
  });

  it("does not repeat edits at later starts", async () => {
    const simulation = await quick();
    const edits = simulation.discord.calls.length;
    await simulation.start();
    await simulation.clock.advance(60_000);
    expect(simulation.discord.calls).toHaveLength(edits);
    await simulation.stop();
  });
});
