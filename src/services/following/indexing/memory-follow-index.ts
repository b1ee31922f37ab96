import { KeyedObjects } from "../../../core/collections/keyed-objects.ts";
import { encodeChannelRef, type ChannelRef } from "../../../core/channel/channel-ref.ts";
import { settingsKey } from "../../../core/channel/channel-settings.ts";
import { toUserKey } from "../../../core/channel/quotas.ts";
import { followKey, jobKey, parseFollowKey } from "../../../core/follow/follow-key.ts";
import { isRetryIntent } from "../../../core/follow/retry-intent.ts";
import { partitionOf } from "../../../core/partition.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type {
  FollowIndex,
  FollowQuotas,
  IndexedFollow,
  QuotaRequest,
  Reservation,
} from "../../../core/ports/follow-index.ts";
import { RESERVED_FOR_MS } from "../../../core/ports/follow-index.ts";
import { inTurns } from "../../../core/time/in-turns.ts";
import { ChannelEntries } from "./channel-entries.ts";
import {
  extrasOf,
  Kinds,
  isOutdated,
  peopleOf,
  publicIdOf,
  toFollow,
  toRequesters,
  type Entry,
  type Fields,
  type Person,
  type Place,
} from "./entry.ts";
import { removeFrom, withMember } from "./groups.ts";
import { JobEntries } from "./job-entries.ts";

/** Places of quotas that are reserved. */
interface Reserved {
  readonly key: string;
  readonly channel: string;
  readonly users: readonly string[];
  readonly untilMs: number;
}

/** The index in the memory of the only process. */
export class MemoryFollowIndex implements FollowIndex {
  readonly #clock: Clock;
  readonly #byId = new KeyedObjects<Entry>(({ id }) => id);
  readonly #byJob = new JobEntries();
  /** By settings key. */
  readonly #byChannel = new Map<string, ChannelEntries>();
  /** By user key. */
  readonly #people = new Map<string, Person>();
  /** By encoded channel. */
  readonly #places = new Map<string, Place>();
  readonly #kinds = new Kinds();
  readonly #reserved = new Set<Reserved>();

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  async put(follow: IndexedFollow): Promise<void> {
    const { id, createdAt, publicId } = follow;
    const address = encodeChannelRef(follow.channel);
    const known = this.#find({ jobKey: jobKey(follow), address, isRetry: isRetryIntent(follow) });
    if (known && isOutdated(follow, known)) return;
    const fields = { id, kind: this.#kinds.of(follow), createdAt, extras: extrasOf(follow) };
    const entry = known ?? this.#add(follow, address, fields);
    if (known) {
      if (known.id !== id) this.#forgetId(known);
      this.#forgetPeople(known);
      const isRenamed = publicIdOf(known) !== publicId;
      Object.assign(known, fields);
      if (isRenamed) this.#byChannel.get(settingsKey(known.place.channel))?.renamed();
    }
    this.#byId.set(entry);
    this.#addPeople(entry, follow.requesters);
  }

  async remove(key: string, id: string): Promise<void> {
    const entry = this.#find(parseFollowKey(key));
    if (entry?.id !== id) return;
    const { place } = entry;
    this.#forgetId(entry);
    this.#forgetPeople(entry);
    this.#byJob.delete(entry);
    const channel = settingsKey(place.channel);
    const ofChannel = this.#byChannel.get(channel);
    ofChannel?.delete(entry);
    if (ofChannel?.all.length === 0) this.#byChannel.delete(channel);
    place.count -= 1;
    if (place.count === 0) this.#places.delete(place.address);
  }

  textOf(key: string): string | undefined {
    return this.#byJob.textOf(key);
  }

  async get(key: string): Promise<IndexedFollow | undefined> {
    const entry = this.#find(parseFollowKey(key));
    return entry && toFollow(entry);
  }

  async ofId(id: string): Promise<IndexedFollow | undefined> {
    const entry = this.#byId.get(id);
    return entry && toFollow(entry);
  }

  async ofJob(key: string): Promise<readonly IndexedFollow[]> {
    return this.#ofJob(key).map(toFollow);
  }

  async ofChannel(channel: ChannelRef): Promise<readonly IndexedFollow[]> {
    return this.#ofChannel(settingsKey(channel)).map(toFollow);
  }

  async ofName(channel: ChannelRef, publicId: string): Promise<readonly IndexedFollow[]> {
    const named = this.#byChannel.get(settingsKey(channel))?.ofName(publicId) ?? [];
    return named.map(toFollow);
  }

  async ofUser(
    workspace: Pick<ChannelRef, "platform" | "workspace">,
    userId: string,
  ): Promise<readonly IndexedFollow[]> {
    return this.#ofUser(toUserKey(workspace, userId)).map(toFollow);
  }

  async *ofPartition(partition: number): AsyncGenerator<IndexedFollow, void> {
    for await (const follow of this.all())
      if ([jobKey(follow), settingsKey(follow.channel)].map(partitionOf).includes(partition))
        yield follow;
  }

  async *all(): AsyncGenerator<IndexedFollow, void> {
    // Of one channel in their order, so that its results are posted in it. A copy: entries come and go meanwhile.
    const entries = [...this.#byChannel.values()].flatMap((channel) => channel.all);
    for await (const entry of inTurns(entries, this.#clock)) yield toFollow(entry);
  }

  async reserve(request: QuotaRequest, quotas: FollowQuotas): Promise<Reservation> {
    const key = followKey(request);
    const channel = settingsKey(request.channel);
    const users = request.requesters.map((userId) => toUserKey(request.channel, userId));
    const nowMs = this.#clock.monotonicMs();
    for (const each of this.#reserved) if (each.untilMs <= nowMs) this.#reserved.delete(each);
    const isFull = (user: string): boolean =>
      !this.#hasRoom(key, this.#ofUser(user), {
        reserved: (each) => each.users.includes(user),
        limit: quotas.followsPerUser,
      });
    if (users.some(isFull)) return { full: "user" };
    const hasRoom = this.#hasRoom(key, this.#ofChannel(channel), {
      reserved: (each) => each.channel === channel,
      limit: quotas.followsPerChannel,
    });
    if (!hasRoom) return { full: "channel" };
    const reserved = { key, channel, users, untilMs: nowMs + RESERVED_FOR_MS };
    this.#reserved.add(reserved);
    return { release: async () => void this.#reserved.delete(reserved) };
  }

  /** Whether a group that counts towards a limit has room for one more, which is quickly found out, or has the key already. */
  #hasRoom(
    key: string,
    members: readonly Entry[],
    { reserved, limit }: { readonly reserved: (each: Reserved) => boolean; readonly limit: number },
  ): boolean {
    const isMember = (each: string): boolean => {
      const entry = this.#find(parseFollowKey(each));
      return entry !== undefined && members.includes(entry);
    };
    const others = new Set([...this.#reserved].filter(reserved).map((each) => each.key));
    if (members.length + others.size < limit || others.has(key) || isMember(key)) return true;
    return members.length + [...others].filter((each) => !isMember(each)).length < limit;
  }

  #ofJob(key: string): readonly Entry[] {
    return this.#byJob.of(key);
  }

  #ofChannel(key: string): readonly Entry[] {
    return this.#byChannel.get(key)?.all ?? [];
  }

  #ofUser(key: string): readonly Entry[] {
    return this.#people.get(key)?.entries ?? [];
  }

  #find({ jobKey: job, address, isRetry }: ReturnType<typeof parseFollowKey>): Entry | undefined {
    return this.#ofJob(job).find(
      ({ place, kind }) => place.address === address && isRetryIntent(kind) === isRetry,
    );
  }

  /** Makes an entry, in all groups but those of people. */
  #add(follow: IndexedFollow, address: string, fields: Fields): Entry {
    const { channel } = follow;
    const place = this.#placeOf(channel, address);
    const { id, kind, createdAt, extras } = fields;
    const job = jobKey(follow);
    const entry: Entry = {
      jobKey: this.#byJob.textOf(job) ?? job,
      place,
      id,
      kind,
      requesters: toRequesters([]),
      createdAt,
      extras,
    };
    this.#byJob.add(entry);
    // The same text outside threads: kept once.
    const key = channel.thread === undefined ? place.address : settingsKey(channel);
    const ofChannel = this.#byChannel.get(key) ?? new ChannelEntries();
    this.#byChannel.set(key, ofChannel);
    ofChannel.add(entry);
    place.count += 1;
    return entry;
  }

  #placeOf(channel: ChannelRef, address: string): Place {
    const known = this.#places.get(address);
    if (known) return known;
    const place = { channel: { ...channel }, address, count: 0 };
    this.#places.set(address, place);
    return place;
  }

  #forgetId(entry: Entry): void {
    if (this.#byId.get(entry.id) === entry) this.#byId.delete(entry.id);
  }

  #addPeople(entry: Entry, userIds: readonly string[]): void {
    const people = userIds.map((id) => {
      const key = toUserKey(entry.place.channel, id);
      const person = this.#people.get(key) ?? { key, id, entries: [] };
      this.#people.set(key, person);
      person.entries = withMember(person.entries, entry);
      return person;
    });
    entry.requesters = toRequesters(people);
  }

  #forgetPeople(entry: Entry): void {
    for (const { key, entries } of peopleOf(entry))
      if (removeFrom(entries, entry) && entries.length === 0) this.#people.delete(key);
  }
}
