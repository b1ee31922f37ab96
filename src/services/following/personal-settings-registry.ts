import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import {
  personalSettingsKey,
  type PersonalSettings,
} from "../../core/channel/personal-settings.ts";
import { toUserKey } from "../../core/channel/quotas.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { RecordStore } from "../../core/ports/stores.ts";
import { CachedRecords } from "../runtime/cached-records.ts";
import { StoredSettings } from "../runtime/stored-settings.ts";
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
export class PersonalSettingsRegistry extends StoredSettings<PersonalSettings> {
  readonly #emitter: TypedEmitter<PersonalSettingsEvents>;

  constructor(store: RecordStore<PersonalSettings>, { log }: { log: Logger }) {
    const emitter = new TypedEmitter<PersonalSettingsEvents>({ log });
    const onStored = (key: string): void => emitter.emit("stored", key);
    super(new CachedRecords({ store, keyOf: personalSettingsKey, onStored }));
    this.#emitter = emitter;
  }

  /** Changes of settings. */
  get events(): EventsOf<PersonalSettingsEvents> {
    return this.#emitter;
  }

  /** Whether results notify a person, in all channels of this one's server or workspace. Default: yes. */
  isPinged(channel: ChannelRef, userId: string): boolean {
    return this.records.get(toUserKey(channel, userId))?.ping ?? true;
  }

  /**
   * Stores whether results notify a person, unless that is so already. Resolves with whether it has changed. Rejects with a
   * StoreError.
   */
  setPing({ platform, workspace }: ChannelRef, userId: string, ping: boolean): Promise<boolean> {
    const settings: PersonalSettings = { platform, workspace, userId, ping };
    return this.records.update(personalSettingsKey(settings), (stored) =>
      (stored?.ping ?? true) === ping ? stored : settings,
    );
  }
}
