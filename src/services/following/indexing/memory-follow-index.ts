import { encodeChannelRef, type ChannelRef } from "../../../core/channel/channel-ref.ts";
import { settingsKey } from "../../../core/channel/channel-settings.ts";
import { toUserKey } from "../../../core/channel/quotas.ts";
import {
  followKey,
  jobIdOfKey,
  jobKey,
  parseFollowKey,
  sourceOfKey,
} from "../../../core/follow/follow-key.ts";
import { isRetryIntent } from "../../../core/follow/retry-intent.ts";
import { partitionOf } from "../../../core/partition.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import {
  RESERVED_FOR_MS,
  type FollowIndex,
  type FollowQuotas,
  type IndexedFollow,
  type QuotaRequest,
  type Reservation,
} from "../../../core/ports/follow-index.ts";
import { Groups } from "../../runtime/groups.ts";

/** A channel or a thread: one object for all its entries. */
interface Place {
  readonly channel: ChannelRef;
  /** The encoded channel. */
  readonly address: string;
  entries: number;
}

/** An {@link IndexedFollow} without what others share and what another field implies: there may be 100,000 in memory. */
interface Entry {
  readonly jobKey: string;
  readonly place: Place;
  id: string;
  publicId: string;
  state: IndexedFollow["state"];
  origin: IndexedFollow["origin"];
  /** A single one without an array. */
  requesters: string | readonly string[];
  createdAt: number;
  settledAt: number | undefined;
  askedIn: ChannelRef | undefined;
}

/** Places of quotas that are reserved. */
interface Reserved {
  readonly key: string;
  readonly channel: string;
  readonly users: readonly string[];
  readonly untilMs: number;
}

/** The index in the memory of the only process. */
export class MemoryFollowIndex implements FollowIndex {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #byId = new Map<string, Entry>();
  readonly #byJob = new Groups<Entry>();
  /** By settings key. */
  readonly #byChannel = new Groups<Entry>();
  /** By user key. */
  readonly #byUser = new Groups<Entry>();
  /** By address. */
  readonly #places = new Map<string, Place>();
  readonly #reserved = new Set<Reserved>();

  constructor({ clock }: { readonly clock: Pick<Clock, "monotonicMs"> }) {
    this.#clock = clock;
  }

  async put(follow: IndexedFollow): Promise<void> {
    const known = this.#find(followKey(follow));
    if (known && isOutdated(follow, known)) return;
    const entry = known ?? this.#add(follow);
    if (known) this.#forgetUsers(known);
    // Not for the same id: `all` would come to it again.
    if (known && known.id !== follow.id) this.#forgetId(known);
    const { id, publicId, state, origin, requesters, createdAt, settledAt, askedIn } = follow;
    const [first, ...others] = requesters;
    const shared = first !== undefined && others.length === 0 ? first : [...requesters];
    Object.assign(entry, { id, publicId, state, origin, createdAt, settledAt, askedIn });
    entry.requesters = shared;
    this.#byId.set(id, entry);
    for (const user of usersOf(follow)) this.#byUser.add(user, entry);
  }

  async remove(key: string, id: string): Promise<void> {
    const entry = this.#find(key);
    if (entry?.id !== id) return;
    const { place } = entry;
    this.#forgetId(entry);
    this.#forgetUsers(entry);
    this.#byJob.delete(entry.jobKey, entry);
    this.#byChannel.delete(settingsKey(place.channel), entry);
    place.entries -= 1;
    if (place.entries === 0) this.#places.delete(place.address);
  }

  async get(key: string): Promise<IndexedFollow | undefined> {
    const entry = this.#find(key);
    return entry && toFollow(entry);
  }

  async ofId(id: string): Promise<IndexedFollow | undefined> {
    const entry = this.#byId.get(id);
    return entry && toFollow(entry);
  }

  async ofJob(key: string): Promise<readonly IndexedFollow[]> {
    return Array.from(this.#byJob.of(key), toFollow);
  }

  async ofChannel(channel: ChannelRef): Promise<readonly IndexedFollow[]> {
    return Array.from(this.#byChannel.of(settingsKey(channel)), toFollow);
  }

  async ofName(channel: ChannelRef, name: string): Promise<readonly IndexedFollow[]> {
    const all = [...this.#byChannel.of(settingsKey(channel))];
    return all.filter(({ publicId }) => publicId === name).map(toFollow);
  }

  async ofUser(
    workspace: Pick<ChannelRef, "platform" | "workspace">,
    userId: string,
  ): Promise<readonly IndexedFollow[]> {
    return Array.from(this.#byUser.of(toUserKey(workspace, userId)), toFollow);
  }

  async *ofPartition(partition: number): AsyncGenerator<IndexedFollow, void> {
    for await (const follow of this.all())
      if ([jobKey(follow), settingsKey(follow.channel)].map(partitionOf).includes(partition))
        yield follow;
  }

  async *all(): AsyncGenerator<IndexedFollow, void> {
    for (const entry of this.#byId.values()) yield toFollow(entry);
  }

  async reserve(request: QuotaRequest, quotas: FollowQuotas): Promise<Reservation> {
    const key = followKey(request);
    const channel = settingsKey(request.channel);
    const users = usersOf(request);
    const nowMs = this.#clock.monotonicMs();
    for (const each of this.#reserved) if (each.untilMs <= nowMs) this.#reserved.delete(each);
    const isFull = (user: string): boolean =>
      !this.#hasRoom(key, this.#byUser.of(user), {
        reserved: (each) => each.users.includes(user),
        limit: quotas.followsPerUser,
      });
    if (users.some(isFull)) return { full: "user" };
    const hasRoom = this.#hasRoom(key, this.#byChannel.of(channel), {
      reserved: (each) => each.channel === channel,
      limit: quotas.followsPerChannel,
    });
    if (!hasRoom) return { full: "channel" };
    const reserved = { key, channel, users, untilMs: nowMs + RESERVED_FOR_MS };
    this.#reserved.add(reserved);
    return { release: async () => void this.#reserved.delete(reserved) };
  }

  /** Whether a group that counts towards a limit has the key already, or room for one more. */
  #hasRoom(
    key: string,
    entries: Iterable<Entry>,
    { reserved, limit }: { readonly reserved: (each: Reserved) => boolean; readonly limit: number },
  ): boolean {
    const members = new Set(entries);
    const isMember = (each: string): boolean => {
      const entry = this.#find(each);
      return entry !== undefined && members.has(entry);
    };
    const others = new Set([...this.#reserved].filter(reserved).map((each) => each.key));
    if (others.has(key) || isMember(key)) return true;
    const used = members.size + [...others].filter((each) => !isMember(each)).length;
    return used < limit;
  }

  #find(key: string): Entry | undefined {
    const { jobKey: job, address, isRetry } = parseFollowKey(key);
    for (const entry of this.#byJob.of(job))
      if (entry.place.address === address && isRetryIntent(entry) === isRetry) return entry;
    return undefined;
  }

  /** Makes the entry that {@link put} fills. */
  #add(follow: IndexedFollow): Entry {
    const { channel } = follow;
    const address = encodeChannelRef(channel);
    const place = this.#places.get(address) ?? { channel: { ...channel }, address, entries: 0 };
    place.entries += 1;
    this.#places.set(address, place);
    const { id, publicId, state, origin, createdAt } = follow;
    const shown = { id, publicId, state, origin, createdAt };
    const rest = { requesters: [], settledAt: undefined, askedIn: undefined };
    const entry: Entry = { jobKey: jobKey(follow), place, ...shown, ...rest };
    this.#byJob.add(entry.jobKey, entry);
    this.#byChannel.add(settingsKey(channel), entry);
    return entry;
  }

  #forgetId(entry: Entry): void {
    if (this.#byId.get(entry.id) === entry) this.#byId.delete(entry.id);
  }

  #forgetUsers(entry: Entry): void {
    for (const user of usersOf(toFollow(entry))) this.#byUser.delete(user, entry);
  }
}

const usersOf = ({ channel, requesters }: Pick<IndexedFollow, "channel" | "requesters">) =>
  requesters.map((userId) => toUserKey(channel, userId));

/** Whether the same follow has reached a later state already. */
const isOutdated = (follow: IndexedFollow, known: Pick<IndexedFollow, "id" | "state">): boolean =>
  follow.id === known.id && follow.state === "pending" && known.state === "settled";

function toFollow(entry: Entry): IndexedFollow {
  const { jobKey: key, place, requesters, settledAt, askedIn, ...rest } = entry;
  return {
    ...rest,
    source: sourceOfKey(key),
    jobId: jobIdOfKey(key),
    channel: place.channel,
    requesters: typeof requesters === "string" ? [requesters] : requesters,
    ...(settledAt !== undefined && { settledAt }),
    ...(askedIn && { askedIn }),
  };
}
