import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import {
  settingsKey,
  type ChannelSettings,
  type Delivery,
} from "../../core/channel/channel-settings.ts";
import type { RecordStore } from "../../core/ports/stores.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { CachedRecords } from "../runtime/cached-records.ts";
import { StoredSettings } from "../runtime/stored-settings.ts";
import { TypedEmitter, type EventsOf } from "../runtime/typed-emitter.ts";

/** Events of {@link ChannelSettingsRegistry}, emitted after the change is stored. */
export interface ChannelSettingsEvents extends Record<string, readonly unknown[]> {
  /**
   * A channel switched notifications on: it wants the result of every job of the account. Also emitted when this process
   * learns that another one has stored it.
   */
  notified: [settings: ChannelSettings];
  /** This process has changed a channel's settings. `key`: what others have to refresh. */
  stored: [key: string];
}

/** The settings of all channels, in memory and in the store. Other processes change them, too: see {@link CachedRecords}. */
export class ChannelSettingsRegistry extends StoredSettings<ChannelSettings> {
  readonly #delivery: Delivery;
  readonly #emitter: TypedEmitter<ChannelSettingsEvents>;

  /** `delivery`: how results arrive in a channel that has not changed this. */
  constructor(
    store: RecordStore<ChannelSettings>,
    { delivery, log }: { delivery: Delivery; log: Logger },
  ) {
    const emitter = new TypedEmitter<ChannelSettingsEvents>({ log });
    const records = new CachedRecords({
      store,
      keyOf: ({ channel }) => settingsKey(channel),
      onStored: (key) => emitter.emit("stored", key),
      onReplaced: (before, after) => {
        if (after?.notifications && !before?.notifications) emitter.emit("notified", after);
      },
    });
    super(records);
    this.#delivery = delivery;
    this.#emitter = emitter;
  }

  /** Changes of settings. Reading them at the start emits nothing. */
  get events(): EventsOf<ChannelSettingsEvents> {
    return this.#emitter;
  }

  /** The settings of a channel, empty if it has changed none. A thread has its channel's. */
  of(channel: ChannelRef): ChannelSettings {
    return this.records.get(settingsKey(channel)) ?? emptySettings(channel);
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
    return this.records.all();
  }

  /**
   * Applies `change` to a channel's settings as they are stored, and stores the result, as one step. Stores nothing if `change`
   * returns the same object. `change` runs again if another process has stored settings meanwhile. Resolves with the settings
   * as they are then. Rejects with a StoreError.
   */
  async update(
    channel: ChannelRef,
    change: (settings: ChannelSettings) => ChannelSettings,
  ): Promise<ChannelSettings> {
    await this.records.update(settingsKey(channel), (stored) => {
      const current = stored ?? emptySettings(channel);
      const next = change(current);
      return next === current ? stored : next;
    });
    return this.of(channel);
  }
}

const emptySettings = ({ platform, workspace, channel }: ChannelRef): ChannelSettings => ({
  channel: { platform, workspace, channel },
});
