import type { ChannelSettings } from "../channel/channel-settings.ts";
import type { MonthlyCost } from "../channel/monthly-cost.ts";
import type { PersonalSettings } from "../channel/personal-settings.ts";
import type { Follow } from "../follow/follow.ts";
import type { ModelDurations } from "../job/model-durations.ts";
import type { Service } from "./service.ts";

/**
 * Durable follows, one per {@link followKey}. Every call rejects with a StoreError if the store fails, and never reports a
 * missing record instead. One writer per record: the caller serialises writes to the same key.
 */
export interface FollowStore {
  get(key: string): Promise<Follow | undefined>;
  /** Resolves once the record is durable. The store drops final follows after a while, others never. */
  put(follow: Follow): Promise<void>;
  remove(key: string): Promise<void>;
  /** All follows, final ones included. An unreadable record is quarantined and logged; the others still come. */
  follows(): AsyncIterable<Follow>;
}

/** Durable settings, one record per channel or per person; rejects like a {@link FollowStore}. */
export interface SettingsStore<Settings> {
  /** Resolves once the record is durable. */
  put(settings: Settings): Promise<void>;
  /** The settings of all who have chosen something. An unreadable record is quarantined and logged; the others still come. */
  all(): AsyncIterable<Settings>;
}

/** Durable monthly costs, one record per {@link monthlyCostKey}; rejects like a {@link FollowStore}. */
export interface CostStore {
  get(key: string): Promise<MonthlyCost | undefined>;
  /** Resolves once the record is durable. The store drops it {@link COSTS_KEPT_FOR_MS} later. */
  put(cost: MonthlyCost): Promise<void>;
  /** All channels and months. An unreadable record is quarantined and logged; the others still come. */
  all(): AsyncIterable<MonthlyCost>;
}

/** Durable durations of jobs, one record per {@link modelDurationsKey}; rejects like a {@link FollowStore}. */
export interface DurationStore {
  /** Resolves once the record is durable. The store drops it 90 days later. */
  put(durations: ModelDurations): Promise<void>;
  remove(key: string): Promise<void>;
  /** All sources and models. An unreadable record is quarantined and logged; the others still come. */
  all(): AsyncIterable<ModelDurations>;
}

/** Everything that the relay stores. `start` rejects with a ConfigError if the store cannot be opened. */
export interface RelayStore extends Service {
  readonly follows: FollowStore;
  readonly settings: SettingsStore<ChannelSettings>;
  readonly personalSettings: SettingsStore<PersonalSettings>;
  readonly costs: CostStore;
  readonly durations: DurationStore;
}
