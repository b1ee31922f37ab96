import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FOLLOW_STATES, followKey, isFinal, type Follow } from "../../src/core/follow.ts";
import { TROUBLE_KINDS } from "../../src/core/job.ts";
import type { FollowStore } from "../../src/core/ports.ts";
import { aFollow } from "../support/follows.ts";

/** How the suite gets at an implementation. */
export interface FollowStoreDriver {
  /** A new, empty store that was not started yet. */
  create(): Promise<FollowStore>;
  /** Frees what `create` made; the store is stopped already. */
  dispose(): Promise<void>;
}

const anyText = fc.string({ unit: "binary", maxLength: 60 });
const anyName = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const anyInstant = fc.nat({ max: 4_000_000_000_000 });
const anyRef = fc.record({ id: anyName, url: anyText }, { requiredKeys: ["id"] });
const anyOutcome: fc.Arbitrary<NonNullable<Follow["outcome"]>> = fc.oneof(
  fc.record(
    {
      kind: fc.constant("completed" as const),
      attachments: fc.array(
        fc.record(
          { url: anyName, filename: anyText, sizeBytes: fc.nat(), width: fc.integer({ min: 1 }) },
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
  fc.record({ kind: fc.constant("unknown-job" as const), message: anyText }),
);

/** Follows with whatever people and APIs may put in them. */
export const anyFollow: fc.Arbitrary<Follow> = fc.record(
  {
    id: anyName,
    api: anyName,
    jobId: fc.stringMatching(/^[\x21-\x7e]{1,256}$/),
    channel: fc.record(
      {
        platform: fc.constantFrom("discord" as const, "slack" as const),
        workspace: anyName,
        channel: anyName,
        thread: anyName,
      },
      { requiredKeys: ["platform", "workspace", "channel"] },
    ),
    state: fc.constantFrom(...FOLLOW_STATES),
    requesters: fc.array(anyName, { minLength: 1, maxLength: 4 }),
    createdAt: anyInstant,
    uploadLimitBytes: fc.integer({ min: 1 }),
    job: fc.record(
      { status: anyText, prompt: anyText, createdAt: anyInstant },
      { requiredKeys: ["status"] },
    ),
    trouble: fc.constantFrom(...TROUBLE_KINDS),
    statusMessage: anyRef,
    outcome: anyOutcome,
    settledAt: anyInstant,
    checkpoint: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anyText),
    resultMessage: anyRef,
    closedAt: anyInstant,
    discardReason: anyText,
  },
  { requiredKeys: ["id", "api", "jobId", "channel", "state", "requesters", "createdAt"] },
);

/** All open follows of a store. */
export async function openFollowsOf(store: FollowStore): Promise<Follow[]> {
  const follows: Follow[] = [];
  for await (const follow of store.openFollows()) follows.push(follow);
  return follows;
}

const idsOf = (follows: readonly Follow[]): Set<string> => new Set(follows.map(({ id }) => id));

/** What every follow store does, whatever it is made of. */
export function describeFollowStore(name: string, driver: FollowStoreDriver): void {
  describe(`${name} as a follow store`, () => {
    let store: FollowStore;
    beforeEach(async () => {
      store = await driver.create();
      await store.start();
    });
    afterEach(async () => {
      await store.stop();
      await driver.dispose();
    });

    it("knows nothing of a key it was never given", async () => {
      expect(await store.get(followKey(aFollow()))).toBeUndefined();
      expect(await openFollowsOf(store)).toEqual([]);
    });

    it("gives back what it was given", async () => {
      const follow = aFollow({ statusMessage: { id: "7", url: "https://discord.com/x" } });
      await store.put(follow);
      expect(await store.get(followKey(follow))).toEqual(follow);
    });

    it("gives back any follow there can be", async () => {
      await fc.assert(
        fc.asyncProperty(anyFollow, async (follow) => {
          await store.put(follow);
          expect(await store.get(followKey(follow))).toEqual(follow);
          const listed = (await openFollowsOf(store)).filter(
            (other) => followKey(other) === followKey(follow),
          );
          expect(listed).toEqual(isFinal(follow) ? [] : [follow]);
          await store.remove(followKey(follow));
          expect(await store.get(followKey(follow))).toBeUndefined();
        }),
        { numRuns: 60 },
      );
    });

    it("keeps the last of several writes to a record, and one record per channel and job", async () => {
      await store.put(aFollow());
      await store.put(aFollow({ requesters: ["42", "43"] }));
      const elsewhere = aFollow({
        id: "other",
        channel: { platform: "slack", workspace: "1", channel: "2", thread: "3.4" },
      });
      await store.put(elsewhere);
      expect((await store.get(followKey(aFollow())))?.requesters).toEqual(["42", "43"]);
      expect(await openFollowsOf(store)).toHaveLength(2);
      await store.remove(followKey(aFollow()));
      expect(await openFollowsOf(store)).toEqual([elsewhere]);
    });

    it("keeps apart job ids of the greatest length that differ in the last character", async () => {
      const [a, b] = ["a", "b"].map((last) => aFollow({ id: last, jobId: "x".repeat(255) + last }));
      await store.put(a!);
      await store.put(b!);
      expect(await store.get(followKey(a!))).toEqual(a);
      expect(await store.get(followKey(b!))).toEqual(b);
    });

    it("cannot be changed through what was put or got", async () => {
      const requesters = ["42"];
      const follow = aFollow({ requesters });
      await store.put(follow);
      requesters.push("43");
      const got = (await store.get(followKey(follow)))!;
      got.requesters.push("44");
      expect((await store.get(followKey(follow)))?.requesters).toEqual(["42"]);
    });

    it("removes without complaint what is not there", async () => {
      await expect(store.remove(followKey(aFollow()))).resolves.toBeUndefined();
    });

    it("lists as open exactly those that are not final", async () => {
      for (const state of FOLLOW_STATES)
        await store.put(aFollow({ id: state, jobId: state, state }));
      expect(idsOf(await openFollowsOf(store))).toEqual(new Set(["pending", "settled"]));
    });

    it("lists thousands, each once", async () => {
      const count = 2_500;
      for (let index = 0; index < count; index += 1)
        await store.put(aFollow({ id: String(index), jobId: `job-${index}` }));
      const listed = await openFollowsOf(store);
      expect(listed).toHaveLength(count);
      expect(idsOf(listed).size).toBe(count);
    });

    it("lists while records are removed, closed and added, and shows each as it is by then", async () => {
      const before = Array.from({ length: 300 }, (_, index) =>
        aFollow({ id: String(index), jobId: `job-${index}` }),
      );
      for (const follow of before) await store.put(follow);
      const listed: Follow[] = [];
      const gone = new Set<string>();
      for await (const follow of store.openFollows()) {
        listed.push(follow);
        // Closes or removes one that was not listed yet, and adds a new one.
        const next = before.find(
          ({ id }) => !gone.has(id) && !listed.some((other) => other.id === id),
        );
        if (next === undefined || gone.size >= 100) continue;
        gone.add(next.id);
        if (gone.size % 2 === 0) await store.remove(followKey(next));
        else await store.put({ ...next, state: "delivered", closedAt: 1 });
        await store.put(aFollow({ id: `new-${next.id}`, jobId: `new-job-${next.id}` }));
      }
      const ids = listed.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { id } of before) expect(ids.includes(id)).toBe(!gone.has(id));
    });

    it("may be left in the middle of a list", async () => {
      await store.put(aFollow());
      await store.put(aFollow({ id: "2", jobId: "2" }));
      for await (const follow of store.openFollows()) {
        await store.remove(followKey(follow));
        break;
      }
      expect(await openFollowsOf(store)).toHaveLength(1);
    });

    it("writes many at once", async () => {
      const follows = Array.from({ length: 100 }, (_, index) =>
        aFollow({ id: String(index), jobId: `job-${index}` }),
      );
      await Promise.all(follows.map((follow) => store.put(follow)));
      expect(idsOf(await openFollowsOf(store)).size).toBe(100);
    });

    it("starts and stops twice, and stops without having started", async () => {
      await store.start();
      await store.put(aFollow());
      await Promise.all([store.stop(), store.stop()]);
      await store.stop();
      await store.start();
      expect(await store.get(followKey(aFollow()))).toEqual(aFollow());
      await store.stop();
    });

    it("rejects with a StoreError while it is stopped, and never answers that there is nothing", async () => {
      await store.put(aFollow());
      await store.stop();
      const down = { code: "store_unavailable" };
      await expect(store.get(followKey(aFollow()))).rejects.toMatchObject(down);
      await expect(store.put(aFollow())).rejects.toMatchObject(down);
      await expect(store.remove(followKey(aFollow()))).rejects.toMatchObject(down);
      await expect(openFollowsOf(store)).rejects.toMatchObject(down);
    });
  });
}
