import { createHash, randomUUID } from "node:crypto";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { settingsKey } from "../../../core/channel/channel-settings.ts";
import { toUserKey } from "../../../core/channel/quotas.ts";
import { followKey, jobKey } from "../../../core/follow/follow-key.ts";
import { PARTITIONS, partitionOf } from "../../../core/partition.ts";
import {
  RESERVED_FOR_MS,
  type FollowIndex,
  type FollowQuotas,
  type IndexedFollow,
  type QuotaRequest,
  type Reservation,
} from "../../../core/ports/follow-index.ts";
import type { KeyvConnection } from "../connection.ts";
import { fromEntry, toEntry } from "./index-entry.ts";
import type { IndexReservation, IndexRow, IndexRows, PartitionKind } from "./index-rows.ts";

/** Enough characters of a digest that no second text with it can be found. */
const DIGEST_LENGTH = 16;

/** The index of open follows on the server that the records are on. */
export class KeyvFollowIndex implements FollowIndex {
  readonly #connection: KeyvConnection;

  constructor(connection: KeyvConnection) {
    this.#connection = connection;
  }

  async put(follow: IndexedFollow): Promise<void> {
    await this.#ask("write", (rows) => rows.put(toRow(follow)));
  }

  async remove(key: string, id: string): Promise<void> {
    await this.#ask("write", (rows) => rows.remove(digest(key), digest(id)));
  }

  async get(key: string): Promise<IndexedFollow | undefined> {
    const entry = await this.#ask("read", (rows) => rows.get(digest(key)));
    return entry === undefined ? undefined : fromEntry(entry);
  }

  async ofId(id: string): Promise<IndexedFollow | undefined> {
    return (await this.#ofGroup(idGroup(id)))[0];
  }

  ofJob(key: string): Promise<readonly IndexedFollow[]> {
    return this.#ofGroup(jobGroup(key));
  }

  ofChannel(channel: ChannelRef): Promise<readonly IndexedFollow[]> {
    return this.#ofGroup(channelGroup(channel));
  }

  async ofName(channel: ChannelRef, name: string): Promise<readonly IndexedFollow[]> {
    return (await this.ofChannel(channel)).filter(({ publicId }) => publicId === name);
  }

  ofUser(
    workspace: Pick<ChannelRef, "platform" | "workspace">,
    userId: string,
  ): Promise<readonly IndexedFollow[]> {
    return this.#ofGroup(userGroup(workspace, userId));
  }

  async *ofPartition(partition: number): AsyncGenerator<IndexedFollow, void> {
    yield* this.#listPartition("job", partition);
    for await (const follow of this.#listPartition("channel", partition))
      if (partitionsOf(follow).job !== partition) yield follow;
  }

  async *all(): AsyncGenerator<IndexedFollow, void> {
    for (let partition = 0; partition < PARTITIONS; partition += 1)
      yield* this.#listPartition("job", partition);
  }

  async reserve(
    request: QuotaRequest,
    { followsPerUser, followsPerChannel }: FollowQuotas,
  ): Promise<Reservation> {
    const { channel } = request;
    const users = usersOf(request);
    const reservation: IndexReservation = {
      id: randomUUID(),
      key: digest(followKey(request)),
      groups: [...users, channelGroup(channel)],
    };
    const limits = [...users.map(() => followsPerUser), followsPerChannel];
    const full = await this.#ask("write", (rows) =>
      rows.reserve(reservation, { limits, ttlMs: RESERVED_FOR_MS }),
    );
    if (full !== undefined) return { full: full < users.length ? "user" : "channel" };
    return {
      // If the server fails, the reservation ends by itself.
      release: () => this.#ask("write", (rows) => rows.release(reservation)).catch(() => {}),
    };
  }

  async #ofGroup(group: string): Promise<readonly IndexedFollow[]> {
    const follows: IndexedFollow[] = [];
    for await (const follow of this.#read((rows) => rows.list(group))) follows.push(follow);
    return follows;
  }

  #listPartition(kind: PartitionKind, partition: number): AsyncGenerator<IndexedFollow, void> {
    return this.#read((rows) => rows.listPartition(kind, partition));
  }

  /** One call for each page. */
  async *#read(
    list: (rows: IndexRows) => AsyncGenerator<readonly string[], void>,
  ): AsyncGenerator<IndexedFollow, void> {
    const pages = await this.#ask("list", async (rows) => list(rows));
    for (;;) {
      const page = await this.#ask("list", () => pages.next());
      if (page.done) return;
      yield* page.value.flatMap((entry) => fromEntry(entry) ?? []);
    }
  }

  #ask<T>(verb: string, call: (rows: IndexRows) => Promise<T>): Promise<T> {
    return this.#connection.ask(verb, async (_keyv, { index }) => {
      if (index === undefined) throw new Error("it has no index of follows");
      return call(index);
    });
  }
}

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("base64url").slice(0, DIGEST_LENGTH);

const idGroup = (id: string): string => digest(`id ${id}`);
const jobGroup = (key: string): string => digest(`job ${key}`);
const channelGroup = (channel: ChannelRef): string => digest(`channel ${settingsKey(channel)}`);
const userGroup = (workspace: Pick<ChannelRef, "platform" | "workspace">, userId: string): string =>
  digest(`user ${toUserKey(workspace, userId)}`);

const usersOf = ({ channel, requesters }: QuotaRequest): string[] => [
  ...new Set(requesters.map((userId) => userGroup(channel, userId))),
];

const partitionsOf = (follow: IndexedFollow): IndexRow["partitions"] => ({
  job: partitionOf(jobKey(follow)),
  channel: partitionOf(settingsKey(follow.channel)),
});

function toRow(follow: IndexedFollow): IndexRow {
  const { id, channel, state } = follow;
  return {
    key: digest(followKey(follow)),
    id: digest(id),
    isSettled: state === "settled",
    groups: [idGroup(id), jobGroup(jobKey(follow)), channelGroup(channel), ...usersOf(follow)],
    partitions: partitionsOf(follow),
    entry: toEntry(follow),
  };
}
