import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import {
  personalSettingsKey,
  type PersonalSettings,
} from "../../core/channel/personal-settings.ts";
import { toUserKey } from "../../core/channel/quotas.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { RecordStore } from "../../core/ports/stores.ts";
import { CachedRecords } from "../runtime/cached-records.ts";
import { TypedEmitter, type EventsOf } from "../runtime/typed-emitter.ts";

/** Events of {@link PersonalSettingsRegistry}, emitted after the change is stored. */
export interface PersonalSettingsEvents extends Record<string, readonly unknown[]> {
  /** This process has changed a person's settings. `key`: what others have to refresh. */
  stored: [key: string];
}

/**
 * What people have chosen for themselves, in memory and in the store. Other processes change it, too: see
 * {@link CachedRecords}. While the store is down, the last choice that this process knows of applies.
 */
export class PersonalSettingsRegistry {
  readonly #records: CachedRecords<PersonalSettings>;
  readonly #emitter: TypedEmitter<PersonalSettingsEvents>;

  constructor(store: RecordStore<PersonalSettings>, { log }: { log: Logger }) {
    this.#emitter = new TypedEmitter({ log });
    this.#records = new CachedRecords({
      store,
      keyOf: personalSettingsKey,
      onStored: (key) => this.#emitter.emit("stored", key),
    });
  }

  /** Changes of settings. */
  get events(): EventsOf<PersonalSettingsEvents> {
    return this.#emitter;
  }

  /** Reads all settings from the store. Call it once, before anything else. Rejects with a StoreError. */
  load(): Promise<void> {
    return this.#records.load();
  }

  /** Reads the settings with a key again, because another process has changed them. Rejects with a StoreError. */
  refresh(key: string): Promise<void> {
    return this.#records.refresh(key);
  }

  /** Reads all settings again, because changes by other processes may have been missed. Rejects with a StoreError. */
  reload(): Promise<void> {
    return this.#records.reload();
  }

  /** Whether results notify a person, in all channels of this one's server or workspace. Default: yes. */
  isPinged(channel: ChannelRef, userId: string): boolean {
    return this.#records.get(toUserKey(channel, userId))?.ping ?? true;
  }

  /**
   * Stores whether results notify a person, unless that is so already. Resolves with whether it has changed. Rejects with a
   * StoreError.
   */
  setPing({ platform, workspace }: ChannelRef, userId: string, ping: boolean): Promise<boolean> {
    const settings: PersonalSettings = { platform, workspace, userId, ping };
    return this.#records.update(personalSettingsKey(settings), (stored) =>
      (stored?.ping ?? true) === ping ? stored : settings,
    );
  }
}
