import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/core/channel/channel-settings.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import { channelSpan } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { DISCORD_CHANNEL, aFollow, aJob, putFollow } from "../../support/follows.ts";
import { crashPointsUpTo, type CrashPoint } from "../../support/simulation/crashable-process.ts";
import { MemoryDiscord } from "../../support/simulation/memory-discord.ts";
import { MemoryPlatform } from "../../support/simulation/memory-platform.ts";
import { MemorySlack } from "../../support/simulation/memory-slack.ts";
import { Simulation } from "../../support/simulation/simulation.ts";
import { profile } from "../../support/profile.ts";
import { sentence } from "../../support/sentence.ts";
import { putSettings } from "../../contracts/store/put-records.ts";

const START = Date.UTC(2026, 0, 1);
/** The files that the job API marks as unsafe, one in each message. */
const UNSAFE: ReadonlySet<number> = new Set([1, 11]);
const VIDEOS = Array.from({ length: 12 }, (_each, index) => ({
  url: `https://cdn.test/${index}.mp4`,
  filename: `${index}.mp4`,
  contentType: "video/mp4",
  isUnsafe: UNSAFE.has(index),
}));
const names = VIDEOS.map(({ filename }) => filename);
const completed = aJob("completed", { attachments: VIDEOS });

/** An ended job that Ann and Bob wait for, and what a test changes about it. */
interface Scenario {
  readonly delivery?: Delivery;
  readonly prepare?: (simulation: Simulation) => void | Promise<void>;
}

/** Runs a process that may be killed, and another one after it. */
async function runScenario(
  { delivery = "post", prepare }: Scenario,
  crashPoint?: CrashPoint,
): Promise<Simulation> {
  const simulation = new Simulation();
  simulation.delivery = delivery;
  for (const { url } of VIDEOS) simulation.media.script(url, { bytes: mp4Bytes() });
  const message = { blocks: [], pings: [] };
  const post = { channel: DISCORD_CHANNEL, jobId: "job-1", message, mayAlreadyExist: false };
  const statusMessage = await simulation.discord.postStatus({ ...post, key: "f1:status" });
  const requesters = ["ann", "bob"];
  await putFollow(
    simulation.store.follows,
    aFollow({ requesters, statusMessage, createdAt: START }),
  );
  simulation.api.answer("job-1", { kind: "job", job: completed });
  await prepare?.(simulation);
  await simulation.start(crashPoint);
  for (let times = 0; times < 2; times += 1) {
    await simulation.clock.advance(300_000);
    if (simulation.process.isDead) await simulation.start();
  }
  await simulation.clock.advance(300_000);
  await simulation.stop();
  return simulation;
}

/** All calls of the process, or some of them, before and after each takes effect. */
async function crashPointsOf(scenario: Scenario): Promise<CrashPoint[]> {
  const { process } = await runScenario(scenario);
  const all = crashPointsUpTo(process.calls);
  return profile.pick(all, { small: 60, timesFull: 1 });
}

const filesOf = ({ discord }: Simulation) =>
  discord.posts.flatMap(({ files }) => files.map(({ name }) => name));
const spoilersOf = ({ discord }: Simulation) =>
  discord.posts.flatMap(({ files }) =>
    files.flatMap(({ name, isSpoiler }) => (isSpoiler ? [name] : [])),
  );
const pingsOf = ({ discord }: Simulation) =>
  discord.posts.map(({ message }) => message.pings).filter((pings) => pings.length > 0);
const placesOf = ({ discord }: Simulation) =>
  discord.posts.map(({ kind, channel, files }) => `${kind} ${channel.channel} ${files.length}`);

describe.each([
  ["post", ["status c1 0", "result c1 10", "result c1 2"]],
  ["edit", ["status c1 10", "result c1 0", "result c1 2"]],
  ["thread", ["status c1 0", "result thread-m1 10", "result thread-m1 2"]],
  ["broadcast", ["status c1 0", "result thread-m1 10", "result thread-m1 2", "result c1 0"]],
] as const)("a process killed while it posts a result (%s)", async (mode, places) => {
  const scenario: Scenario =
    mode === "broadcast"
      ? {
          delivery: "thread",
          prepare: ({ store }) => putSettings(store, { channel: DISCORD_CHANNEL, broadcast: true }),
        }
      : { delivery: mode };
  const crashPoints = await crashPointsOf(scenario);

  it.each(crashPoints)(
    "call $call, $moment: every file once, in order, one mention",
    async (crashPoint) => {
      const simulation = await runScenario(scenario, crashPoint);
      expect(placesOf(simulation)).toEqual(places);
      expect(filesOf(simulation)).toEqual(names);
      expect(spoilersOf(simulation)).toEqual(names.filter((_name, index) => UNSAFE.has(index)));
      expect(pingsOf(simulation)).toEqual([["ann", "bob"]]);
      expect(simulation.store.all()).toMatchObject([{ state: "delivered" }]);
      // What the dead process had open: the files of a message, and one that was downloaded to be kept.
      expect(simulation.media.undisposed).toBeLessThanOrEqual(11);
    },
  );
});

describe("a process killed while the channel of a result is gone", async () => {
  const lost: Scenario = {
    prepare: ({ discord, api }) => {
      discord.refuse(DISCORD_CHANNEL, new PlatformError("channel_lost", "deleted"));
      api.answer("job-1", {
        kind: "job",
        job: aJob("completed", { attachments: VIDEOS.slice(0, 1) }),
      });
    },
  };

  it.each(await crashPointsOf(lost))(
    "call $call, $moment: each requester gets it as one direct message",
    async (crashPoint) => {
      const simulation = await runScenario(lost, crashPoint);
      expect(placesOf(simulation).slice(1).toSorted()).toEqual(["result Dann 1", "result Dbob 1"]);
      expect(pingsOf(simulation)).toEqual([["ann"], ["bob"]]);
      const states = simulation.store.all().map(({ origin, state }) => `${origin} ${state}`);
      expect(states.toSorted()).toEqual([
        "command discarded",
        "direct delivered",
        "direct delivered",
      ]);
    },
  );
});

describe("a process killed while a channel loses its notifications", async () => {
  const channel = { platform: "discord", workspace: "g1", channel: "c2" } as const;
  const lost: Scenario = {
    prepare: async ({ discord, store, api }) => {
      discord.refuse(channel, new PlatformError("channel_lost", "deleted"));
      await putSettings(store, { channel, notifications: { by: "root", since: START } });
      api.answer("job-1", { kind: "job", job: aJob("running") });
      api.answerList({ kind: "jobs", jobIds: ["job-2", "job-3"] });
      for (const jobId of ["job-2", "job-3"])
        api.answer(jobId, { kind: "job", job: aJob("failed", { jobId }) });
    },
  };

  it.each(await crashPointsOf(lost))(
    "call $call, $moment: the user who turned them on is told once",
    async (crashPoint) => {
      const simulation = await runScenario(lost, crashPoint);
      const told = simulation.discord.posts.filter(
        ({ channel: { channel: id } }) => id === "Droot",
      );
      expect(told.map(({ text }) => text)).toEqual([
        expect.stringMatching(
          sentence("notify.lost", {
            channel: channelSpan("c2"),
            reason: localized("undelivered.channel_lost"),
          }),
        ),
      ]);
      expect(simulation.store.allSettings()).toEqual([{ channel }]);
    },
  );
});

describe.each(["discord", "slack"] as const)("a notice about a lost channel on %s", (name) => {
  const channel = { platform: name, workspace: "g1", channel: "c2" } as const;

  // Nothing was stored to recognise it by, so a notice that appeared late was sent again.
  it("is not sent again while it may still appear after its answer was lost", async () => {
    const simulation = new Simulation((clock) => [
      new MemoryDiscord(clock),
      new MemorySlack(clock),
    ]);
    const platform = simulation[name];
    if (!(platform instanceof MemoryPlatform)) throw new TypeError("no platform in memory");
    await putSettings(simulation.store, { channel, notifications: { by: "root", since: START } });
    platform.refuse(channel, new PlatformError("channel_lost", "deleted"));
    simulation.api.answerList({ kind: "jobs", jobIds: ["job-2"] });
    simulation.api.answer("job-2", { kind: "job", job: aJob("failed", { jobId: "job-2" }) });
    // The first post is the notification, which its channel refuses.
    platform.spoilNext("post", "slow");
    platform.spoilNext("post", "acts late");
    await simulation.start();
    await simulation.clock.advance(300_000);
    await simulation.stop();
    expect(platform.messages.filter(({ isOurs }) => isOurs)).toHaveLength(1);
    expect(simulation.store.allSettings()).toEqual([{ channel }]);
  });
});
