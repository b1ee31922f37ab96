import { describe, expect, it } from "vitest";
import type { ChannelRef } from "../../../../src/core/channel/channel-ref.ts";
import { followKey, jobKey, type Follow } from "../../../../src/core/follow/follow.ts";
import {
  OpenFollows,
  type OpenFollowsOptions,
} from "../../../../src/services/following/open-follows.ts";
import { aFollow, DISCORD_CHANNEL, SLACK_CHANNEL } from "../../../support/follows.ts";
import { PLENTY } from "../../../support/limits.ts";

/** With the two methods that the registry changes it by. */
class TestFollows extends OpenFollows {
  override add(follow: Follow): void {
    super.add(follow);
  }

  override remove(follow: Follow): void {
    super.remove(follow);
  }
}

function setUp(follows: readonly Follow[], options: Partial<OpenFollowsOptions> = {}): TestFollows {
  const open = new TestFollows({ isAllowed: () => true, ...options });
  for (const follow of follows) open.add(follow);
  return open;
}

const idsOf = (follows: readonly Follow[]): string[] => follows.map(({ id }) => id);

const thread: ChannelRef = { ...DISCORD_CHANNEL, thread: "t1" };
const here = aFollow({ id: "here" });
const inThread = aFollow({ id: "thread", channel: thread });
const onSlack = aFollow({ id: "slack", channel: SLACK_CHANNEL });
const otherJob = aFollow({ id: "other", jobId: "job-2" });
const intent = aFollow({ id: "intent", jobId: "job-3", origin: "retry" });

describe("the open follows", () => {
  const open = setUp([here, inThread, onSlack, otherJob, intent]);

  it("are found by key and by id", async () => {
    expect(await open.get(followKey(onSlack))).toBe(onSlack);
    expect(await open.ofId("thread")).toBe(inThread);
    expect(await open.get("nothing")).toBeUndefined();
    expect(await open.ofId("nothing")).toBeUndefined();
  });

  it("are found by job, in any channel", async () => {
    expect(idsOf(await open.ofJob(jobKey(here)))).toEqual(["here", "thread", "slack"]);
  });

  it("are found by channel, threads included, in order of creation", async () => {
    expect(idsOf(await open.ofChannel(DISCORD_CHANNEL))).toEqual(["here", "thread", "other"]);
    expect(idsOf(await open.ofChannel(thread))).toEqual(["here", "thread", "other"]);
  });

  it("do not include retry intents", async () => {
    expect(idsOf(await open.all())).toEqual(["here", "thread", "slack", "other"]);
    expect(idsOf(await open.retries())).toEqual(["intent"]);
    expect(await open.ofJob(jobKey(intent))).toEqual([]);
  });
});

it("finds the jobs of a channel that have the same short id", async () => {
  const jobId = "0f9a1c52-1111-4222-8333-444444444444";
  const twin = "0f9a1c52-9999-4222-8333-444444444444";
  const open = setUp([
    aFollow({ id: "f1", jobId }),
    aFollow({ id: "f2", jobId: twin }),
    aFollow({ id: "f3", jobId, channel: SLACK_CHANNEL }),
  ]);
  expect(idsOf(await open.ofName(DISCORD_CHANNEL, "0f9a1c52"))).toEqual(["f1", "f2"]);
});

it("does not poll for a channel that is no longer allowed, but still knows its follows", async () => {
  const open = setUp([here, onSlack], { isAllowed: ({ platform }) => platform === "slack" });
  expect(idsOf(await open.ofJob(jobKey(here)))).toEqual(["slack"]);
  expect(idsOf(await open.all())).toEqual(["here", "slack"]);
});

it("finds nothing of a follow that is removed", async () => {
  const open = setUp([here]);
  open.remove(here);
  expect(await open.get(followKey(here))).toBeUndefined();
  expect(await open.ofId("here")).toBeUndefined();
  expect(
    [
      await open.all(),
      await open.ofJob(jobKey(here)),
      await open.ofChannel(DISCORD_CHANNEL),
    ].flat(),
  ).toEqual([]);
  expect(open.hasRoomFor("ann", DISCORD_CHANNEL, { ...PLENTY, followsPerUser: 1 })).toBe(true);
});

it("gives back the quota of a follow that is reserved and not added", () => {
  const open = setUp([]);
  const quotas = { ...PLENTY, followsPerUser: 1 };
  const reservation = open.reserve(here, quotas);
  expect(open.reserve(otherJob, quotas)).toEqual({ full: "user" });
  if (reservation.full === undefined) reservation.release();
  expect(open.hasRoomFor("ann", DISCORD_CHANNEL, quotas)).toBe(true);
});

describe("a channel that several workspaces share", () => {
  const elsewhere = { ...SLACK_CHANNEL, workspace: "T2" };
  const open = setUp([aFollow({ channel: elsewhere })], {
    workspaceOf: (platform) => (platform === "slack" ? "T1" : undefined),
  });

  it("is one channel, whichever workspace a user belongs to", () => {
    expect(open.isSameChannel(SLACK_CHANNEL, elsewhere)).toBe(true);
    expect(open.isSameChannel(SLACK_CHANNEL, { ...elsewhere, channel: "C2" })).toBe(false);
    expect(open.isSameChannel(DISCORD_CHANNEL, { ...DISCORD_CHANNEL, workspace: "g2" })).toBe(
      false,
    );
  });

  it("is named as in its follow of the job", async () => {
    expect(await open.addressOf(SLACK_CHANNEL, aFollow())).toEqual(elsewhere);
    expect(await open.addressOf(SLACK_CHANNEL, otherJob)).toEqual(SLACK_CHANNEL);
  });
});
