import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import {
  settingsKey,
  type ChannelSettings,
  type Delivery,
} from "../../core/channel/channel-settings.ts";
import type { SettingsStore } from "../../core/ports/stores.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";

/** What channels have chosen, in memory and in the store; the store is always written first. */
export class ChannelSettingsRegistry {
  readonly #store: SettingsStore;
  readonly #delivery: Delivery;
  readonly #settings = new Map<string, ChannelSettings>();
  readonly #lock = new KeyedLock();

  /** `delivery`: how results arrive in a channel that has not chosen. */
  constructor(store: SettingsStore, { delivery }: { delivery: Delivery }) {
    this.#store = store;
    this.#delivery = delivery;
  }

  /** Reads everything from the store; to be called once, before anything else. Rejects with a StoreError. */
  async load(): Promise<void> {
    for await (const settings of this.#store.all())
      this.#settings.set(settingsKey(settings.channel), settings);
  }

  /** What a channel has chosen; a thread has its channel's. */
  of(channel: ChannelRef): ChannelSettings {
    const { platform, workspace, channel: id } = channel;
    return (
      this.#settings.get(settingsKey(channel)) ?? { channel: { platform, workspace, channel: id } }
    );
  }

  /** How results arrive in a channel. */
  deliveryOf(channel: ChannelRef): Delivery {
    return this.of(channel).delivery ?? this.#delivery;
  }

  /** Whether a channel wants to be told of every job of the account now. */
  isNotified(channel: ChannelRef): boolean {
    return this.of(channel).notifications !== undefined;
  }

  /** All channels that have chosen something. */
  all(): readonly ChannelSettings[] {
    return [...this.#settings.values()];
  }

  /** Changes what a channel has chosen, or does nothing where nothing changes (the same object back). Rejects with a StoreError. */
  async update(
    channel: ChannelRef,
    change: (settings: ChannelSettings) => ChannelSettings,
  ): Promise<ChannelSettings> {
    const key = settingsKey(channel);
    return this.#lock.run(key, async () => {
      const current = this.of(channel);
      const next = change(current);
      if (next === current) return current;
      await this.#store.put(next);
      this.#settings.set(key, next);
      return next;
    });
  }
}
