import { describe, expect, it } from "vitest";
import { markDelivered, type Follow } from "../../../src/core/follow/follow.ts";
import { BOTH, PLACES, peopleOn, pollResult } from "../../unit/commands/asking.ts";
import { aSettledFollow } from "../../support/follows.ts";
import { startTestRelay } from "../../support/test-relay.ts";

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each(BOTH)("a result on %s", (platform) => {
  const channel = PLACES[platform];

  async function setUp(follows: readonly Follow[] = []) {
    const relay = await startTestRelay({ follows });
    const people = peopleOn(relay, platform);
    const isListed = async () => (await people.type("pika-jobs")).includes("job-1");
    const isOffered = async () => {
      const typing = { command: "pika-share", option: "jobid", typed: "job-1", channel };
      return (await people.adapter.complete(typing)).length > 0;
    };
    const isFound = async (id: string) => (await people.press("share", id)).includes("job-1");
    const whereIsIt = async (id: string) => [
      await isListed(),
      await isOffered(),
      await isFound(id),
    ];
    return { ...relay, ...people, whereIsIt };
  }
  const everywhere = [true, true, true];
  const nowhere = [false, false, false];

  const delivered = async () => {
    const relay = await setUp();
    relay.api.answer("job-1", pollResult("failed"));
    await relay.type("pika-status", { jobid: "job-1" });
    await relay.clock.advance(HOUR);
    return relay;
  };

  // It was listed, offered and found for as long as the process ran; the docs say one week.
  it("is listed, offered and found for a week while the process runs", async () => {
    const relay = await delivered();
    await relay.clock.advance(7 * DAY - 2 * HOUR);
    expect(await relay.whereIsIt("follow-1")).toEqual(everywhere);
    await relay.clock.advance(2 * HOUR);
    expect(await relay.whereIsIt("follow-1")).toEqual(nowhere);
    expect(await relay.type("pika-share", { jobid: "job-1", channel: "C9" })).not.toContain("C9");
  });

  it.each([8 * DAY, -8 * DAY])(
    "is kept for that time whatever the wall clock does (a jump of %i ms)",
    async (byMs) => {
      const relay = await delivered();
      relay.clock.jump(byMs);
      expect(await relay.whereIsIt("follow-1")).toEqual(everywhere);
      await relay.clock.advance(7 * DAY);
      expect(await relay.whereIsIt("follow-1")).toEqual(nowhere);
    },
  );

  it("keeps its age across a restart", async () => {
    const over = { ...aSettledFollow({ kind: "failed" }, { channel }), settledAt: START - 6 * DAY };
    const relay = await setUp([markDelivered(over, { id: "r1" }, START - 6 * DAY)]);
    expect(await relay.whereIsIt("f1")).toEqual(everywhere);
    await relay.clock.advance(DAY);
    expect(await relay.whereIsIt("f1")).toEqual(nowhere);
  });

  it("makes room for newer listed results", async () => {
    const relay = await delivered();
    await relay.clock.advance(5 * DAY);
    relay.api.answer("job-2", pollResult("failed"));
    await relay.type("pika-status", { jobid: "job-2" });
    await relay.clock.advance(3 * DAY);
    const list = await relay.type("pika-jobs");
    expect(list).toContain("job-2");
    expect(list).not.toContain("job-1");
  });
});
