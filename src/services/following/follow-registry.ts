import type { ChannelRef, Platform } from "../../core/channel/channel-ref.ts";
import { judgedBy } from "../../core/follow/direct-follow.ts";
import { settingsKey } from "../../core/channel/channel-settings.ts";
import {
  followKey,
  isFinal,
  jobKey,
  removeRequester,
  takeOver,
  type Follow,
} from "../../core/follow/follow.ts";
import type { FollowStore } from "../../core/ports/stores.ts";
import type { Quotas } from "../../core/channel/quotas.ts";
import { isRetryIntent } from "../../core/follow/retry-intent.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { FollowArchive } from "./follow-archive.ts";
import { eventOf, type FollowEvents } from "./follow-events.ts";
import { nameKeyOf } from "./name-key.ts";
import { FollowPlaces, type Reservation } from "./follow-places.ts";
import type { Insertion } from "./insertion.ts";
import { KeyGroups } from "../runtime/key-groups.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";
import { TypedEmitter, type EventsOf } from "../runtime/typed-emitter.ts";

/**
 * The open follows, in memory and in the store. The store is always written first: what this answers is durable.
 * Writes to one follow happen one after another, and each is announced after it; every method rejects with a StoreError
 * when the store cannot do it.
 */
export class FollowRegistry {
  readonly #store: FollowStore;
  readonly #archive: FollowArchive;
  readonly #isAllowed: (channel: ChannelRef) => boolean;
  readonly #workspaceOf: (platform: Platform) => string | undefined;
  readonly #open = new Map<string, Follow>();
  /** Keys of open follows by their ids. */
  readonly #keys = new Map<string, string>();
  readonly #byJob = new KeyGroups();
  readonly #byName = new KeyGroups();
  readonly #places: FollowPlaces;
  readonly #lock = new KeyedLock();
  readonly #emitter: TypedEmitter<FollowEvents>;

  constructor(
    store: FollowStore,
    options: {
      archive: FollowArchive;
      log: Logger;
      isAllowed: (channel: ChannelRef) => boolean;
      /** The workspace of a platform's token. */
      workspaceOf?: (platform: Platform) => string | undefined;
    },
  ) {
    this.#store = store;
    this.#archive = options.archive;
    this.#emitter = new TypedEmitter(options);
    this.#isAllowed = options.isAllowed;
    this.#places = new FollowPlaces(options.isAllowed);
    this.#workspaceOf = options.workspaceOf ?? (() => undefined);
  }

  /** What happens to follows. Reading them at the start is not announced. */
  get events(): EventsOf<FollowEvents> {
    return this.#emitter;
  }

  /** Reads what `accepts` wants from the store until `signal` aborts, and tells `onFinal` of each that is over; once, first. */
  async load(
    accepts: (follow: Follow) => boolean,
    onFinal: (follow: Follow) => void = () => {},
    signal?: AbortSignal,
  ): Promise<void> {
    for await (const follow of this.#store.follows()) {
      if (signal?.aborted) return;
      if (isFinal(follow)) {
        this.#archive.add(follow);
        onFinal(follow);
      } else if (accepts(follow)) this.#index(follow);
    }
  }

  /** An open follow. */
  get(key: string): Follow | undefined {
    return this.#open.get(key);
  }

  /** The open follow with an id. */
  ofId(id: string): Follow | undefined {
    const follow = this.#open.get(this.#keys.get(id) ?? "");
    return follow?.id === id ? follow : undefined;
  }

  /** The open follows of one channel and its threads, in the order they came. */
  ofChannel(channel: ChannelRef): Follow[] {
    const keys = this.#places.ofChannel(channel);
    return keys.flatMap((key) => this.#open.get(key) ?? []).filter((each) => !isRetryIntent(each));
  }

  /** A channel as its follow of a job names it: for a shared channel, an earlier release stored any of the workspaces. */
  addressOf(channel: ChannelRef, job: Pick<Follow, "api" | "jobId">): ChannelRef {
    if (this.#open.has(followKey({ ...job, channel }))) return channel;
    const isHere = (each: Follow): boolean =>
      each.channel.thread === channel.thread && this.isSameChannel(each.channel, channel);
    return this.ofJob(jobKey(job)).find(isHere)?.channel ?? channel;
  }

  /** Whether two addresses are in one channel; a thread is in its channel. */
  isSameChannel(one: ChannelRef, other: ChannelRef): boolean {
    return settingsKey(this.#atHome(one)) === settingsKey(this.#atHome(other));
  }

  /** The open follows of one channel and its threads whose jobs have the same short id. */
  ofName(channel: ChannelRef, name: string): Follow[] {
    return this.#byName
      .of(`${settingsKey(channel)}|${name}`)
      .flatMap((key) => this.#open.get(key) ?? []);
  }

  /** All open follows. */
  all(): Follow[] {
    return [...this.#open.values()].filter((each) => !isRetryIntent(each));
  }

  /** The intents of retries. They take places, but are not among the follows. */
  retries(): Follow[] {
    return [...this.#open.values()].filter(isRetryIntent);
  }

  /** The open follows of one job, those in channels that are no longer allowed left out. */
  ofJob(key: string): Follow[] {
    return this.#byJob.of(key).flatMap((each) => this.#open.get(each) ?? []);
  }

  /** Whether a person may join one more follow. */
  hasRoomFor(userId: string, channel: ChannelRef, quotas: Quotas): boolean {
    return this.#places.hasRoomFor(userId, channel, quotas);
  }

  /** Takes the places of a follow that is not stored yet. */
  reserve(follow: Follow, quotas: Quotas): Reservation {
    return this.#places.reserve(follow, quotas, () => this.#open.get(followKey(follow)));
  }

  /**
   * Stores a new follow in place of an ended one with the same key. Resolves with `undefined`, and stores nothing, if
   * one is open: of two at once the first wins. It also replaces a stopped follow whose other requesters have not been
   * told yet, and takes over what is left of it.
   */
  async insert(follow: Follow): Promise<Insertion | undefined> {
    const key = followKey(follow);
    return this.#lock.run(key, async () => {
      const open = this.#open.get(key);
      if (open && open.outcome?.kind !== "forgotten") return undefined;
      // Rejects where a newer release wrote a record: it is not in memory here, and must not be written over.
      const stored = await this.#store.get(key);
      const next = takeOver(follow, open);
      await this.#store.put(next);
      if (open) this.#forget(open);
      this.#index(next);
      this.#announce(undefined, next);
      return { follow: next, before: open ?? stored };
    });
  }

  /**
   * Takes back the follow that `userId` inserted, if it is still pending, and restores the one it replaced. If others
   * have joined meanwhile, the follow stays for them. Resolves with what is open in its place.
   */
  async withdraw({ follow, before }: Insertion, userId: string): Promise<Follow | undefined> {
    const key = followKey(follow);
    return this.#lock.run(key, async () => {
      const current = this.#open.get(key);
      if (current?.id !== follow.id || current.state !== "pending") return undefined;
      if ((await this.#store.get(key))?.id !== follow.id) return undefined;
      const isJoined = current.requesters.some((each) => !follow.requesters.includes(each));
      const next = isJoined ? removeRequester(current, userId) : before;
      await (next ? this.#store.put(next) : this.#store.remove(key));
      this.#forget(current);
      if (!next || isFinal(next)) return undefined;
      this.#index(next);
      if (next.state === "settled") this.#emitter.emit("restored", next);
      else this.#announce(current, next);
      return next;
    });
  }

  /**
   * Applies `change` to the open follow and stores it, or does nothing where there is none or nothing changes (the same
   * object back). Where somebody else has ended the follow meanwhile, it is forgotten here. Resolves with the follow as
   * it is then, or undefined.
   */
  async update(key: string, change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    return this.#lock.run(key, async () => {
      const current = this.#open.get(key);
      if (!current) return undefined;
      const next = change(current);
      if (next === current) return current;
      // Before anything is waited for: another change may ask for the same place right behind this one.
      this.#places.count(next);
      try {
        // A process that slept must not write its old view over what another has done.
        const stored = await this.#store.get(key);
        if (stored?.id !== current.id || isFinal(stored)) {
          this.#forget(next);
          return undefined;
        }
        await this.#store.put(next);
      } catch (error) {
        this.#places.discount(next);
        this.#places.count(current);
        throw error;
      }
      this.#forget(current);
      if (isFinal(next)) this.#archive.add(next);
      else this.#index(next);
      this.#announce(current, next);
      return next;
    });
  }

  /** As `update`, but `undefined` if another follow has taken its place. */
  async updateOf(follow: Follow, change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    const next = await this.update(followKey(follow), (current) =>
      current.id === follow.id ? change(current) : current,
    );
    return next?.id === follow.id ? next : undefined;
  }

  /** Stores what became known of a follow that is over, unless another has taken its place. */
  async amend(follow: Follow): Promise<void> {
    await this.#lock.run(followKey(follow), async () => {
      const stored = await this.#store.get(followKey(follow));
      if (stored?.id === follow.id) await this.#store.put(follow);
    });
  }

  /** What the store says now, not what memory remembers: for the last look before something visible is sent. */
  async reread(key: string): Promise<Follow | undefined> {
    return this.#store.get(key);
  }

  #atHome(channel: ChannelRef): ChannelRef {
    return { ...channel, workspace: this.#workspaceOf(channel.platform) ?? channel.workspace };
  }

  #announce(before: Follow | undefined, after: Follow): void {
    const event = eventOf(before, after);
    if (event) this.#emitter.emit(event, after);
  }

  #index(follow: Follow): void {
    const key = followKey(follow);
    this.#open.set(key, follow);
    this.#keys.set(follow.id, key);
    if (!isRetryIntent(follow)) {
      if (this.#isAllowed(judgedBy(follow))) this.#byJob.add(jobKey(follow), key);
      this.#byName.add(nameKeyOf(follow), key);
    }
    this.#places.count(follow);
  }

  #forget(follow: Follow): void {
    const key = followKey(follow);
    this.#open.delete(key);
    this.#keys.delete(follow.id);
    this.#byJob.delete(jobKey(follow), key);
    this.#byName.delete(nameKeyOf(follow), key);
    this.#places.discount(follow);
  }
}
