import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Follow } from "../../../src/core/follow/follow.ts";
import { code } from "../../../src/core/message.ts";
import { said } from "../../support/sentence.ts";
import { BOTH, PLACES, peopleOn, pollResult } from "../../unit/commands/asking.ts";
import { aSettledFollow } from "../../support/follows.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";

const START = Date.UTC(2026, 0, 1);
const lost = new PlatformError("channel_lost", "gone");
const CROWD = Array.from({ length: 13 }, (_each, index) => `person-${index}`);

describe.each(BOTH)("direct messages with a result on %s", (platform) => {
  const channel = PLACES[platform];
  const onlyHere = { channels: [channel.channel], guilds: ["g1"], workspaces: ["T1"] };

  async function setUp(options: TestRelayOptions = {}, people: readonly string[] = ["ann", "bob"]) {
    const relay = await startTestRelay(options);
    relay.api.answer("job-1", pollResult("running"));
    const { adapter, type, results, press } = peopleOn(relay, platform);
    for (const userId of people) await type("pika-status", { jobid: "job-1" }, { userId });
    await relay.clock.advance(10_000);
    const lose = async (error: PlatformError, waitMs = 120_000) => {
      adapter.refuse(channel, error);
      relay.api.answer("job-1", pollResult("failed"));
      await relay.clock.advance(waitMs);
    };
    const sentTo = () => results().map((each) => each.channel.channel);
    return { ...relay, adapter, type, press, results, lose, sentTo };
  }

  // From the eleventh requester on, no one received anything.
  it("reach all requesters, one after another", async () => {
    const relay = await setUp({}, CROWD);
    await relay.lose(lost, 20_000);
    expect(relay.sentTo().length).toBeLessThan(CROWD.length);
    await relay.clock.advance(60_000);
    expect(relay.sentTo()).toEqual(CROWD.map((userId) => `D${userId}`));
    expect(relay.results().map(({ message }) => message.pings)).toEqual(CROWD.map((id) => [id]));
    expect(relay.store.all().filter(({ origin }) => origin === "command")).toMatchObject([
      { state: "discarded", discardReason: "channel_lost", sentTo: CROWD[0] },
    ]);
  });

  it("continue where the platform interrupted them, and open no conversation again", async () => {
    const relay = await setUp({}, CROWD);
    await relay.lose(lost, 20_000);
    relay.adapter.failNext("direct", new PlatformError("rate_limited", "429"));
    await relay.clock.advance(120_000);
    expect(relay.sentTo()).toEqual(CROWD.map((userId) => `D${userId}`));
    const opened = relay.adapter.calls.filter(({ operation }) => operation === "direct");
    expect(opened).toHaveLength(CROWD.length + 1);
  });

  it("are sent once to each requester across a restart", async () => {
    const relay = await setUp({}, CROWD);
    await relay.lose(lost, 22_000);
    const before = relay.sentTo();
    expect(before.length).toBeGreaterThan(0);
    const later = await startTestRelay({ follows: relay.store.all() });
    later[platform].refuse(channel, lost);
    await later.clock.advance(120_000);
    const after = later[platform].posts.map((each) => each.channel.channel);
    expect([...before, ...after].toSorted()).toEqual(CROWD.map((id) => `D${id}`).toSorted());
  });

  // With allow lists, no one received anything: no list contains the conversation of a user with
  // the bot.
  it("are checked against the channel in which the job was requested", async () => {
    const relay = await setUp({ allowed: onlyHere });
    await relay.lose(lost);
    expect(relay.sentTo()).toEqual(["Dann", "Dbob"]);
    expect(relay.store.all().map(({ state }) => state)).toEqual([
      "discarded",
      "delivered",
      "delivered",
    ]);
  });

  it("are not sent if the operator has excluded that channel", async () => {
    const before = await setUp();
    before.adapter.refuse(channel, new PlatformError("unavailable", "503"));
    before.api.answer("job-1", pollResult("failed"));
    await before.clock.advance(60_000);
    const follows = before.store.all();
    const relay = await startTestRelay({ follows, allowed: { channels: ["other"] } });
    await relay.clock.advance(60_000);
    expect(relay[platform].posts).toEqual([]);
    expect(relay.store.all()).toMatchObject([{ discardReason: "channel_not_allowed" }]);
  });

  // A thread whose first message was deleted accepts no replies; its channel still exists.
  it("also carry the result of a thread that is gone", async () => {
    const relay = await setUp();
    await relay.lose(new PlatformError("message_lost", "thread_not_found"));
    expect(relay.sentTo()).toEqual(["Dann", "Dbob"]);
    expect(await relay.type("pika-jobs")).toContain(said("undelivered.message_lost"));
  });

  // Each press once sent it to all requesters again.
  it("are not sent again when a user has the result posted again, except to those whom it did not reach", async () => {
    const relay = await setUp();
    const workspace = platform === "discord" ? "@me" : "T1";
    const bobs = { platform, workspace, channel: "Dbob" };
    relay.adapter.refuse(bobs, lost);
    await relay.lose(new PlatformError("message_lost", "thread_not_found"));
    expect(relay.sentTo()).toEqual(["Dann"]);
    relay.adapter.accept(bobs);
    expect(await relay.press("try-again", "follow-1", { userId: "ann" })).toBe(
      said("again.trying", { job: code("job-1") }),
    );
    await relay.clock.advance(120_000);
    expect(relay.sentTo()).toEqual(["Dann", "Dbob"]);
  });

  // They were promised a mention, and received nothing: no one had requested the job there when it
  // was shared.
  it("reach users who requested what was only shared there", async () => {
    const settled = aSettledFollow({ kind: "failed" }, { channel, createdAt: START });
    const asked = { requesters: [], sharedBy: "eve", settledAt: START };
    const shared: Follow = { ...settled, ...asked, origin: "share" };
    const relay = await startTestRelay({ follows: [shared] });
    const { adapter, type, results } = peopleOn(relay, platform);
    adapter.failAll("result", new PlatformError("unavailable", "503"));
    await relay.clock.advance(10_000);
    await type("pika-status", { jobid: shared.jobId }, { userId: "bob" });
    adapter.failAll("result");
    adapter.refuse(channel, lost);
    await relay.clock.advance(600_000);
    expect(results().map((each) => [each.channel.channel, each.message.pings])).toEqual([
      ["Dbob", ["bob"]],
    ]);
  });

  it.each([
    ["allowed", onlyHere, 1],
    ["not allowed", { channels: ["other"] }, 0],
  ] as const)(
    "say that notifications end if their channel is %s",
    async (_name, allowed, count) => {
      const settings = [
        { channel, lost: { by: "root", at: START, reason: "channel_lost", id: "f9" } },
      ];
      const relay = await startTestRelay({ settings, allowed });
      await relay.clock.advance(60_000);
      expect(relay[platform].posts.map((each) => each.channel.channel)).toEqual(
        Array.from({ length: count }, () => "Droot"),
      );
      expect(relay.store.allSettings().filter((each) => each.lost)).toHaveLength(1 - count);
    },
  );
});
