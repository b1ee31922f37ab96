import { describe, expect, it } from "vitest";
import { NotOursError, PlatformError, StoreError } from "../../../../src/core/errors.ts";
import { followKey, markDelivered, type Follow } from "../../../../src/core/follow/follow.ts";
import { line, message } from "../../../../src/core/message.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { StatusMessages } from "../../../../src/services/status/status-messages.ts";
import { StatusPace } from "../../../../src/services/status/status-pace.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";
import {
  aFollow,
  aSettledFollow,
  DISCORD_CHANNEL,
  SLACK_CHANNEL,
} from "../../../support/follows.ts";
import { sentence } from "../../../support/sentence.ts";
import {
  GONE,
  LOST_ANSWER,
  RUNNING,
  startMessages,
  startShown,
  unhurried,
  type StatusOptions,
} from "../../../support/start-status.ts";

const DAY_MS = 24 * 3_600_000;
const refusal = new PlatformError("forbidden", "may not post");
const down = new Error("disk full");
const key = followKey(RUNNING);
describe("an open follow", () => {
  it("gets one status message, which is stored with it", async () => {
    const { store, discord, log, pace, show } = await startMessages();
    await Promise.all([show(), show()]);
    expect(discord.in(DISCORD_CHANNEL)).toMatchObject([
      {
        kind: "status",
        key: "f1:status",
        text: expect.stringMatching(sentence("status.progress")),
      },
    ]);
    expect(discord.wanted).toEqual([{ key: "f1:status", jobId: "job-1", mayAlreadyExist: false }]);
    expect(store.all()).toMatchObject([{ statusMessage: { id: "m1" } }]);
    expect(store.all()[0]).not.toHaveProperty("statusCheckpoint");
    expect(log.of("status.posted")).toMatchObject([{ followId: "f1", messageId: "m1" }]);
    expect(pace.leftMs(RUNNING)).toBe(5_000);
  });

  it("has its message edited once it shows something else", async () => {
    const { store, discord, log, change, show } = await startShown();
    const before = store.all()[0]?.statusShown;
    await show();
    await change({ job: { status: "progress", percent: 12 } });
    await show();
    expect(discord.calls).toHaveLength(1);
    await change({ job: { status: "progress", percent: 50 } });
    await show();
    expect(discord.calls).toHaveLength(2);
    expect(discord.posts).toMatchObject([{ edits: [{}], text: expect.stringContaining("50%") }]);
    expect(store.all()[0]?.statusShown).not.toBe(before);
    expect(log.of("status.edited")).toMatchObject([{ followId: "f1", messageId: "m1" }]);
  });

  it("has its message in its own language", async () => {
    const { discord } = await startShown({ follows: [{ ...RUNNING, locale: "de" }] });
    const text = expect.stringMatching(sentence("status.progress", {}, { locale: "de" }));
    expect(discord.posts).toMatchObject([{ text }]);
  });

  it("says why its result waits", async () => {
    const delayReason = localized("undelivered.too_late");
    const { discord } = await startShown({
      follows: [aSettledFollow({ kind: "failed" }, { job: RUNNING.job })],
      delayReasonOf: () => delayReason,
    });
    const text = expect.stringMatching(sentence("undelivered.too_late"));
    expect(discord.posts).toMatchObject([{ text }]);
  });

  it.each<{ what: string; options: StatusOptions }>([
    {
      what: "only notifications want",
      options: { follows: [{ ...RUNNING, origin: "notification" }] },
    },
    { what: "is not in the registry", options: { follows: [] } },
    { what: "belongs to a channel that is no longer allowed", options: { isAllowed: () => false } },
    {
      what: "was over when it was asked for",
      options: { follows: [aSettledFollow({ kind: "failed" }, { overAtOnce: true })] },
    },
    {
      what: "has its result edited into the status message",
      options: {
        follows: [
          aSettledFollow({ kind: "failed" }, { delivery: "edit", statusMessage: { id: "m1" } }),
        ],
      },
    },
  ])("gets nothing if it $what", async ({ options }) => {
    const { discord, show } = await startMessages(options);
    await show();
    expect(discord.calls).toEqual([]);
  });

  it("gets nothing on a platform that is not connected", async () => {
    const follow = aFollow({ channel: SLACK_CHANNEL });
    const { discord, show } = await startMessages({ follows: [follow] });
    await show(followKey(follow));
    expect(discord.calls).toEqual([]);
  });

  it.each([
    { what: "was over when another person asked for it", changes: { overAtOnce: true } },
    { what: "ended, and its result is posted below", changes: { delivery: "post" as const } },
  ])("has the message edited that it has, if it $what", async ({ changes }) => {
    const { discord, registry, show } = await startShown();
    await registry.update(key, (current) => ({
      ...aSettledFollow({ kind: "failed" }, { statusMessage: current.statusMessage }),
      ...changes,
    }));
    await show();
    const text = expect.stringMatching(sentence("status.failed"));
    expect(discord.posts).toMatchObject([{ text, edits: [{}] }]);
  });

  it("keeps its message without another attempt if it can no longer be edited", async () => {
    const { store, discord, log, pace, clock, change, show } = await startShown();
    await clock.advance(5_000);
    discord.failAll("edit", GONE);
    await change({ job: { status: "progress", percent: 50 } });
    await show();
    await show();
    expect(discord.calls.map(({ operation }) => operation)).toEqual(["status", "edit"]);
    expect(store.all()).toMatchObject([{ statusMessage: { id: "m1" } }]);
    expect(log.of("status.not_editable")).toMatchObject([{ followId: "f1" }]);
    expect(pace.leftMs(RUNNING)).toBe(5_000);
  });

  it("is edited again after an outage", async () => {
    const { discord, log, change, show } = await startShown();
    discord.failNext("edit", LOST_ANSWER);
    await change({ job: { status: "progress", percent: 50 } });
    await expect(show()).rejects.toThrow(PlatformError);
    expect(log.of("status.edited")).toEqual([]);
    await show();
    expect(discord.posts).toMatchObject([{ text: expect.stringContaining("50%") }]);
  });
});

describe("a post whose answer is lost", () => {
  it("is found by its checkpoint, and not repeated", async () => {
    const { store, discord, show } = await startMessages();
    discord.failNext("status", LOST_ANSWER, { afterActing: true });
    await expect(show()).rejects.toThrow(PlatformError);
    expect(store.all()).toMatchObject([{ statusCheckpoint: { mark: "mark 1" } }]);
    await show();
    expect(discord.posts).toHaveLength(1);
    expect(discord.wanted[1]).toMatchObject({
      mayAlreadyExist: true,
      checkpoint: { mark: "mark 1" },
    });
    expect(store.all()[0]).toMatchObject({ statusMessage: { id: "m1" } });
    expect(store.all()[0]).not.toHaveProperty("statusCheckpoint");
  });

  it("is looked for although the adapter stored nothing, until the message is known", async () => {
    const { discord, change, show } = await startMessages();
    discord.failNext("status", LOST_ANSWER);
    await expect(show()).rejects.toThrow(PlatformError);
    await show();
    await change({ statusMessage: undefined, statusShown: undefined });
    await show();
    expect(discord.wanted.map(({ mayAlreadyExist }) => mayAlreadyExist)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("is not looked for after a refusal, unless an earlier attempt may have posted", async () => {
    const { discord, messages, show } = await startMessages();
    discord.failNext("status", refusal);
    discord.failNext("status", LOST_ANSWER);
    discord.failNext("status", refusal);
    for (let times = 0; times < 3; times += 1) await show().catch(() => {});
    await show();
    expect(discord.wanted.map(({ mayAlreadyExist }) => mayAlreadyExist)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(discord.posts).toHaveLength(1);
    messages.forget(RUNNING);
  });

  it.each<{ what: string; follow: Follow; isLookedFor: boolean }>([
    { what: "an earlier process", follow: RUNNING, isLookedFor: true },
    {
      what: "a process that was about to post",
      follow: { ...RUNNING, statusCheckpoint: {} },
      isLookedFor: false,
    },
    {
      what: "a process that has posted",
      follow: { ...RUNNING, statusCheckpoint: { mark: "x" } },
      isLookedFor: true,
    },
  ])("of $what is looked for: $isLookedFor", async ({ follow, isLookedFor }) => {
    const { discord, messages, show } = await startMessages({ follows: [follow] });
    messages.resume(follow);
    await show();
    expect(discord.wanted).toMatchObject([{ mayAlreadyExist: isLookedFor }]);
  });

  it("is not looked for after its follow is forgotten", async () => {
    const { discord, messages, show } = await startMessages();
    messages.resume(RUNNING);
    messages.forget(RUNNING);
    await show();
    expect(discord.wanted).toMatchObject([{ mayAlreadyExist: false }]);
  });

  it("is found after the store went down before it was stored", async () => {
    const { store, discord, show } = await startMessages();
    discord.hang("status");
    const shown = show();
    await settle();
    discord.recover("status");
    // The checkpoint is written before the message is sent, and the message's address after that.
    store.onNextRead(() => store.onNextRead(() => store.failWith(down)));
    await shown.catch(() => {});
    store.failWith(undefined);
    await show();
    expect(discord.posts).toHaveLength(1);
    expect(store.all()).toMatchObject([{ statusMessage: { id: "m1" } }]);
  });
});

const pickStatus = ({ statusMessage, statusShown }: Follow) => ({ statusMessage, statusShown });

/** A follow whose result is in the channel, and whose status message still says that the job runs. */
async function startOver(options: StatusOptions = {}) {
  const started = await startShown();
  const { registry, shown } = started;
  const settled = { ...aSettledFollow({ kind: "failed" }), ...pickStatus(shown) };
  const over = markDelivered(settled, { id: "m9" }, started.clock.now());
  await registry.update(key, () => over);
  const messages = new StatusMessages({
    ...started.options,
    ...options,
    pace: new StatusPace(started.clock),
  });
  const showOver = async (follow = over): Promise<void> => messages.showOver(follow, unhurried);
  return { ...started, messages, over, showOver };
}

describe("a follow that is replaced or over", () => {
  it("gets no message if it ends just before the message is sent", async () => {
    const { registry, discord, show } = await startMessages();
    discord.hang("status");
    const shown = show();
    await settle();
    await registry.withdraw({ follow: RUNNING, before: undefined }, "ann");
    discord.recover("status");
    await expect(shown).rejects.toThrow(NotOursError);
    expect(discord.posts).toEqual([]);
  });

  const answered = aSettledFollow({ kind: "failed" }, { checkpoint: { mark: "r" } });

  it("gets no new message below a result that may be there already", async () => {
    const { discord, messages, show } = await startMessages({ follows: [answered] });
    messages.resume(answered);
    await show();
    expect(discord.calls).toEqual([]);
  });

  it("has the message of an earlier attempt brought up to date above such a result", async () => {
    const { registry, store, discord, show, change } = await startMessages();
    discord.failNext("status", LOST_ANSWER, { afterActing: true });
    await expect(show()).rejects.toThrow(PlatformError);
    const { statusCheckpoint } = (await registry.get(key)) ?? {};
    await change({ ...answered, statusCheckpoint });
    await show();
    expect(discord.calls.map(({ operation }) => operation)).toEqual(["status", "find"]);
    const text = expect.stringMatching(sentence("status.failed"));
    expect(discord.posts).toMatchObject([{ text }]);
    expect(store.all()).toMatchObject([{ statusMessage: { id: "m1" } }]);
  });

  it("has nothing stored if the message of an earlier attempt is not there", async () => {
    const follow = { ...answered, statusCheckpoint: { mark: "x" } };
    const { store, discord, show } = await startMessages({ follows: [follow] });
    await show();
    expect(discord.posts).toEqual([]);
    expect(store.all()).toEqual([follow]);
  });
});

describe("a follow that is over", () => {
  it("has its status message say so, once", async () => {
    const { store, discord, showOver } = await startOver();
    await showOver();
    const [stored] = store.all();
    expect(stored).toMatchObject({ state: "delivered", statusShown: expect.any(String) });
    await showOver(stored);
    const text = expect.stringMatching(sentence("status.failed"));
    expect(discord.posts).toMatchObject([{ text, edits: [{}] }]);
  });

  it("has nothing shown where it has no message, or in a channel that is no longer allowed", async () => {
    const { discord, over, showOver } = await startOver();
    await showOver({ ...over, statusMessage: undefined });
    const elsewhere = await startOver({ isAllowed: () => false });
    await elsewhere.showOver();
    await showOver({ ...over, channel: SLACK_CHANNEL });
    expect(
      [...discord.calls, ...elsewhere.discord.calls].map(({ operation }) => operation),
    ).toEqual(["status", "status"]);
  });

  it("leaves a message alone that a new follow of the job has taken over", async () => {
    const { registry, store, discord, over, showOver } = await startOver();
    const next = aFollow({ id: "f2", statusMessage: over.statusMessage });
    await registry.insert(next);
    await showOver();
    expect(discord.calls).toHaveLength(1);
    expect(store.all()).toEqual([next]);
  });

  it("has its own message edited though a new follow of the job has another one", async () => {
    const { registry, store, discord, showOver } = await startOver();
    const next = aFollow({ id: "f2", statusMessage: { id: "m7" } });
    await registry.insert(next);
    await showOver();
    expect(discord.posts).toMatchObject([{ edits: [{}] }]);
    expect(store.all()).toEqual([next]);
  });

  it("rejects in an outage or with the store down, and has nothing stored", async () => {
    const { store, discord, over, showOver } = await startOver();
    discord.failNext("edit", LOST_ANSWER);
    await expect(showOver()).rejects.toThrow(PlatformError);
    store.failWith(down);
    await expect(showOver()).rejects.toThrow(StoreError);
    expect(store.all()).toEqual([over]);
    expect(discord.posts).toMatchObject([{ edits: [] }]);
  });

  it("is owed its end for a day, until it is shown", async () => {
    const { store, messages, clock, over, showOver } = await startOver();
    expect(await messages.owesEnd(over)).toBe(true);
    await clock.advance(DAY_MS);
    expect(await messages.owesEnd(over)).toBe(true);
    await clock.advance(1);
    expect(await messages.owesEnd(over)).toBe(false);
    expect(await messages.owesEnd({ ...over, closedAt: undefined })).toBe(false);
    await showOver();
    const [stored = over] = store.all();
    expect(await messages.owesEnd({ ...stored, closedAt: clock.now() })).toBe(false);
  });
});

describe("a result in the status message", () => {
  const result = { message: message([line("the result")]), files: [], signal: unhurried };

  it("takes the place of the status", async () => {
    const { discord, messages, shown } = await startShown();
    expect(await messages.showResult(shown, result)).toEqual(shown.statusMessage);
    expect(discord.posts).toMatchObject([{ text: "the result", edits: [{}] }]);
  });

  it("leaves the message alone that a new follow of the job has taken over", async () => {
    const { registry, discord, messages, shown } = await startShown();
    await registry.update(key, (current) => ({ ...current, id: "f2" }));
    expect(await messages.showResult(shown, result)).toEqual(shown.statusMessage);
    expect(discord.posts).toMatchObject([{ edits: [] }]);
  });

  it("waits for an edit in progress, so that it stays", async () => {
    const { discord, messages, shown, change, show } = await startShown();
    await change({ job: { status: "progress", percent: 50 } });
    discord.hang("edit");
    const both = Promise.all([show(), messages.showResult(shown, result)]);
    await settle();
    discord.recover("edit");
    await both;
    expect(discord.posts).toMatchObject([{ text: "the result", edits: [{}, {}] }]);
  });

  it("rejects without a status message, and if it can no longer be edited", async () => {
    const { discord, messages, shown } = await startShown();
    await expect(messages.showResult(RUNNING, result)).rejects.toThrow(TypeError);
    discord.failNext("edit", GONE);
    await expect(messages.showResult(shown, result)).rejects.toThrow(PlatformError);
  });
});
