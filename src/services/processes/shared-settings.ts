import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ProcessMessages } from "../../core/ports/processes/process-messages.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";
import type { PersonalSettingsRegistry } from "../following/personal-settings-registry.ts";
import { PeriodicService } from "../runtime/periodic-service.ts";

/** Longest time for which a change by another process may be unknown here, because its message was lost, in milliseconds. */
const RELOAD_EVERY_MS = 60_000;

/** Options of {@link SharedSettings}. */
export interface SharedSettingsOptions {
  readonly settings: ChannelSettingsRegistry;
  readonly personalSettings: PersonalSettingsRegistry;
  readonly messages: ProcessMessages;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Keeps the settings that this process has in memory up to date with what others store, and tells them what it stores. */
export class SharedSettings extends PeriodicService<void> {
  readonly #options: SharedSettingsOptions;

  constructor(options: SharedSettingsOptions) {
    const { settings, personalSettings, messages, clock, log } = options;
    super({ clock, log, failureEvent: "settings.not_reloaded", firstPauseMs: RELOAD_EVERY_MS });
    this.#options = options;
    const tell = (of: "channel" | "person") => (key: string) =>
      // Without it, the others know within a minute.
      void messages.publish({ kind: "settings", of, key }).catch(() => {});
    settings.events.on("stored", tell("channel"));
    personalSettings.events.on("stored", tell("person"));
    messages.subscribe((message) => {
      if (message.kind === "settings") void this.#refresh(message);
    });
    messages.onGap(() => this.wake());
  }

  async pass(): Promise<void> {
    await this.#options.settings.reload();
    await this.#options.personalSettings.reload();
  }

  protected override pauseMs(): number {
    return RELOAD_EVERY_MS;
  }

  async #refresh({ of, key }: { readonly of: "channel" | "person"; readonly key: string }) {
    const { settings, personalSettings, log } = this.#options;
    try {
      await (of === "channel" ? settings : personalSettings).refresh(key);
    } catch (err) {
      log.warn({ err }, "settings.not_reloaded");
    }
  }
}
