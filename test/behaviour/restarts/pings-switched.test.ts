/** Pings that a person switches off between a crash and the next start: the result must be recognised all the same. */
import { describe, expect, it } from "vitest";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL, aFollow, aJob, putFollow } from "../../support/follows.ts";
import { profile } from "../../support/profile.ts";
import { crashPointsUpTo, type CrashPoint } from "../../support/simulation/crashable-process.ts";
import { MemoryDiscord } from "../../support/simulation/memory-discord.ts";
import { MemoryPlatform } from "../../support/simulation/memory-platform.ts";
import { MemorySlack } from "../../support/simulation/memory-slack.ts";
import { Simulation } from "../../support/simulation/simulation.ts";
import { putPersonalSettings } from "../../contracts/store/put-records.ts";

const VIDEO = { url: "https://cdn.test/v.mp4", filename: "v.mp4", contentType: "video/mp4" };
const PLACES = {
  discord: { channel: DISCORD_CHANNEL, userId: "123" },
  slack: { channel: SLACK_CHANNEL, userId: "U123" },
} as const;

interface Scenario {
  readonly on: keyof typeof PLACES;
  readonly attachments: readonly (typeof VIDEO)[];
  readonly crashPoint?: CrashPoint;
}

/** A process posts a result and is killed; the person switches pings off; the next process goes on. */
async function runScenario({ on, attachments, crashPoint }: Scenario) {
  const simulation = new Simulation((clock) => [new MemoryDiscord(clock), new MemorySlack(clock)]);
  const platform = simulation[on];
  if (!(platform instanceof MemoryPlatform)) throw new TypeError("no platform in memory");
  const { channel, userId } = PLACES[on];
  simulation.media.script(VIDEO.url, { bytes: mp4Bytes() });
  await putFollow(simulation.store.follows, aFollow({ channel, requesters: [userId] }));
  simulation.api.answer("job-1", { kind: "job", job: aJob("completed", { attachments }) });
  await simulation.start(crashPoint);
  await simulation.clock.advance(60_000);
  const { calls } = simulation.process;
  simulation.process.kill();
  const { workspace } = channel;
  await putPersonalSettings(simulation.store, { platform: on, workspace, userId, ping: false });
  await simulation.start();
  await simulation.clock.advance(600_000);
  await simulation.stop();
  const results = platform.messages.filter(({ postedFor }) => postedFor?.endsWith(":result"));
  return { calls, results, state: simulation.store.all()[0]?.state };
}

describe.each([
  ["discord", "a text", []],
  ["discord", "a file", [VIDEO]],
  ["slack", "a text", []],
  ["slack", "a file", [VIDEO]],
] as const)("on %s, a result with %s", async (on, _what, attachments) => {
  const { calls } = await runScenario({ on, attachments });
  const all = crashPointsUpTo(calls);

  it.each(profile.pick(all, { small: 12, timesFull: 1 }))(
    "is posted once (call $call, $moment)",
    async (crashPoint) => {
      const { results, state } = await runScenario({ on, attachments, crashPoint });
      expect(results).toHaveLength(1);
      expect(state).toBe("delivered");
    },
  );
});
