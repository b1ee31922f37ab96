import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import {
  personalSettingsKey,
  type PersonalSettings,
} from "../../core/channel/personal-settings.ts";
import { toUserKey } from "../../core/channel/quotas.ts";
import type { SettingsStore } from "../../core/ports/stores.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";

/**
 * What people have chosen for themselves, in memory and in the store. The store is always written first. While it is down,
 * the last stored choice applies.
 */
export class PersonalSettingsRegistry {
  readonly #store: SettingsStore<PersonalSettings>;
  /** Keys of the people whom results do not notify. */
  readonly #unpinged = new Set<string>();
  readonly #lock = new KeyedLock();

  constructor(store: SettingsStore<PersonalSettings>) {
    this.#store = store;
  }

  /** Reads all settings from the store. Call it once, before anything else. Rejects with a StoreError. */
  async load(): Promise<void> {
    for await (const settings of this.#store.all()) this.#note(settings);
  }

  /** Whether results notify a person, in all channels of this one's server or workspace. Default: yes. */
  isPinged(channel: ChannelRef, userId: string): boolean {
    return !this.#unpinged.has(toUserKey(channel, userId));
  }

  /**
   * Stores whether results notify a person, unless that is so already. Resolves with whether it has changed. Rejects with a
   * StoreError.
   */
  async setPing(
    { platform, workspace }: ChannelRef,
    userId: string,
    ping: boolean,
  ): Promise<boolean> {
    const settings: PersonalSettings = { platform, workspace, userId, ping };
    const key = personalSettingsKey(settings);
    return this.#lock.run(key, async () => {
      if (ping !== this.#unpinged.has(key)) return false;
      await this.#store.put(settings);
      this.#note(settings);
      return true;
    });
  }

  #note(settings: PersonalSettings): void {
    const key = personalSettingsKey(settings);
    if (settings.ping) this.#unpinged.delete(key);
    else this.#unpinged.add(key);
  }
}
