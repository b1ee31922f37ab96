import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { DELIVERIES } from "../../../src/core/channel/channel-settings.ts";
import { FOLLOW_STATES, followKey, type Follow } from "../../../src/core/follow/follow.ts";
import { ORIGINS } from "../../../src/core/follow/origins.ts";
import { SOURCE_PROBLEM_KINDS } from "../../../src/core/job/job.ts";
import type { RelayStore } from "../../../src/core/ports/stores.ts";
import { aFollow, putFollow, removeFollow } from "../../support/follows.ts";
import { startForEachTest, type RelayStoreDriver } from "./store-driver.ts";

/** Whatever a person or a platform may say. */
export const anyText = fc.string({ unit: "binary", maxLength: 60, size: "max" });
/** Whatever may name something. */
export const anyName = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
/** Any instant a record may hold. */
export const anyInstant = fc.nat({ max: 4_000_000_000_000 });
/** Any address there can be. */
export const anyChannel: fc.Arbitrary<ChannelRef> = fc.record(
  {
    platform: fc.constantFrom("discord" as const, "slack" as const),
    workspace: anyName,
    channel: anyName,
    thread: anyName,
  },
  { requiredKeys: ["platform", "workspace", "channel"] },
);
const anyRef = fc.record({ id: anyName, url: anyText }, { requiredKeys: ["id"] });
const anyOutcome: fc.Arbitrary<NonNullable<Follow["outcome"]>> = fc.oneof(
  fc.record(
    {
      kind: fc.constant("completed" as const),
      attachments: fc.array(
        fc.record(
          {
            url: anyName,
            filename: anyText,
            sizeBytes: fc.nat(),
            width: fc.integer({ min: 1 }),
            isUnsafe: fc.boolean(),
            isPrivate: fc.boolean(),
          },
          { requiredKeys: ["url"] },
        ),
      ),
      content: anyText,
    },
    { requiredKeys: ["kind", "attachments"] },
  ),
  fc.record(
    {
      kind: fc.constantFrom("failed" as const, "cancelled" as const, "moderated" as const),
      error: anyText,
      errorDetails: anyText,
    },
    { requiredKeys: ["kind"] },
  ),
  fc.record({ kind: fc.constant("gave-up" as const), afterMs: anyInstant }),
  fc.record({ kind: fc.constant("quarantined" as const) }),
  fc.record({ kind: fc.constant("unknown-job" as const), message: anyText }),
  fc.record({ kind: fc.constant("forgotten" as const), by: anyName }),
);

/** Follows with any values that users and APIs may put in them. */
export const anyFollow: fc.Arbitrary<Follow> = fc.record(
  {
    id: anyName,
    source: anyName,
    sourceName: anyName,
    publicId: anyName,
    jobId: fc.stringMatching(/^[\x21-\x7e]{1,256}$/),
    channel: anyChannel,
    state: fc.constantFrom(...FOLLOW_STATES),
    origin: fc.constantFrom(...ORIGINS),
    requesters: fc.array(anyName, { maxLength: 4 }),
    sharedBy: anyName,
    locale: anyText,
    createdAt: anyInstant,
    postedAs: anyName,
    uploadLimitBytes: fc.integer({ min: 1 }),
    job: fc.record(
      {
        status: anyText,
        prompt: anyText,
        model: anyText,
        createdAt: anyInstant,
        startedAt: anyInstant,
        queuePosition: fc.nat(),
        cost: fc.record({ amount: fc.double({ min: 0, noNaN: true, max: 1e9 }), unit: anyText }),
      },
      { requiredKeys: ["status"] },
    ),
    usualEnd: fc.record({ from: anyInstant, to: anyInstant }),
    trouble: fc.constantFrom(...SOURCE_PROBLEM_KINDS),
    statusMessage: anyRef,
    statusCheckpoint: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anyText),
    outcome: anyOutcome,
    settledAt: anyInstant,
    delivery: fc.constantFrom(...DELIVERIES),
    broadcast: fc.boolean(),
    thread: anyChannel,
    parts: fc.record({
      plan: fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { maxLength: 4 }),
      posted: fc.array(anyRef, { maxLength: 4 }),
    }),
    checkpoint: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anyText),
    resultMessage: anyRef,
    closedAt: anyInstant,
    discardReason: anyText,
    sentTo: anyName,
  },
  {
    requiredKeys: [
      "id",
      "source",
      "sourceName",
      "jobId",
      "publicId",
      "channel",
      "state",
      "origin",
      "requesters",
      "createdAt",
    ],
  },
);

/** All follows of a store. */
export async function followsOf(store: Pick<RelayStore, "follows">): Promise<Follow[]> {
  const follows: Follow[] = [];
  for await (const follow of store.follows.follows()) follows.push(follow);
  return follows;
}

const idsOf = (follows: readonly Follow[]): Set<string> => new Set(follows.map(({ id }) => id));

/** What an update promises, in a started store. */
function describeUpdates(storeOf: () => RelayStore): void {
  const key = followKey(aFollow());

  it("updates: stores what a change returns, and resolves with the record before and after", async () => {
    const { follows } = storeOf();
    const settled = aFollow({ state: "settled" });
    expect(await follows.update(key, () => aFollow())).toEqual({ after: aFollow() });
    expect(await follows.get(key)).toEqual(aFollow());
    const update = await follows.update(key, (stored) => stored && { ...stored, state: "settled" });
    expect(update).toEqual({ before: aFollow(), after: settled });
    expect(await follows.get(key)).toEqual(settled);
    expect(await follows.update(key, () => undefined)).toEqual({ before: settled });
    expect(await follows.get(key)).toBeUndefined();
  });

  it("updates nothing if a change returns its argument", async () => {
    const { follows } = storeOf();
    expect(await follows.update(key, (stored) => stored)).toEqual({});
    await putFollow(follows, aFollow());
    const { before, after } = await follows.update(key, (stored) => stored);
    expect(after).toBe(before);
    expect(after).toEqual(aFollow());
  });

  it("rejects an update with what its change throws, and stores nothing", async () => {
    const { follows } = storeOf();
    await putFollow(follows, aFollow());
    const reason = new Error("no");
    const refuse = (): never => {
      throw reason;
    };
    await expect(follows.update(key, refuse)).rejects.toBe(reason);
    expect(await follows.get(key)).toEqual(aFollow());
  });

  it("loses no update of many that run at once, nor the removal among them", async () => {
    const { follows } = storeOf();
    const names = Array.from({ length: 40 }, (_, index) => `user-${index}`);
    const joins = names.map((name) =>
      follows.update(key, (stored) => {
        const follow = stored ?? aFollow({ requesters: [] });
        return { ...follow, requesters: [...follow.requesters, name] };
      }),
    );
    const removal = follows.update(key, () => undefined);
    const updates = await Promise.all(joins);
    const removed = (await removal).before?.requesters ?? [];
    const left = (await follows.get(key))?.requesters ?? [];
    expect([...removed, ...left].toSorted()).toEqual(names.toSorted());
    // Each saw the record as exactly one other left it.
    const seen = updates.map(({ before }) => before?.requesters.length ?? 0);
    const written = updates.map(({ after }) => after?.requesters.length ?? 0);
    expect(written.every((count, index) => count === seen[index]! + 1)).toBe(true);
  });
}

/** The contract of every follow store. */
export function describeFollowStore(name: string, driver: RelayStoreDriver): void {
  describe(`${name} as a follow store`, () => {
    let store: RelayStore;
    startForEachTest(driver, (started) => {
      store = started;
    });

    it("finds nothing under an unknown key", async () => {
      expect(await store.follows.get(followKey(aFollow()))).toBeUndefined();
      expect(await followsOf(store)).toEqual([]);
    });

    it("returns what was put", async () => {
      const follow = aFollow({ statusMessage: { id: "7", url: "https://discord.com/x" } });
      await putFollow(store.follows, follow);
      expect(await store.follows.get(followKey(follow))).toEqual(follow);
    });

    it("returns any follow as it was put", async () => {
      await fc.assert(
        fc.asyncProperty(anyFollow, async (follow) => {
          await putFollow(store.follows, follow);
          expect(await store.follows.get(followKey(follow))).toEqual(follow);
          const listed = (await followsOf(store)).filter(
            (other) => followKey(other) === followKey(follow),
          );
          expect(listed).toEqual([follow]);
          await removeFollow(store.follows, followKey(follow));
          expect(await store.follows.get(followKey(follow))).toBeUndefined();
        }),
        { numRuns: 60 },
      );
    });

    it("keeps the last of several writes, and one record for each channel and job", async () => {
      await putFollow(store.follows, aFollow());
      await putFollow(store.follows, aFollow({ requesters: ["42", "43"] }));
      const elsewhere = aFollow({
        id: "other",
        channel: { platform: "slack", workspace: "1", channel: "2", thread: "3.4" },
      });
      await putFollow(store.follows, elsewhere);
      expect((await store.follows.get(followKey(aFollow())))?.requesters).toEqual(["42", "43"]);
      expect(await followsOf(store)).toHaveLength(2);
      await removeFollow(store.follows, followKey(aFollow()));
      expect(await followsOf(store)).toEqual([elsewhere]);
    });

    describeUpdates(() => store);

    it("distinguishes job ids of maximum length that differ in the last character", async () => {
      const [a, b] = ["a", "b"].map((last) => aFollow({ id: last, jobId: "x".repeat(255) + last }));
      await putFollow(store.follows, a!);
      await putFollow(store.follows, b!);
      expect(await store.follows.get(followKey(a!))).toEqual(a);
      expect(await store.follows.get(followKey(b!))).toEqual(b);
    });

    it("is not changed if a test changes what it put or got", async () => {
      const requesters = ["42"];
      const follow = aFollow({ requesters });
      await putFollow(store.follows, follow);
      requesters.push("43");
      const got = (await store.follows.get(followKey(follow)))!;
      got.requesters.push("44");
      expect((await store.follows.get(followKey(follow)))?.requesters).toEqual(["42"]);
    });

    it("removes a missing record without an error", async () => {
      await expect(removeFollow(store.follows, followKey(aFollow()))).resolves.toBeUndefined();
    });

    it("lists follows of every state, final ones included", async () => {
      for (const state of FOLLOW_STATES)
        await putFollow(store.follows, aFollow({ id: state, jobId: state, state }));
      expect(idsOf(await followsOf(store))).toEqual(new Set(FOLLOW_STATES));
    });

    it("lists thousands of follows, each once", async () => {
      const count = 2_500;
      for (let index = 0; index < count; index += 1)
        await putFollow(store.follows, aFollow({ id: String(index), jobId: `job-${index}` }));
      const listed = await followsOf(store);
      expect(listed).toHaveLength(count);
      expect(idsOf(listed).size).toBe(count);
    });

    it("lists records in their current state while others are removed, closed and added", async () => {
      const before = Array.from({ length: 300 }, (_, index) =>
        aFollow({ id: String(index), jobId: `job-${index}` }),
      );
      for (const follow of before) await putFollow(store.follows, follow);
      const listed = new Map<string, Follow>();
      const closed = new Set<string>();
      const removed = new Set<string>();
      let rows = 0;
      for await (const follow of store.follows.follows()) {
        rows += 1;
        listed.set(follow.id, follow);
        // Closes or removes one that was not listed yet, and adds a new one.
        const next = before.find(
          ({ id }) => !closed.has(id) && !removed.has(id) && !listed.has(id),
        );
        if (next === undefined || closed.size + removed.size >= 100) continue;
        if (closed.size > removed.size) {
          removed.add(next.id);
          await removeFollow(store.follows, followKey(next));
        } else {
          closed.add(next.id);
          await putFollow(store.follows, { ...next, state: "delivered", closedAt: 1 });
        }
        await putFollow(
          store.follows,
          aFollow({ id: `new-${next.id}`, jobId: `new-job-${next.id}` }),
        );
      }
      expect(rows).toBe(listed.size);
      for (const { id } of before) {
        const state = closed.has(id) ? "delivered" : "pending";
        expect(listed.get(id)?.state).toBe(removed.has(id) ? undefined : state);
      }
    });

    it("allows a caller to stop in the middle of a list", async () => {
      await putFollow(store.follows, aFollow());
      await putFollow(store.follows, aFollow({ id: "2", jobId: "2" }));
      for await (const follow of store.follows.follows()) {
        await removeFollow(store.follows, followKey(follow));
        break;
      }
      expect(await followsOf(store)).toHaveLength(1);
    });

    it("writes many records at once", async () => {
      const follows = Array.from({ length: 100 }, (_, index) =>
        aFollow({ id: String(index), jobId: `job-${index}` }),
      );
      await Promise.all(follows.map((follow) => putFollow(store.follows, follow)));
      expect(idsOf(await followsOf(store)).size).toBe(100);
    });

    it("starts twice, stops twice, and stops without a start", async () => {
      await store.start();
      await putFollow(store.follows, aFollow());
      await Promise.all([store.stop(), store.stop()]);
      await store.stop();
      await store.start();
      expect(await store.follows.get(followKey(aFollow()))).toEqual(aFollow());
      await store.stop();
    });

    it("rejects with a StoreError while it is stopped, instead of finding nothing", async () => {
      await putFollow(store.follows, aFollow());
      await store.stop();
      const down = { code: "store_unavailable" };
      await expect(store.follows.get(followKey(aFollow()))).rejects.toMatchObject(down);
      const update = store.follows.update(followKey(aFollow()), () => aFollow());
      await expect(update).rejects.toMatchObject(down);
      await expect(putFollow(store.follows, aFollow())).rejects.toMatchObject(down);
      await expect(removeFollow(store.follows, followKey(aFollow()))).rejects.toMatchObject(down);
      await expect(followsOf(store)).rejects.toMatchObject(down);
    });
  });
}
