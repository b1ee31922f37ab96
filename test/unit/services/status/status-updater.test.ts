import { describe, expect, it } from "vitest";
import { PlatformError } from "../../../../src/core/errors.ts";
import {
  followKey,
  markDelivered,
  settle as settleFollow,
  type Follow,
} from "../../../../src/core/follow/follow.ts";
import { line, message } from "../../../../src/core/message.ts";
import { StatusUpdater } from "../../../../src/services/status/status-updater.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";
import { aFollow, aSettledFollow, openFollows } from "../../../support/follows.ts";
import { sentence } from "../../../support/sentence.ts";
import {
  GONE,
  LOST_ANSWER,
  RUNNING,
  startStatus,
  unhurried,
  type StatusOptions,
} from "../../../support/start-status.ts";

const key = followKey(RUNNING);
const down = new Error("disk full");
const FAILED = expect.stringMatching(sentence("status.failed"));
const saying = (percent: number) => expect.stringContaining(`${percent}%`);

/** An updater that runs, of {@link RUNNING} or of the follows given. */
async function start(options: StatusOptions = {}) {
  const started = await startStatus({ follows: [RUNNING], ...options });
  const { registry, discord, clock } = started;
  const updater = new StatusUpdater({ ...started.options, random: () => 0 });
  await updater.start();
  /** Changes the follow, and has its status message updated. */
  const change = async (changes: Partial<Follow>): Promise<void> => {
    const follow = await registry.update(key, (current) => ({ ...current, ...changes }));
    if (follow) updater.update(follow);
  };
  const progress = async (percent: number) => change({ job: { status: "progress", percent } });
  /** The result is in the channel now. */
  const deliver = async (changes: Partial<Follow> = {}): Promise<Follow> => {
    let over = RUNNING;
    await registry.update(key, (current) => {
      const settled = settleFollow({ ...current, ...changes }, { kind: "failed" }, clock.now());
      over = markDelivered(settled, { id: "m9" }, clock.now());
      return over;
    });
    updater.update(over);
    return over;
  };
  const operations = (): string[] => discord.calls.map(({ operation }) => operation);
  return { ...started, updater, change, progress, deliver, operations };
}

/** As {@link start}, with a status message that is old enough to be edited. */
async function startShown() {
  const started = await start();
  await started.updater.updateNow(RUNNING, unhurried);
  await started.clock.advance(5_000);
  return started;
}

describe("an update in the background", () => {
  it("posts the status message, and edits it when the job goes on", async () => {
    const { updater, discord, clock, log, progress } = await start();
    updater.update(RUNNING);
    await clock.advance(5_000);
    await progress(50);
    await clock.advance(0);
    expect(discord.posts).toMatchObject([{ text: saying(50), edits: [saying(10)] }]);
    expect(log.of("status.recovered")).toEqual([]);
  });

  it("makes one edit of changes that come close together", async () => {
    const { discord, clock, progress } = await startShown();
    await progress(50);
    await clock.advance(0);
    await progress(60);
    await clock.advance(1_000);
    await progress(70);
    await clock.advance(3_999);
    expect(discord.posts).toMatchObject([{ text: saying(50) }]);
    await clock.advance(1);
    expect(discord.posts).toMatchObject([{ text: saying(70), edits: [saying(10), saying(50)] }]);
  });

  it("waits longer after each attempt in an outage, and works after it", async () => {
    const { discord, clock, log, progress, operations } = await startShown();
    discord.failAll("edit", LOST_ANSWER);
    await progress(50);
    // At 0, 1, 3, 7 and 15 s.
    await clock.advance(14_999);
    expect(operations()).toEqual(["status", "edit", "edit", "edit", "edit"]);
    await clock.advance(1);
    expect(operations()).toHaveLength(6);
    discord.failAll("edit");
    await clock.advance(16_000);
    expect(discord.posts).toMatchObject([{ text: saying(50) }]);
    expect(log.of("status.postponed")[0]).toMatchObject({ followId: "f1", attempt: 1 });
    expect(log.of("status.recovered")).toMatchObject([
      { followId: "f1", attempts: 6, troubleMs: 31_000 },
    ]);
    // The next outage begins with short waits again.
    discord.failNext("edit", LOST_ANSWER);
    await clock.advance(5_000);
    await progress(60);
    await clock.advance(1_000);
    expect(discord.posts).toMatchObject([{ text: saying(60) }]);
  });

  it("tries again no sooner than the platform asks for", async () => {
    const { discord, clock, progress, operations } = await startShown();
    discord.failNext("edit", new PlatformError("rate_limited", "429", { retryAfterMs: 30_000 }));
    await progress(50);
    await clock.advance(29_999);
    expect(operations()).toEqual(["status", "edit"]);
    await clock.advance(1);
    expect(discord.posts).toMatchObject([{ text: saying(50) }]);
  });

  it("tries again once the store is back", async () => {
    const { store, discord, clock, log, updater } = await start();
    store.failWith(down);
    updater.update(RUNNING);
    await clock.advance(2_000);
    expect(log.of("status.postponed")[0]).toMatchObject({ key, attempt: 1 });
    store.failWith(undefined);
    await clock.advance(1_000);
    expect(discord.posts).toHaveLength(1);
    expect(store.all()).toMatchObject([{ statusMessage: { id: discord.posts[0]?.id } }]);
  });

  it("gives up if the platform refuses the message for good", async () => {
    const { discord, clock, log, updater, operations } = await start();
    discord.failAll("status", new PlatformError("forbidden", "may not post"));
    updater.update(RUNNING);
    await clock.advance(600_000);
    expect(operations()).toEqual(["status"]);
    expect(log.of("status.postponed")).toMatchObject([{ followId: "f1", attempt: 1 }]);
    expect(log.of("status.recovered")).toEqual([]);
  });

  it("is not tried again for a follow that has been withdrawn", async () => {
    const { discord, clock, registry, updater, operations } = await start();
    discord.failNext("status", LOST_ANSWER);
    updater.update(RUNNING);
    await clock.advance(0);
    await registry.withdraw({ follow: RUNNING, before: undefined }, "ann");
    await clock.advance(60_000);
    expect(operations()).toEqual(["status"]);
  });
});

describe("an update now", () => {
  it("has posted the message when it resolves", async () => {
    const { discord, updater } = await start();
    await updater.updateNow(RUNNING, unhurried);
    expect(discord.posts).toMatchObject([{ text: saying(10) }]);
  });

  it("has edited the message when it resolves", async () => {
    const { registry, discord, updater } = await startShown();
    const job = { status: "progress", percent: 50 };
    const changed = await registry.update(key, (current) => ({ ...current, job }));
    await updater.updateNow(changed ?? RUNNING, unhurried);
    expect(discord.posts).toMatchObject([{ text: saying(50) }]);
  });

  it("leaves an edit that comes too soon to the background", async () => {
    const { discord, clock, registry, updater } = await start();
    await updater.updateNow(RUNNING, unhurried);
    const job = { status: "progress", percent: 50 };
    const changed = await registry.update(key, (current) => ({ ...current, job }));
    await updater.updateNow(changed ?? RUNNING, unhurried);
    expect(discord.posts).toMatchObject([{ text: saying(10) }]);
    await clock.advance(5_000);
    expect(discord.posts).toMatchObject([{ text: saying(50) }]);
  });

  it("rejects if it fails, and leaves it to the caller to try again", async () => {
    const { discord, clock, updater, operations } = await start();
    discord.failNext("status", LOST_ANSWER);
    await expect(updater.updateNow(RUNNING, unhurried)).rejects.toThrow(PlatformError);
    await clock.advance(60_000);
    expect(operations()).toEqual(["status"]);
  });

  it("checks the allow list before each message", async () => {
    let isAllowed = false;
    const { discord, updater } = await start({ isAllowed: () => isAllowed });
    await updater.updateNow(RUNNING, unhurried);
    expect(discord.calls).toEqual([]);
    isAllowed = true;
    await updater.updateNow(RUNNING, unhurried);
    expect(discord.calls).toHaveLength(1);
  });
});

describe("a follow that is over", () => {
  it("has its status message say how it ended", async () => {
    const { store, discord, clock, deliver } = await startShown();
    await deliver();
    await clock.advance(0);
    expect(discord.posts).toMatchObject([{ text: FAILED }]);
    expect(store.all()).toMatchObject([{ state: "delivered", statusShown: expect.any(String) }]);
  });

  it.each([
    { what: "its result is in its status message", changes: { delivery: "edit" } as const },
    { what: "it has no status message", changes: { statusMessage: undefined } },
  ])("is not shown again if $what", async ({ changes }) => {
    const { clock, deliver, operations } = await startShown();
    await deliver(changes);
    await clock.advance(60_000);
    expect(operations()).toEqual(["status"]);
  });

  it("is shown as over once though its last progress was about to be shown", async () => {
    const { discord, clock, progress, deliver } = await startShown();
    discord.hang("edit");
    await progress(50);
    await clock.advance(0);
    await deliver();
    discord.recover("edit");
    await clock.advance(5_000);
    expect(discord.posts).toMatchObject([{ text: FAILED, edits: [saying(10), saying(50)] }]);
  });

  it("is shown as over before a new follow of the same job gets its own message", async () => {
    const { discord, clock, registry, updater, deliver } = await start();
    await updater.updateNow(RUNNING, unhurried);
    await deliver();
    const next = { ...RUNNING, id: "f2" };
    await registry.insert(next);
    updater.update(next);
    await clock.advance(5_000);
    expect(discord.posts).toMatchObject([{ text: FAILED }, { text: saying(10) }]);
  });

  it("is tried for about an hour and a half", async () => {
    const { discord, clock, deliver, operations } = await startShown();
    discord.failAll("edit", LOST_ANSWER);
    await deliver();
    await clock.advance(4 * 3_600_000);
    expect(operations()).toHaveLength(1 + 90);
  });

  it("is not tried again once its message is deleted", async () => {
    const { discord, clock, deliver, operations } = await startShown();
    discord.failAll("edit", GONE);
    await deliver();
    await clock.advance(60_000);
    expect(operations()).toEqual(["status", "edit"]);
  });
});

describe("a stop", () => {
  it("shows how follows ended without waiting for their pace, and leaves progress out", async () => {
    const { discord, clock, progress, deliver, updater, operations } = await startShown();
    await progress(50);
    await clock.advance(0);
    await deliver();
    await clock.advance(0);
    expect(operations()).toEqual(["status", "edit"]);
    await updater.stop();
    expect(discord.posts).toMatchObject([{ text: FAILED }]);
    expect(clock.waiting).toBe(0);
  });

  it("shows the ends that are newest first, and no more once its time is up", async () => {
    const { discord, clock, registry, updater } = await start();
    const ended = Array.from({ length: 10 }, (_, n) => {
      const settled = aSettledFollow(
        { kind: "failed" },
        { id: `e${n}`, jobId: `job-${n}`, statusMessage: { id: `s${n}` } },
      );
      return markDelivered(settled, { id: "m9" }, clock.now());
    });
    await updater.stop();
    for (const follow of ended) updater.update(follow);
    discord.hang("edit");
    const stopped = updater.stop();
    await clock.advance(1_000);
    await stopped;
    const newest = ["s9", "s8", "s7", "s6", "s5", "s4", "s3", "s2"];
    expect(discord.calls.map(({ key: id }) => id)).toEqual(newest);
    expect(await openFollows(registry)).toHaveLength(1);
    // They are left to the next start.
    await updater.stop();
    expect(discord.calls).toHaveLength(8);
  });

  it.each(["before", "meanwhile"])("ends at once if the time ran out %s", async (when) => {
    const { discord, clock, updater, deliver } = await startShown();
    await updater.stop();
    await deliver();
    discord.hang("edit");
    const hurry = new AbortController();
    if (when === "before") hurry.abort();
    const stopped = updater.stop(hurry.signal);
    await settle();
    hurry.abort();
    await stopped;
    expect(clock.waiting).toBe(0);
    expect(discord.posts).toMatchObject([{ text: saying(10) }]);
  });
});

describe("a start", () => {
  const shown = { ...RUNNING, statusMessage: { id: "s1" }, statusShown: "something else" };
  const ended = (closedAt: number): Follow =>
    markDelivered(aSettledFollow({ kind: "failed" }, shown), { id: "m9" }, closedAt);

  it.each([
    { what: "edits the message of a job that went on", follow: shown, calls: ["edit"] },
    { what: "posts the message of a job that has none", follow: RUNNING, calls: ["status"] },
    { what: "shows how a follow ended lately", follow: ended(RUNNING.createdAt), calls: ["edit"] },
    {
      what: "leaves alone what ended more than a day ago",
      follow: ended(RUNNING.createdAt - 86_400_001),
      calls: [],
    },
    {
      what: "leaves a settled follow to its delivery",
      follow: aSettledFollow({ kind: "failed" }, shown),
      calls: [],
    },
    { what: "leaves alone what awaits its first poll", follow: aFollow(), calls: [] },
  ])("$what", async ({ follow, calls }) => {
    const { updater, clock, operations } = await start({ follows: [follow] });
    await updater.resume(follow);
    await clock.advance(0);
    expect(operations()).toEqual(calls);
  });

  it("edits nothing that shows what it should", async () => {
    const { registry, updater, clock, operations } = await startShown();
    await updater.resume((await registry.get(key)) ?? RUNNING);
    await clock.advance(0);
    expect(operations()).toEqual(["status"]);
  });

  // They were all queued, and each record was read a second time: a start with 100,000 of them took twice as long.
  it("reads no record again of what has no status message", async () => {
    const notification = aFollow({ origin: "notification", job: { status: "progress" } });
    const { store, updater, clock, log } = await start({ follows: [notification] });
    store.failWith(down);
    await updater.resume(notification);
    await clock.advance(0);
    expect(log.of("status.postponed")).toEqual([]);
  });

  it("looks for a message that the earlier process may have posted without storing it", async () => {
    const { updater, discord, clock } = await start();
    await updater.resume(RUNNING);
    await clock.advance(0);
    expect(discord.wanted).toMatchObject([{ mayAlreadyExist: true }]);
  });
});

it("shows a result in the status message", async () => {
  const { registry, discord, updater } = await startShown();
  const result = { message: message([line("the result")]), files: [], signal: unhurried };
  const ref = await updater.showResult((await registry.get(key)) ?? RUNNING, result);
  expect(ref).toMatchObject({ id: "m1" });
  expect(discord.posts).toMatchObject([{ text: "the result" }]);
});
