import { describe, expect, it } from "vitest";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import type { PollResult } from "../../../src/core/job/job.ts";
import { code } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import {
  aFollow,
  aJob,
  aSettledFollow,
  DISCORD_CHANNEL,
  SLACK_CHANNEL,
} from "../../support/follows.ts";
import { INTERVAL_MS, startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";
import { pattern, said, sentence } from "../../support/sentence.ts";

const following = (jobId: string) => said("follow.following", { job: code(jobId) });
const already = (jobId: string) => said("follow.already", { job: code(jobId) });
const TOO_MANY = said("follow.too-many-of-user", { jobs: "1 job" });

const START = Date.UTC(2026, 0, 1);
const running: PollResult = { kind: "job", job: aJob("running") };
const failed: PollResult = { kind: "job", job: aJob("failed") };

/** A relay in which some jobs run. */
async function startBusyRelay(options: TestRelayOptions = {}) {
  const relay = await startTestRelay(options);
  for (let index = 1; index <= 30; index += 1) relay.api.answer(`job-${index}`, running);
  return relay;
}

const discordChannel = (channel: string, workspace = "g1"): ChannelRef => ({
  platform: "discord",
  workspace,
  channel,
});

describe("an allow list", () => {
  it.each([
    [{ guilds: ["g1"] }, discordChannel("c1"), true],
    [{ guilds: ["g2"] }, discordChannel("c1"), false],
    [{ guilds: ["g1"] }, discordChannel("c1", "@me"), false],
    [{ guilds: ["g2"] }, SLACK_CHANNEL, true],
    [{ workspaces: ["T1"] }, SLACK_CHANNEL, true],
    [{ workspaces: ["T2"] }, SLACK_CHANNEL, false],
    [{ channels: ["C1"] }, SLACK_CHANNEL, true],
    [{ channels: ["C1"] }, discordChannel("c1"), false],
    [{ guilds: ["g1"], channels: ["c2"] }, discordChannel("c1"), false],
  ])("%j at %j: %s", async (allowed, channel, isTaken) => {
    const { ask, api, store, discord, slack } = await startBusyRelay({ allowed });
    const [answer] = await ask("job-1", { channel, on: channel.platform });
    expect(answer).toContain(isTaken ? following("job-1") : said("answer.not-allowed-here"));
    expect(store.all()).toHaveLength(isTaken ? 1 : 0);
    expect(api.reads).toHaveLength(isTaken ? 1 : 0);
    expect([...discord.posts, ...slack.posts]).toHaveLength(isTaken ? 1 : 0);
  });

  it("is checked again at the delivery: what is no longer allowed is dropped, with one line", async () => {
    const settled = aSettledFollow({ kind: "failed" }, { statusMessage: { id: "m1" } });
    const { store, log, discord } = await startBusyRelay({
      follows: [{ ...settled, settledAt: START }],
      allowed: { guilds: ["g2"] },
    });
    expect(store.all()).toMatchObject([
      { state: "discarded", discardReason: "channel_not_allowed" },
    ]);
    expect(log.of("follow.discarded")).toMatchObject([{ reason: "channel_not_allowed" }]);
    expect(discord.calls).toEqual([]);
  });

  it("stops polling and showing what is no longer allowed, and says so once", async () => {
    const { api, clock, store, log, discord } = await startBusyRelay({
      follows: [aFollow({ createdAt: START })],
      allowed: { channels: ["elsewhere"] },
    });
    await clock.advance(10 * INTERVAL_MS);
    expect([api.reads, discord.calls]).toEqual([[], []]);
    expect(log.of("follow.parked")).toMatchObject([{ reason: "channel_not_allowed" }]);
    expect(log.of("follows.resumed")).toEqual([{ follows: 1, jobs: 0 }]);
    expect(store.all()).toMatchObject([{ state: "pending" }]);
    await clock.advance(25 * 3_600_000);
    expect(store.all()).toMatchObject([{ state: "discarded" }]);
    expect(discord.calls).toEqual([]);
  });

  it("does not block the same job in an allowed channel, nor continue through it", async () => {
    const { api, clock, slack, discord, store } = await startBusyRelay({
      follows: [
        aFollow({ createdAt: START }),
        aFollow({ id: "f2", channel: SLACK_CHANNEL, createdAt: START }),
      ],
      allowed: { guilds: ["g2"] },
    });
    api.answer("job-1", failed);
    await clock.advance(2 * INTERVAL_MS);
    expect(slack.posts.map(({ kind }) => kind)).toEqual(["result"]);
    expect(discord.posts).toEqual([]);
    expect(store.all().map(({ state }) => state)).toEqual(["pending", "delivered"]);
  });
});

describe("the quota of a user", () => {
  it("refuses more jobs, names the limit, and frees a slot when a job ends", async () => {
    const { ask, api, clock, store } = await startBusyRelay({ quotas: { followsPerUser: 2 } });
    await ask("job-1");
    await ask("job-2");
    expect(await ask("job-3")).toEqual([
      expect.stringMatching(
        pattern`${said("follow.too-many-of-user", { jobs: "2 jobs" })}[^]*${said("follow.too-many-rest")}`,
      ),
    ]);
    expect(store.all()).toHaveLength(2);
    api.answer("job-1", failed);
    await clock.advance(60_000);
    expect(await ask("job-3")).toEqual([expect.stringContaining(following("job-3"))]);
  });

  it("counts joined jobs, but never refuses one that the user already waits for", async () => {
    const { ask } = await startBusyRelay({ quotas: { followsPerUser: 1 } });
    await ask("job-1", { userId: "ann" });
    await ask("job-2", { userId: "bob" });
    expect(await ask("job-2", { userId: "ann" })).toEqual([expect.stringContaining(TOO_MANY)]);
    expect(await ask("job-1", { userId: "ann" })).toEqual([
      expect.stringContaining(said("follow.already-you", { job: code("job-1") })),
    ]);
  });

  it("is used by joining, and freed if that could not be stored", async () => {
    const { ask, store } = await startBusyRelay({ quotas: { followsPerUser: 1 } });
    await ask("job-1", { userId: "bob" });
    store.failWith(new Error("disk full"));
    expect(await ask("job-1")).toEqual([expect.stringContaining(said("follow.store-down"))]);
    store.failWith(undefined);
    expect(await ask("job-1")).toEqual([expect.stringContaining(already("job-1"))]);
    expect(await ask("job-2")).toEqual([expect.stringContaining(TOO_MANY)]);
  });

  // The query of the store comes between the check of the quota and its use.
  it("gives its last slot to one of two jobs joined at the same moment", async () => {
    const { ask, discord, clock, store } = await startBusyRelay({ quotas: { followsPerUser: 1 } });
    await ask("job-1", { userId: "bob" });
    await ask("job-2", { userId: "eve" });
    const both = ["job-1", "job-2"].map((jobid) =>
      discord.invoke({ name: "pika-status", options: { jobid } }),
    );
    await clock.advance(1_000);
    const answers = (await Promise.all(both)).flat();
    expect(answers.filter((answer) => sentence("follow.already").test(answer))).toHaveLength(1);
    expect(store.all().flatMap(({ requesters }) => requesters)).toHaveLength(3);
  });

  it("is separate in another server, and on another platform", async () => {
    const { ask } = await startBusyRelay({ quotas: { followsPerUser: 1 } });
    for (const channel of [discordChannel("c1"), discordChannel("c2", "g2"), SLACK_CHANNEL])
      expect(await ask("job-1", { channel, on: channel.platform })).toEqual([
        expect.stringContaining(following("job-1")),
      ]);
    expect(await ask("job-2", { channel: discordChannel("c3") })).toEqual([
      expect.stringContaining(TOO_MANY),
    ]);
  });

  it("is not used by what was refused or removed again", async () => {
    const { ask, store } = await startBusyRelay({ quotas: { followsPerUser: 1 } });
    expect(await ask("unknown")).toEqual([
      expect.stringContaining(said("follow.not-found", { job: code("unknown") })),
    ]);
    store.failWith(new Error("disk full"));
    expect(await ask("job-1")).toEqual([expect.stringContaining(said("follow.store-down"))]);
    store.failWith(undefined);
    const access = {
      ok: false,
      problem: localized("access.locked"),
      cure: localized("access.unlock"),
    } as const;
    await ask("job-1", { access });
    expect(await ask("job-1")).toEqual([expect.stringContaining(following("job-1"))]);
  });

  it("gives its last slot to one of two commands at the same moment", async () => {
    const { discord, clock, store } = await startBusyRelay({ quotas: { followsPerUser: 1 } });
    const both = ["job-1", "job-2"].map((jobid) =>
      discord.invoke({ name: "pika-status", options: { jobid } }),
    );
    await clock.advance(1_000);
    const answers = (await Promise.all(both)).flat();
    expect(answers.filter((answer) => sentence("follow.following").test(answer))).toHaveLength(1);
    expect(store.all()).toHaveLength(1);
  });

  it("counts what an earlier process left", async () => {
    const { ask } = await startBusyRelay({
      quotas: { followsPerUser: 1 },
      follows: [aFollow({ createdAt: START })],
    });
    expect(await ask("job-2", { channel: DISCORD_CHANNEL })).toEqual([
      expect.stringContaining(TOO_MANY),
    ]);
  });
});

describe("the quota of a channel", () => {
  it("refuses new jobs from any user, and lets users join", async () => {
    const { ask, store } = await startBusyRelay({ quotas: { followsPerChannel: 1 } });
    await ask("job-1", { userId: "ann" });
    expect(await ask("job-2", { userId: "bob" })).toEqual([
      expect.stringContaining(said("follow.too-many-of-channel", { jobs: "1 job" })),
    ]);
    expect(await ask("job-1", { userId: "bob" })).toEqual([
      expect.stringContaining(already("job-1")),
    ]);
    expect(store.all()).toHaveLength(1);
  });
});

describe("the rate limit of commands", () => {
  it("refuses further commands in a minute, says when to retry, and accepts them then", async () => {
    const { ask, api, clock } = await startBusyRelay({ quotas: { commandsPerMinute: 2 } });
    await ask("job-1");
    await clock.advance(10_000);
    await ask("job-2");
    const [refusal] = await ask("job-3");
    expect(refusal).toContain(
      said("answer.too-often", { commands: "2 commands", duration: "50s" }),
    );
    expect(api.readsOf("job-3")).toBe(0);
    expect(await ask("job-3", { userId: "bob" })).toEqual([
      expect.stringContaining(following("job-3")),
    ]);
    await clock.advance(50_000);
    expect(await ask("job-3")).toEqual([expect.stringContaining(already("job-3"))]);
  });

  it("also counts malformed commands, but not refused ones", async () => {
    const { ask, clock } = await startBusyRelay({ quotas: { commandsPerMinute: 1 } });
    expect(await ask("no job id")).toEqual([expect.stringMatching(sentence("jobid.example"))]);
    for (let times = 0; times < 5; times += 1)
      expect(await ask("job-1")).toEqual([
        expect.stringMatching(sentence("answer.too-often", { commands: "1 command" })),
      ]);
    await clock.advance(60_000);
    expect(await ask("job-1")).toEqual([expect.stringContaining(following("job-1"))]);
  });
});
