import { describe, expect, it } from "vitest";
import type { ChannelRef } from "../../../../src/core/channel/channel-ref.ts";
import {
  followKey,
  jobKey,
  markDelivered,
  settle,
  type Follow,
} from "../../../../src/core/follow/follow.ts";
import {
  OpenFollows,
  type OpenFollowsOptions,
} from "../../../../src/services/following/open-follows.ts";
import { MemoryFollowIndex } from "../../../../src/services/following/indexing/memory-follow-index.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { aFollow, DISCORD_CHANNEL, SLACK_CHANNEL } from "../../../support/follows.ts";

/** Follows in a store and in an index; `stored`: what the store has instead. */
function setUp(
  follows: readonly Follow[],
  {
    stored = follows,
    ...options
  }: Partial<OpenFollowsOptions> & { stored?: readonly Follow[] } = {},
): OpenFollows {
  const index = new MemoryFollowIndex({ clock: new FakeClock() });
  for (const follow of follows)
    if (follow.state === "pending" || follow.state === "settled")
      void index.put({ ...follow, state: follow.state });
  const store = createFakeStore(stored);
  return new OpenFollows(store.follows, { index, isAllowed: () => true, ...options });
}

async function entryIdsOf(entries: AsyncIterable<{ readonly id: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of entries) ids.push(id);
  return ids;
}

const idsOf = (follows: readonly { readonly id: string }[]): string[] =>
  follows.map(({ id }) => id);

const thread: ChannelRef = { ...DISCORD_CHANNEL, thread: "t1" };
const here = aFollow({ id: "here" });
const inThread = aFollow({ id: "thread", channel: thread });
const onSlack = aFollow({ id: "slack", channel: SLACK_CHANNEL });
const otherJob = aFollow({ id: "other", jobId: "job-2" });
const intent = aFollow({ id: "intent", jobId: "job-3", origin: "retry" });

describe("the open follows", () => {
  const open = setUp([here, inThread, onSlack, otherJob, intent]);

  it("are found by key and by id", async () => {
    expect(await open.get(followKey(onSlack))).toEqual(onSlack);
    expect(await open.ofId("thread")).toEqual(inThread);
    expect(await open.get("nothing")).toBeUndefined();
    expect(await open.ofId("nothing")).toBeUndefined();
  });

  it("are found by job, in any channel", async () => {
    expect(idsOf(await open.ofJob(jobKey(here)))).toEqual(["here", "thread", "slack"]);
  });

  it("are found by channel, threads included, in order of creation", async () => {
    expect(idsOf(await open.read(await open.entriesOf(DISCORD_CHANNEL)))).toEqual([
      "here",
      "thread",
      "other",
    ]);
    expect(idsOf(await open.read(await open.entriesOf(thread)))).toEqual([
      "here",
      "thread",
      "other",
    ]);
  });

  it("do not include retry intents", async () => {
    expect((await entryIdsOf(open.entries())).toSorted()).toEqual([
      "here",
      "other",
      "slack",
      "thread",
    ]);
    expect(await entryIdsOf(open.retries())).toEqual(["intent"]);
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
  expect(await entryIdsOf(open.entries())).toEqual(["here", "slack"]);
});

it("believes the record, not the index", async () => {
  const replaced = aFollow({ id: "newer" });
  const over = markDelivered(settle(otherJob, { kind: "failed" }, 1), { id: "m1" }, 2);
  const open = setUp([here, otherJob, onSlack], { stored: [replaced, over] });
  expect(await open.ofId("here")).toBeUndefined();
  expect(await open.get(followKey(otherJob))).toBeUndefined();
  expect(idsOf(await open.ofJob(jobKey(here)))).toEqual(["newer"]);
  expect(idsOf(await open.read(await open.entriesOf(DISCORD_CHANNEL)))).toEqual(["newer"]);
});

it("sees nothing of a platform or a source that is not enabled", async () => {
  const open = setUp([here, onSlack, intent], {
    isServed: ({ channel }) => channel.platform === "slack",
  });
  expect(await open.get(followKey(here))).toBeUndefined();
  expect(await open.ofId("here")).toBeUndefined();
  expect(idsOf(await open.ofJob(jobKey(here)))).toEqual(["slack"]);
  expect(await open.read(await open.entriesOf(DISCORD_CHANNEL))).toEqual([]);
  expect(await open.ofName(DISCORD_CHANNEL, here.publicId)).toEqual([]);
  expect(await entryIdsOf(open.entries())).toEqual(["slack"]);
  expect(await entryIdsOf(open.retries())).toEqual([]);
});

describe("the quota", () => {
  const quotas = { followsPerUser: 1, followsPerChannel: 9 };

  it("is given back if a follow that is reserved is not added", async () => {
    const open = setUp([]);
    const reservation = await open.reserve(here, quotas);
    expect(await open.reserve(otherJob, quotas)).toEqual({ full: "user" });
    await reservation.release?.();
    expect(await open.reserve(otherJob, quotas)).not.toHaveProperty("full");
  });

  it("does not count follows in channels that are no longer allowed, or that are not served", async () => {
    const request = aFollow({ jobId: "new", channel: { ...DISCORD_CHANNEL, channel: "c2" } });
    expect(await setUp([here]).reserve(request, quotas)).toEqual({ full: "user" });
    const moved = setUp([here], { isAllowed });
    expect(await moved.reserve(request, quotas)).not.toHaveProperty("full");
    expect(await moved.reserve({ ...request, jobId: "newer" }, quotas)).toEqual({ full: "user" });
    const parked = setUp([here], { isServed: () => false });
    expect(await parked.reserve(otherJob, { ...quotas, followsPerChannel: 1 })).not.toHaveProperty(
      "full",
    );
  });
});

const isAllowed = ({ channel }: ChannelRef): boolean => channel !== "c1";

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
