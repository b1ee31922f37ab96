/** A process that is killed while it posts a result in a thread, and the line in the channel that points to it. */
import { describe, expect, it } from "vitest";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL, aFollow, aJob, putFollow } from "../../support/follows.ts";
import { profile } from "../../support/profile.ts";
import { crashPointsUpTo, type CrashPoint } from "../../support/simulation/crashable-process.ts";
import { MemoryDiscord } from "../../support/simulation/memory-discord.ts";
import { MemoryPlatform } from "../../support/simulation/memory-platform.ts";
import { MemorySlack } from "../../support/simulation/memory-slack.ts";
import { Simulation } from "../../support/simulation/simulation.ts";
import { putSettings } from "../../contracts/store/put-records.ts";

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const CHANNELS = { discord: DISCORD_CHANNEL, slack: SLACK_CHANNEL } as const;

interface Scenario {
  readonly on: keyof typeof CHANNELS;
  readonly attachments: readonly (typeof VIDEO)[];
  readonly crashPoint?: CrashPoint;
}

async function runScenario({ on, attachments, crashPoint }: Scenario) {
  const simulation = new Simulation((clock) => [new MemoryDiscord(clock), new MemorySlack(clock)]);
  const platform = simulation[on];
  if (!(platform instanceof MemoryPlatform)) throw new TypeError("no platform in memory");
  const channel = CHANNELS[on];
  simulation.media.script(VIDEO.url, { bytes: mp4Bytes() });
  await putSettings(simulation.store, { channel, delivery: "thread", broadcast: true });
  await putFollow(simulation.store.follows, aFollow({ channel, requesters: ["U1"] }));
  simulation.api.answer("job-1", { kind: "job", job: aJob("running") });
  await simulation.start();
  await simulation.clock.advance(30_000);
  simulation.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments }) });
  const before = simulation.process.calls;
  if (crashPoint) simulation.process.crashAt(crashPoint);
  await simulation.clock.advance(120_000);
  const calls = simulation.process.calls - before;
  simulation.process.kill();
  await simulation.start();
  await simulation.clock.advance(600_000);
  await simulation.stop();
  const posted = platform.messages.flatMap(({ postedFor }) => postedFor ?? []);
  return { calls, posted, state: simulation.store.all()[0]?.state };
}

describe.each([
  ["discord", "a text", []],
  ["discord", "a file", [VIDEO]],
  ["slack", "a text", []],
  ["slack", "a file", [VIDEO]],
] as const)("on %s, a result with %s", async (on, _what, attachments) => {
  const { calls } = await runScenario({ on, attachments });
  const all = crashPointsUpTo(calls);

  it.each(profile.pick(all, { small: 20, timesFull: 1 }))(
    "and its line are posted once each (call $call, $moment)",
    async (crashPoint) => {
      const { posted, state } = await runScenario({ on, attachments, crashPoint });
      expect(posted).toEqual(["f1:status", "f1:result", "f1:broadcast"]);
      expect(state).toBe("delivered");
    },
  );
});
