import { describe, expect, it } from "vitest";
import { PlatformError, StoreError, type PlatformErrorCode } from "../../../../src/core/errors.ts";
import { followKey, markDelivered, type Follow } from "../../../../src/core/follow/follow.ts";
import type { Outcome } from "../../../../src/core/job/outcome.ts";
import { line, message } from "../../../../src/core/message.ts";
import { startDelivery } from "../../../support/start-delivery.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { FakePlatformAdapter } from "../../../support/fakes/fake-platform.ts";
import {
  DISCORD_CHANNEL,
  SLACK_CHANNEL,
  aFollow,
  aSettledFollow,
  putFollow,
} from "../../../support/follows.ts";
import { said } from "../../../support/sentence.ts";

const VIDEO = "https://cdn.test/video.mp4";
const FAILED: Outcome = { kind: "failed" };
const COMPLETED: Outcome = {
  kind: "completed",
  attachments: [{ url: VIDEO, filename: "video.mp4", contentType: "video/mp4" }],
};
const DAY_MS = 24 * 3_600_000;
const failure = (code: PlatformErrorCode, retryAfterMs?: number) =>
  new PlatformError(code, "no", retryAfterMs === undefined ? {} : { retryAfterMs });
const DOWN = failure("unavailable");

interface Given {
  readonly changes?: Partial<Follow>;
  readonly discord?: FakePlatformAdapter;
}

/** A settled follow. `turn`: its next turn. */
async function setUp(outcome: Outcome = FAILED, { changes = {}, discord: given }: Given = {}) {
  const follow = aSettledFollow(outcome, changes);
  const delivery = await startDelivery(follow, { ...(given && { discord: given }) });
  const { attempts, discord, media } = delivery;
  media.script(VIDEO, { bytes: mp4Bytes() });
  const turn = (signal = new AbortController().signal) =>
    attempts.takeTurn(followKey(follow), { signal, stopping: signal });
  const shown = (kind: "status" | "result") => discord.posts.filter((post) => post.kind === kind);
  return {
    ...delivery,
    follow,
    turn,
    results: () => shown("result"),
    status: () => shown("status")[0],
    operations: () => discord.calls.map(({ operation }) => operation),
  };
}

/** Like {@link setUp}, with a status message that was posted while the job ran. */
async function setUpWithStatus(outcome: Outcome) {
  const discord = new FakePlatformAdapter();
  const statusMessage = await discord.postStatus({
    channel: DISCORD_CHANNEL,
    jobId: "job-1",
    message: message([line("running")]),
    key: "status",
    mayAlreadyExist: false,
  });
  return setUp(outcome, { discord, changes: { statusMessage } });
}

describe("a turn", () => {
  it("shows the final status, posts the result below it, and stores that", async () => {
    const { turn, results, status, stored, operations, log } = await setUp();
    expect(await turn()).toBeUndefined();
    expect(operations()).toEqual(["status", "result"]);
    expect(results()).toMatchObject([{ replyTo: { id: status()!.id } }]);
    expect(stored()).toMatchObject({
      state: "delivered",
      resultMessage: { id: results()[0]!.id },
    });
    expect(log.of("follow.delivered")).toHaveLength(1);
  });

  it("posts the result even if the status cannot be shown", async () => {
    const { turn, results, discord, log } = await setUp();
    discord.failAll("status", DOWN);
    expect(await turn()).toBeUndefined();
    expect(results()).toMatchObject([{ replyTo: undefined }]);
    expect(log.of("status.not_shown")).toHaveLength(1);
  });

  it("does nothing for a follow that is over, still pending, or on a platform that is not enabled", async () => {
    const { attempts, follow, registry, turn, operations } = await setUp();
    const pending = aFollow({ id: "f2", jobId: "job-2" });
    const onSlack = aSettledFollow(FAILED, { id: "f3", channel: SLACK_CHANNEL });
    const { signal } = new AbortController();
    for (const each of [pending, onSlack]) {
      await registry.insert(each);
      expect(
        await attempts.takeTurn(followKey(each), { signal, stopping: signal }),
      ).toBeUndefined();
    }
    await registry.updateOf(follow, (each) => markDelivered(each, { id: "elsewhere" }, 99_000));
    expect(await turn()).toBeUndefined();
    expect(operations()).toEqual([]);
  });

  it("downloads nothing for a follow that ended while it waited for other uploads", async () => {
    const { follow, limits, registry, turn, media } = await setUp(COMPLETED);
    const others = Promise.withResolvers<void>();
    const { signal } = new AbortController();
    for (let each = 0; each < 6; each += 1)
      void limits.for(follow).run([signal], () => others.promise);
    const ended = turn();
    await settle();
    await registry.updateOf(follow, (each) => markDelivered(each, { id: "elsewhere" }, 99_000));
    others.resolve();
    expect(await ended).toBeUndefined();
    expect(media.requests).toEqual([]);
  });

  it("remembers nothing of a follow that needs no other", async () => {
    const { follow, progress, turn, discord } = await setUp();
    discord.failNext("result", DOWN);
    await turn();
    expect(progress.of(follow).attempts).toBe(1);
    await turn();
    expect(progress.of(follow).attempts).toBe(0);
  });
});

describe("how a result arrives", () => {
  it("is stored before the result is sent, and later settings change nothing", async () => {
    const { turn, results, stored, settings, discord } = await setUp();
    settings.delivery = "thread";
    discord.failNext("result", DOWN);
    await turn();
    expect(stored()).toMatchObject({ state: "settled", delivery: "thread" });
    settings.delivery = "post";
    await turn();
    expect(results()).toMatchObject([{ channel: { channel: "thread-m1" } }]);
  });

  it("is the status message itself, which shows no other final status before", async () => {
    const { turn, settings, operations } = await setUpWithStatus(FAILED);
    settings.delivery = "edit";
    await turn();
    expect(operations()).toEqual(["status", "edit", "result"]);
  });

  it("is a message of its own if it only says that no result comes", async () => {
    const { turn, stored, settings } = await setUpWithStatus({ kind: "forgotten", by: "bob" });
    settings.delivery = "edit";
    await turn();
    expect(stored()).toMatchObject({ state: "delivered", delivery: "post" });
  });
});

describe("an attempt that may work later", () => {
  it("is made again after a growing wait, and lets other results go first", async () => {
    const { turn, results, stored, discord } = await setUp();
    discord.failAll("result", DOWN);
    expect(await turn()).toEqual({ delayMs: 2_000, pausesChannel: false });
    expect(await turn()).toEqual({ delayMs: 4_000, pausesChannel: false });
    expect(stored()?.state).toBe("settled");
    discord.failAll("result");
    expect(await turn()).toBeUndefined();
    expect(results()).toHaveLength(1);
  });

  it.each([
    [9_000, 9_000],
    [1_000, 2_000],
  ])(
    "pauses the channel if the rate is limited (%i ms asked, %i ms waited)",
    async (asked, waited) => {
      const { turn, discord } = await setUp();
      discord.failNext("result", failure("rate_limited", asked));
      expect(await turn()).toEqual({ delayMs: waited, pausesChannel: true });
    },
  );

  it("is made again after a bug of ours", async () => {
    const { turn, results, discord } = await setUp();
    discord.failNext("result", new TypeError("a bug"));
    expect(await turn()).toMatchObject({ delayMs: 2_000 });
    expect(await turn()).toBeUndefined();
    expect(results()).toHaveLength(1);
  });

  it("does not post what was posted when its answer was lost", async () => {
    const { turn, results, stored, discord } = await setUp();
    discord.failNext("result", DOWN, { afterActing: true });
    expect(await turn()).toMatchObject({ pausesChannel: false });
    expect(await turn()).toBeUndefined();
    expect(results()).toHaveLength(1);
    expect(stored()?.resultMessage?.id).toBe(results()[0]!.id);
  });

  it("does not post what an earlier process has posted", async () => {
    const { discord, store, turn, results, stored, follow } = await setUp();
    discord.failNext("result", DOWN, { afterActing: true });
    await turn();
    const restarted = await startDelivery(follow, { discord, store });
    restarted.progress.resume(follow);
    const { signal } = new AbortController();
    expect(
      await restarted.attempts.takeTurn(followKey(follow), { signal, stopping: signal }),
    ).toBeUndefined();
    expect(results()).toHaveLength(1);
    expect(stored()?.state).toBe("delivered");
  });

  it("does not post what the delivery that it goes on with has posted", async () => {
    const first = await setUp();
    first.discord.failNext("result", DOWN, { afterActing: true });
    await first.turn();
    const again = await setUp(FAILED, {
      discord: first.discord,
      changes: { id: "f2", postedAs: "f1", checkpoint: { mark: first.results()[0]!.mark } },
    });
    expect(await again.turn()).toBeUndefined();
    expect(again.results()).toHaveLength(1);
  });

  it("says in the status message why the result is late, from the second time on", async () => {
    const { turn, status, clock, discord } = await setUp();
    const reason = said("status.post-unanswered", { platform: "Discord" });
    discord.failAll("result", DOWN);
    await turn();
    expect(status()!.text).not.toContain(reason);
    await clock.advance(60_000);
    await turn();
    expect(status()!.text).toContain(reason);
  });

  it("sends no more requests while the rate is limited, not even to say so", async () => {
    const { turn, operations, clock, discord } = await setUp();
    discord.failAll("result", failure("rate_limited"));
    await turn();
    await clock.advance(60_000);
    const before = operations();
    await turn();
    expect(operations()).toEqual([...before, "result"]);
  });
});

describe("a file out of reach", () => {
  it("is waited for six times, and then linked", async () => {
    const { turn, results, media } = await setUp(COMPLETED);
    media.script(VIDEO, { fails: "unavailable" });
    for (let attempt = 1; attempt <= 6; attempt += 1)
      expect(await turn()).toMatchObject({ pausesChannel: false });
    expect(results()).toEqual([]);
    expect(await turn()).toBeUndefined();
    expect(results()).toMatchObject([{ files: [] }]);
    expect(results()[0]!.text).toContain(VIDEO);
  });
});

describe("a refusal for good", () => {
  it.each([
    ["forbidden", "forbidden"],
    ["file_refused", "text_refused"],
    ["rejected", "rejected"],
    ["too_large", "too_large"],
  ] as const)("ends the follow (%s: %s)", async (code, reason) => {
    const { turn, stored, discord, log } = await setUp();
    discord.failAll("result", failure(code));
    expect(await turn()).toBeUndefined();
    expect(stored()).toMatchObject({ state: "discarded", discardReason: reason });
    expect(log.of("follow.discarded")).toMatchObject([{ reason, sentTo: undefined }]);
    expect(discord.calls.filter(({ operation }) => operation === "direct")).toEqual([]);
  });

  it("sends the result to those who asked if the channel is lost", async () => {
    const { turn, store, stored, clock, discord } = await setUp(FAILED, {
      changes: { requesters: ["ann", "bob"] },
    });
    discord.failAll("result", failure("channel_lost"));
    // One after another: the platforms limit how fast conversations may be opened.
    expect(await turn()).toEqual({ delayMs: 2_000, pausesChannel: false });
    expect(stored()?.state).toBe("settled");
    await clock.advance(2_000);
    expect(await turn()).toBeUndefined();
    expect(stored()).toMatchObject({ discardReason: "channel_lost", sentTo: "ann" });
    const direct = store.all().filter(({ origin }) => origin === "direct");
    expect(direct.map(({ channel }) => channel.channel)).toEqual(["Dann", "Dbob"]);
  });

  it("tries again if those who asked cannot be reached now", async () => {
    const { turn, stored, discord } = await setUp();
    discord.failAll("result", failure("channel_lost"));
    discord.failNext("direct", DOWN);
    expect(await turn()).toMatchObject({ pausesChannel: false });
    expect(stored()?.state).toBe("settled");
  });

  it("posts nothing in a channel that is no longer allowed", async () => {
    const { turn, stored, settings, operations } = await setUp();
    settings.isAllowed = false;
    expect(await turn()).toBeUndefined();
    expect(stored()?.discardReason).toBe("channel_not_allowed");
    expect(operations()).toEqual([]);
  });
});

describe("after 24 hours", () => {
  it("gives up once an attempt has failed", async () => {
    const { turn, stored, clock, discord } = await setUp();
    discord.failAll("result", DOWN);
    await clock.advance(DAY_MS - 1);
    expect(await turn()).toBeDefined();
    await clock.advance(1);
    expect(await turn()).toBeUndefined();
    expect(stored()).toMatchObject({ state: "discarded", discardReason: "too_late" });
  });

  it("posts what can be posted", async () => {
    const { turn, results, clock } = await setUp();
    await clock.advance(2 * DAY_MS);
    expect(await turn()).toBeUndefined();
    expect(results()).toHaveLength(1);
  });
});

describe("a stop", () => {
  it("leaves the follow to the next start, without a line in the log", async () => {
    const { turn, results, stored, discord, log } = await setUp();
    discord.hang("result");
    const abort = new AbortController();
    const ended = turn(abort.signal);
    await settle();
    abort.abort();
    expect(await ended).toBeUndefined();
    expect([results(), stored()?.state]).toEqual([[], "settled"]);
    expect([log.of("delivery.postponed"), log.of("follow.discarded")]).toEqual([[], []]);
  });

  it("begins nothing", async () => {
    const { turn, operations } = await setUp();
    expect(await turn(AbortSignal.abort())).toBeUndefined();
    expect(operations()).toEqual([]);
  });

  it("keeps the follow open if its requesters could not be reached before", async () => {
    const { turn, stored, discord } = await setUp();
    discord.failAll("result", failure("channel_lost"));
    discord.hang("direct");
    const abort = new AbortController();
    const ended = turn(abort.signal);
    await settle();
    abort.abort();
    expect(await ended).toBeUndefined();
    expect(stored()?.state).toBe("settled");
  });
});

describe("a follow that is over in another process", () => {
  it("is left alone: nothing is posted, nothing stored, nothing tried again", async () => {
    const { turn, follow, results, stored, store, discord, log } = await setUp();
    discord.hang("result");
    const ended = turn();
    await settle();
    await putFollow(store.follows, markDelivered(follow, { id: "elsewhere" }, 99_000));
    discord.recover("result");
    expect(await ended).toBeUndefined();
    expect(results()).toEqual([]);
    expect(stored()).toMatchObject({ resultMessage: { id: "elsewhere" } });
    expect(log.lines.map(({ event }) => event)).toEqual(["status.posted"]);
  });
});

describe("a store that fails", () => {
  it("keeps the result from being posted, and the turn is to be repeated", async () => {
    const { turn, results, store } = await setUp();
    store.failWith(new Error("full"));
    await expect(turn()).rejects.toThrow(StoreError);
    store.failWith(undefined);
    expect(await turn()).toBeUndefined();
    expect(results()).toHaveLength(1);
  });

  it("after the post has only the record written again, never the post", async () => {
    const { turn, results, stored, operations, hooks, log } = await setUp();
    hooks.beforeWrite = ({ state }) => {
      if (state === "delivered") throw new StoreError("full");
    };
    expect(await turn()).toEqual({ delayMs: 500, pausesChannel: false });
    expect(log.of("delivery.not_stored")).toHaveLength(1);
    const before = operations();
    expect(await turn()).toEqual({ delayMs: 1_000, pausesChannel: false });
    delete hooks.beforeWrite;
    expect(await turn()).toBeUndefined();
    expect(operations()).toEqual(before);
    expect(stored()).toMatchObject({
      state: "delivered",
      resultMessage: { id: results()[0]!.id },
    });
  });
});
