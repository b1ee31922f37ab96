import { testIf } from "./test-if.ts";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChannelRef } from "../../src/core/channel/channel-ref.ts";
import { settingsKey } from "../../src/core/channel/channel-settings.ts";
import { followKey, jobKey } from "../../src/core/follow/follow.ts";
import { PARTITIONS, partitionOf } from "../../src/core/partition.ts";
import {
  RESERVED_FOR_MS,
  type FollowIndex,
  type IndexedFollow,
  type Reservation,
} from "../../src/core/ports/follow-index.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL } from "../support/follows.ts";

/** Makes an index for a test. */
export interface FollowIndexDriver {
  readonly name: string;
  /** An empty index. */
  create(): Promise<FollowIndex>;
  /** Another process's view of the index that was created last. Absent: it has only one process. */
  createOther?(): Promise<FollowIndex>;
  /** Lets time pass for reservations. Absent: it takes a real minute, so no test waits for it. */
  readonly advance?: ((ms: number) => Promise<void>) | undefined;
  /** Ends what the test has made. */
  close?(): Promise<void>;
}

/** An entry with a test's changes. */
export const anEntry = (changes: Partial<IndexedFollow> = {}): IndexedFollow => ({
  id: "f1",
  source: "pika",
  jobId: "job-1",
  publicId: "job-1",
  channel: DISCORD_CHANNEL,
  state: "pending",
  origin: "command",
  requesters: ["ann"],
  createdAt: 1_000,
  ...changes,
});

const PLENTY = { followsPerUser: Infinity, followsPerChannel: Infinity };
const THREAD: ChannelRef = { ...SLACK_CHANNEL, thread: "1.2" };

async function listOf(entries: AsyncIterable<IndexedFollow>): Promise<IndexedFollow[]> {
  const list: IndexedFollow[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

const byKey = (entries: readonly IndexedFollow[]): readonly IndexedFollow[] =>
  entries.toSorted((a, b) => (followKey(a) < followKey(b) ? -1 : 1));

/** What every index of open follows promises, whatever it keeps them in. */
export function describeFollowIndex(driver: FollowIndexDriver): void {
  describe(`${driver.name}: the index of open follows`, () => {
    let index: FollowIndex;
    beforeEach(async () => {
      index = await driver.create();
    });
    afterEach(async () => {
      await driver.close?.();
    });

    describeEntries(() => index);
    describeQuotas(driver, () => index);
    describeHistories(() => index);
  });
}

function describeEntries(the: () => FollowIndex): void {
  it("finds an entry by key, id, job, channel, name and person", async () => {
    const entry = anEntry({ channel: THREAD, settledAt: 5, state: "settled", askedIn: THREAD });
    await the().put(entry);
    expect(await the().get(followKey(entry))).toEqual(entry);
    expect(await the().ofId("f1")).toEqual(entry);
    expect(await the().ofJob(jobKey(entry))).toEqual([entry]);
    expect(await the().ofChannel(SLACK_CHANNEL)).toEqual([entry]);
    expect(await the().ofName(SLACK_CHANNEL, "job-1")).toEqual([entry]);
    expect(await the().ofUser(SLACK_CHANNEL, "ann")).toEqual([entry]);
    expect(await listOf(the().all())).toEqual([entry]);
  });

  it("finds nothing elsewhere", async () => {
    await the().put(anEntry());
    const other = { ...DISCORD_CHANNEL, workspace: "g2" };
    expect(await the().get(followKey(anEntry({ origin: "retry" })))).toBeUndefined();
    expect(await the().ofId("f2")).toBeUndefined();
    expect(await the().ofJob("fal|job-1")).toEqual([]);
    expect(await the().ofChannel(other)).toEqual([]);
    expect(await the().ofName(other, "job-1")).toEqual([]);
    expect(await the().ofUser(other, "ann")).toEqual([]);
  });

  it("finds an entry in the partitions of its job and of its channel, once in each", async () => {
    const entries = Array.from({ length: 20 }, (_, n) => anEntry({ id: `f${n}`, jobId: `j${n}` }));
    for (const entry of entries) await the().put(entry);
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const expected = entries.filter((entry) =>
        [jobKey(entry), settingsKey(entry.channel)].map(partitionOf).includes(partition),
      );
      expect(byKey(await listOf(the().ofPartition(partition)))).toEqual(byKey(expected));
    }
  });

  it("replaces the entry with the same key, in its place", async () => {
    const second = anEntry({ id: "f2", jobId: "job-2", publicId: "job-2" });
    await the().put(anEntry());
    await the().put(second);
    const next = anEntry({ id: "f3", publicId: "x", requesters: ["bob"] });
    await the().put(next);
    expect(await the().ofChannel(DISCORD_CHANNEL)).toEqual([next, second]);
    expect(await the().ofId("f1")).toBeUndefined();
    expect(await the().ofName(DISCORD_CHANNEL, "job-1")).toEqual([]);
    expect(await the().ofUser(DISCORD_CHANNEL, "ann")).toEqual([second]);
  });

  it("keeps a follow settled, whatever an outdated process says", async () => {
    const settled = anEntry({ state: "settled", settledAt: 5, requesters: ["ann", "bob"] });
    await the().put(settled);
    await the().put(anEntry());
    expect(await the().ofId("f1")).toEqual(settled);
    const another = anEntry({ id: "f2" });
    await the().put(another);
    expect(await the().get(followKey(another))).toEqual(another);
  });

  it("keeps a retry intent beside the follow of its job", async () => {
    const intent = anEntry({ id: "f2", origin: "retry" });
    await the().put(anEntry());
    await the().put(intent);
    expect(await the().ofJob(jobKey(intent))).toEqual([anEntry(), intent]);
    expect(await the().get(followKey(intent))).toEqual(intent);
  });

  it("removes only the follow with the id", async () => {
    const key = followKey(anEntry());
    await the().put(anEntry());
    await the().remove(key, "another");
    await the().remove(followKey(anEntry({ origin: "retry" })), "f1");
    expect(await the().get(key)).toEqual(anEntry());
    await the().remove(key, "f1");
    await the().remove(key, "f1");
    expect(await listOf(the().all())).toEqual([]);
    expect(await the().ofChannel(DISCORD_CHANNEL)).toEqual([]);
  });

  it("takes whatever ids and names there are", async () => {
    const channel: ChannelRef = { platform: "discord", workspace: "@me|:%", channel: "{c}\\*?" };
    const entry = anEntry({ jobId: "a|b:c/ü%7C", id: "{f}:1", channel, requesters: ["a|b"] });
    await the().put(entry);
    expect(await the().get(followKey(entry))).toEqual(entry);
    expect(await the().ofJob(jobKey(entry))).toEqual([entry]);
    expect(await the().ofUser(channel, "a|b")).toEqual([entry]);
    await the().remove(followKey(entry), entry.id);
    expect(await the().ofUser(channel, "a|b")).toEqual([]);
  });
}

function describeQuotas(driver: FollowIndexDriver, the: () => FollowIndex): void {
  const reserve = (
    changes: Partial<IndexedFollow>,
    quotas: Partial<typeof PLENTY>,
    index = the(),
  ): Promise<Reservation> => index.reserve(anEntry(changes), { ...PLENTY, ...quotas });

  it("counts the follows of a person in one server or workspace, wherever they are in it", async () => {
    await the().put(anEntry());
    const there = { jobId: "job-2", channel: { ...DISCORD_CHANNEL, channel: "c2" } };
    expect(await reserve(there, { followsPerUser: 1 })).toEqual({ full: "user" });
    const elsewhere = { jobId: "job-2", channel: { ...DISCORD_CHANNEL, workspace: "g2" } };
    expect(await reserve(elsewhere, { followsPerUser: 1 })).not.toHaveProperty("full");
  });

  it("counts the follows of a channel and its threads", async () => {
    await the().put(anEntry({ channel: THREAD, requesters: [] }));
    const there = { jobId: "job-2", channel: SLACK_CHANNEL };
    expect(await reserve(there, { followsPerChannel: 1 })).toEqual({ full: "channel" });
    expect(await reserve(there, { followsPerChannel: 2 })).not.toHaveProperty("full");
  });

  it("takes no second place for a follow that counts already", async () => {
    await the().put(anEntry());
    expect(await reserve({}, { followsPerUser: 1, followsPerChannel: 1 })).not.toHaveProperty(
      "full",
    );
    const bob = { requesters: ["bob"] };
    expect(await reserve(bob, { followsPerUser: 1, followsPerChannel: 1 })).not.toHaveProperty(
      "full",
    );
    expect(await reserve({ ...bob, jobId: "job-2" }, { followsPerUser: 1 })).toEqual({
      full: "user",
    });
  });

  it("gives the last place to one of two", async () => {
    const other = (await driver.createOther?.()) ?? the();
    for (const limit of [{ followsPerUser: 1 }, { followsPerChannel: 1 }]) {
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          reserve({ jobId: `job-${n}` }, limit, n % 2 ? the() : other),
        ),
      );
      expect(results.filter(({ full }) => full === undefined)).toHaveLength(1);
      for (const result of results) if (result.full === undefined) await result.release();
    }
  });

  /** Reserves what there is room for. */
  const take = async (changes: Partial<IndexedFollow>, quotas: Partial<typeof PLENTY>) => {
    const reservation = await reserve(changes, quotas);
    if (reservation.full !== undefined) throw new Error(`no place: ${reservation.full}`);
    return reservation;
  };

  it("gives a place back once it is released, also twice, unless the follow was put", async () => {
    const first = await take({}, { followsPerUser: 1 });
    await first.release();
    await first.release();
    const second = await take({}, { followsPerUser: 1 });
    await the().put(anEntry());
    expect(await reserve({ jobId: "job-2" }, { followsPerUser: 2 })).not.toHaveProperty("full");
    await second.release();
    expect(await reserve({ jobId: "job-3" }, { followsPerUser: 1 })).toEqual({ full: "user" });
  });

  it("counts a key once, until the last of its reservations is released", async () => {
    const [first, second] = [await take({}, {}), await take({}, { followsPerUser: 1 })];
    await first.release();
    expect(await reserve({ jobId: "job-2" }, { followsPerUser: 1 })).toEqual({ full: "user" });
    await second.release();
    expect(await reserve({ jobId: "job-2" }, { followsPerUser: 1 })).not.toHaveProperty("full");
  });

  testIf(driver.advance !== undefined)("ends a reservation that is never released", async () => {
    await reserve({}, {});
    await driver.advance?.(RESERVED_FOR_MS - 1_000);
    expect(await reserve({ jobId: "job-2" }, { followsPerUser: 1 })).toEqual({ full: "user" });
    await driver.advance?.(1_001);
    expect(await reserve({ jobId: "job-2" }, { followsPerUser: 1 })).not.toHaveProperty("full");
  });
}

const anyEntry: fc.Arbitrary<IndexedFollow> = fc
  .record({
    id: fc.constantFrom("f1", "f2", "f3", "f4"),
    jobId: fc.constantFrom("j1", "j2"),
    channel: fc.constantFrom<ChannelRef>(DISCORD_CHANNEL, SLACK_CHANNEL, THREAD),
    state: fc.constantFrom("pending" as const, "settled" as const),
    origin: fc.constantFrom("command" as const, "retry" as const),
    requesters: fc.subarray(["ann", "bob", "cy"]),
    createdAt: fc.nat(),
  })
  // An id is never reused for another key.
  .map((entry) => anEntry({ ...entry, id: `${entry.id} ${followKey(anEntry(entry))}` }));

type Step =
  | { readonly kind: "put"; readonly entry: IndexedFollow }
  | { readonly kind: "remove"; readonly entry: IndexedFollow }
  | { readonly kind: "reserve"; readonly entry: IndexedFollow; readonly limit: number }
  | { readonly kind: "release" };
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), entry: anyEntry }),
  fc.record({ kind: fc.constant("remove" as const), entry: anyEntry }),
  fc.record({ kind: fc.constant("reserve" as const), entry: anyEntry, limit: fc.nat({ max: 4 }) }),
  fc.record({ kind: fc.constant("release" as const) }),
);

/** The index as a list, too slow for more than a test. */
class Model {
  readonly entries = new Map<string, IndexedFollow>();
  readonly reserved: { readonly entry: IndexedFollow; readonly release: () => Promise<void> }[] =
    [];

  count(matches: (entry: IndexedFollow) => boolean): ReadonlySet<string> {
    const all = [...this.entries.values(), ...this.reserved.map(({ entry }) => entry)];
    return new Set(all.filter(matches).map(followKey));
  }

  full(entry: IndexedFollow, limit: number): "user" | "channel" | undefined {
    const hasRoom = (keys: ReadonlySet<string>): boolean =>
      keys.has(followKey(entry)) || keys.size < limit;
    const areUsersFree = entry.requesters.every((userId) =>
      hasRoom(
        this.count(
          ({ channel, requesters }) =>
            channel.platform === entry.channel.platform && requesters.includes(userId),
        ),
      ),
    );
    if (!areUsersFree) return "user";
    const key = settingsKey(entry.channel);
    return hasRoom(this.count(({ channel }) => settingsKey(channel) === key))
      ? undefined
      : "channel";
  }
}

async function perform(index: FollowIndex, model: Model, step: Step): Promise<void> {
  if (step.kind === "release") {
    await model.reserved.shift()?.release();
    return;
  }
  const { entry } = step;
  const key = followKey(entry);
  if (step.kind === "put") {
    await index.put(entry);
    const known = model.entries.get(key);
    const isOutdated = known?.state === "settled" && entry.state === "pending";
    if (known?.id !== entry.id || !isOutdated) model.entries.set(key, entry);
  } else if (step.kind === "remove") {
    await index.remove(key, entry.id);
    if (model.entries.get(key)?.id === entry.id) model.entries.delete(key);
  } else {
    const { limit } = step;
    const expected = model.full(entry, limit);
    const result = await index.reserve(entry, { followsPerUser: limit, followsPerChannel: limit });
    if (result.full !== expected) throw new Error(`${result.full} instead of ${expected}`);
    if (result.full === undefined) model.reserved.push({ entry, release: () => result.release() });
  }
}

function describeHistories(the: () => FollowIndex): void {
  it("behaves like a list, whatever happens", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 30 }), async (steps) => {
        const model = new Model();
        for (const step of steps) await perform(the(), model, step);
        const entries = [...model.entries.values()];
        expect(byKey(await listOf(the().all()))).toEqual(byKey(entries));
        for (const channel of [DISCORD_CHANNEL, SLACK_CHANNEL])
          expect(await the().ofChannel(channel)).toEqual(
            entries.filter((each) => settingsKey(each.channel) === settingsKey(channel)),
          );
        for (const entry of entries) {
          expect(await the().get(followKey(entry))).toEqual(entry);
          expect(await the().ofId(entry.id)).toEqual(entry);
          expect(await the().ofJob(jobKey(entry))).toEqual(
            entries.filter((each) => jobKey(each) === jobKey(entry)),
          );
        }
        for (const { release } of model.reserved) await release();
        for (const { id, ...entry } of entries) await the().remove(followKey(entry), id);
        expect(await the().ofUser(SLACK_CHANNEL, "ann")).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it("orders the entries of a channel as they were added", async () => {
    const entries = Array.from({ length: 300 }, (_, n) => anEntry({ id: `f${n}`, jobId: `j${n}` }));
    for (const entry of entries) await the().put(entry);
    expect((await the().ofChannel(DISCORD_CHANNEL)).map(({ id }) => id)).toEqual(
      entries.map(({ id }) => id),
    );
    expect(new Set((await listOf(the().all())).map(({ id }) => id)).size).toBe(300);
  });
}
