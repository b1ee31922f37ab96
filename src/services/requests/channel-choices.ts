import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { NotificationsResult, SettingsResult } from "../../core/command-context.ts";
import { type Delivery, without } from "../../core/channel/channel-settings.ts";
import type { Invocation } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";

/** Options of {@link ChannelChoices}. */
export interface ChannelChoicesOptions {
  readonly settings: ChannelSettingsRegistry;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A person in their channel. */
export type Asker = Pick<
  Invocation,
  "channel" | "userId" | "uploadLimitBytes" | "checkAccess" | "canManageChannel"
> & { readonly locale: string };

/** The use cases behind `/pika-notify` and `/pika-settings`: what a channel chooses, and who may. Rejects with a StoreError. */
export class ChannelChoices {
  readonly #options: ChannelChoicesOptions;

  constructor(options: ChannelChoicesOptions) {
    this.#options = options;
  }

  async notifications(change: "on" | "off" | "status", asker: Asker): Promise<NotificationsResult> {
    const { channel } = asker;
    const before = this.#options.settings.of(channel).notifications;
    if (change === "status") return toResult(before, false);
    if (!(await asker.canManageChannel())) return { kind: "needs-manage" };
    if (change === "off") {
      await this.#options.settings.update(channel, (current) => without(current, "notifications"));
      this.#note(asker, "notifications.switched_off");
      return { kind: "off", changed: before !== undefined };
    }
    if (before) return toResult(before, false);
    return this.#switchOn(asker);
  }

  async settings(
    change: { readonly delivery: Delivery } | undefined,
    asker: Asker,
  ): Promise<SettingsResult> {
    const { settings } = this.#options;
    const before = settings.deliveryOf(asker.channel);
    if (!change) return { kind: "settings", delivery: before, changed: false };
    if (!(await asker.canManageChannel())) return { kind: "needs-manage" };
    const { delivery } = change;
    await settings.update(asker.channel, (current) =>
      current.delivery === delivery ? current : { ...current, delivery },
    );
    this.#note(asker, "settings.changed");
    return { kind: "settings", delivery, changed: before !== delivery };
  }

  async #switchOn(asker: Asker): Promise<NotificationsResult> {
    const { settings, clock } = this.#options;
    const { channel, userId: by, uploadLimitBytes, locale } = asker;
    // Now, and not when the first job ends.
    const access = await asker.checkAccess();
    if (!access.ok) return { kind: "no-access", problem: access.problem, cure: access.cure };
    const notifications = { by, since: clock.now(), ...(uploadLimitBytes && { uploadLimitBytes }) };
    await settings.update(channel, (current) => ({
      ...without(current, "lost"),
      notifications,
      locale,
    }));
    this.#note(asker, "notifications.switched_on");
    return toResult(notifications, true);
  }

  #note({ channel, userId }: Asker, event: string): void {
    const { platform, channel: channelId }: ChannelRef = channel;
    this.#options.log.info({ platform, channelId, userId }, event);
  }
}

function toResult(
  notifications: { by: string; since: number } | undefined,
  changed: boolean,
): NotificationsResult {
  if (!notifications) return { kind: "off", changed };
  const { by, since } = notifications;
  return { kind: "on", changed, by, since };
}
