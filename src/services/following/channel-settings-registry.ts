import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import {
  settingsKey,
  type ChannelSettings,
  type Delivery,
} from "../../core/channel/channel-settings.ts";
import type { SettingsStore } from "../../core/ports/stores.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";
import { TypedEmitter, type EventsOf } from "../runtime/typed-emitter.ts";

/** Events of {@link ChannelSettingsRegistry}, emitted after the change is stored. */
export interface ChannelSettingsEvents extends Record<string, readonly unknown[]> {
  /** A channel switched notifications on: it wants the result of every job of the account. */
  notified: [settings: ChannelSettings];
}

/** The settings of all channels, in memory and in the store. The store is always written first. */
export class ChannelSettingsRegistry {
  readonly #store: SettingsStore<ChannelSettings>;
  readonly #delivery: Delivery;
  readonly #settings = new Map<string, ChannelSettings>();
  readonly #lock = new KeyedLock();
  readonly #emitter: TypedEmitter<ChannelSettingsEvents>;

  /** `delivery`: how results arrive in a channel that has not changed this. */
  constructor(
    store: SettingsStore<ChannelSettings>,
    { delivery, log }: { delivery: Delivery; log: Logger },
  ) {
    this.#store = store;
    this.#delivery = delivery;
    this.#emitter = new TypedEmitter({ log });
  }

  /** Changes of settings. Reading them at the start emits nothing. */
  get events(): EventsOf<ChannelSettingsEvents> {
    return this.#emitter;
  }

  /** Reads all settings from the store. Call it once, before anything else. Rejects with a StoreError. */
  async load(): Promise<void> {
    for await (const settings of this.#store.all())
      this.#settings.set(settingsKey(settings.channel), settings);
  }

  /** The settings of a channel, empty if it has changed none. A thread has its channel's. */
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

  /** How results arrive in a channel, and whether a line in it points to those in threads. */
  resultsIn(channel: ChannelRef): { readonly delivery: Delivery; readonly broadcast: boolean } {
    const { broadcast = false } = this.of(channel);
    return { delivery: this.deliveryOf(channel), broadcast };
  }

  /** Whether a channel has notifications on. */
  isNotified(channel: ChannelRef): boolean {
    return this.of(channel).notifications !== undefined;
  }

  /** The settings of all channels that have changed any. */
  all(): readonly ChannelSettings[] {
    return [...this.#settings.values()];
  }

  /**
   * Applies `change` to a channel's settings and stores the result. Stores nothing if `change` returns the same object.
   * Resolves with the settings as they are then. Rejects with a StoreError.
   */
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
      if (next.notifications && !current.notifications) this.#emitter.emit("notified", next);
      return next;
    });
  }
}
