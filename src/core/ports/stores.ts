import type { ChannelSettings } from "../channel/channel-settings.ts";
import type { MonthlyCost } from "../channel/monthly-cost.ts";
import type { PersonalSettings } from "../channel/personal-settings.ts";
import type { Follow } from "../follow/follow.ts";
import type { Installation } from "../channel/installation.ts";
import type { ModelDurations } from "../job/model-durations.ts";
import type { FollowIndex } from "./follow-index.ts";
import type { Service } from "./service.ts";

/** The record before and after an update, the same object if nothing changed; `undefined` if there was or is none. */
export interface Update<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/**
 * Durable follows, one per {@link followKey}. Every call rejects with a StoreError if the store fails, and never reports a
 * missing record instead.
 */
export interface FollowStore {
  get(key: string): Promise<Follow | undefined>;
  /**
   * Reads, changes and writes the record of `key` as one step: no other write to it comes in between, from this process or
   * another. `change` gets the record, or `undefined` if there is none, and returns the one to store under the same key,
   * its argument to leave everything as it is, or `undefined` to remove the record. It runs again if the record has changed
   * meanwhile, so it does nothing else. If it throws, the update rejects with what it threw.
   *
   * Resolves once the change is durable. Rejects with a StoreError, without a call of `change`, if a newer release wrote the
   * record, which then stays as it is. After any other StoreError the change has not happened, with one exception: if the
   * store failed while it wrote and does not answer soon after, it may have written. The next update shows: its `change`
   * gets what is stored. The store drops final follows after a while, others never.
   */
  update(
    key: string,
    change: (stored: Follow | undefined) => Follow | undefined,
  ): Promise<Update<Follow>>;
  /** All follows, final ones included. An unreadable record is quarantined and logged; the others still come. */
  follows(): AsyncIterable<Follow>;
}

/** Durable records of one kind; rejects like a {@link FollowStore}. */
export interface RecordStore<T> {
  get(key: string): Promise<T | undefined>;
  /** As {@link FollowStore.update}. */
  update(key: string, change: (stored: T | undefined) => T | undefined): Promise<Update<T>>;
  /** All records. An unreadable one is quarantined and logged; the others still come. */
  all(): AsyncIterable<T>;
}

/** Durable claims: of all processes that ask for a key, one gets it. Rejects like a {@link FollowStore}. */
export interface ClaimStore {
  /**
   * Resolves with `true` for exactly one caller of all processes, and with `false` for the others, until the claim expires
   * after `ttlMs`. Nobody can give a claim back. If it rejects, the claim may be taken or not: taking it again may resolve
   * with `false` although no caller got `true`.
   *
   * Any process's clock may decide that a claim has expired, and clocks differ: choose `ttlMs` some minutes longer than the
   * claim has to hold.
   */
  take(key: string, ttlMs: number): Promise<boolean>;
}

/** Everything that the relay stores. `start` rejects with a ConfigError if the store cannot be opened. */
export interface RelayStore extends Service {
  readonly follows: FollowStore;
  /** One record per {@link settingsKey}, for channels that have chosen something. */
  readonly settings: RecordStore<ChannelSettings>;
  /** One record per {@link personalSettingsKey}, for people who have chosen something. */
  readonly personalSettings: RecordStore<PersonalSettings>;
  /** One record per {@link monthlyCostKey}. The store drops it 70 days after its last change. */
  readonly costs: RecordStore<MonthlyCost>;
  /** One record per {@link modelDurationsKey}. The store drops it 90 days after its last change. */
  readonly durations: RecordStore<ModelDurations>;
  /** Installations of the platforms' apps, one record per {@link installationKey}. */
  readonly installations: RecordStore<Installation>;
  readonly claims: ClaimStore;
  /** The index of open follows that the store keeps for several processes; absent if only one process can use it. */
  readonly followIndex?: FollowIndex | undefined;
}
