import { without, type NotificationChange } from "../../core/channel/channel-settings.ts";
import type { NotificationsResult } from "../../core/command-context.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";
import type { Asker } from "./asker.ts";

/** A person asks about their channel's notifications, or changes them. */
export interface NotificationsRequest extends Pick<
  Asker,
  "channel" | "userId" | "uploadLimitBytes" | "locale" | "canManageChannel" | "checkAccess"
> {
  readonly change: NotificationChange;
}

/** What {@link changeNotifications} needs. */
export interface ChangeNotificationsDeps {
  readonly settings: ChannelSettingsRegistry;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Behind `/pika-notify`: shows whether every job of the account is posted in the channel, or changes it for people who
 * manage the channel. Rejects with a StoreError, or with a PlatformError if the platform cannot tell what the relay may do.
 */
export async function changeNotifications(
  deps: ChangeNotificationsDeps,
  request: NotificationsRequest,
): Promise<NotificationsResult> {
  const { settings } = deps;
  const { channel, change } = request;
  const before = settings.of(channel).notifications;
  if (change === "status") return toResult(before, false);
  if (!(await request.canManageChannel())) return { kind: "needs-manage" };
  if (change === "off") {
    await settings.update(channel, (current) => without(current, "notifications"));
    note(deps, request, "notifications.switched_off");
    return { kind: "off", changed: before !== undefined };
  }
  return before ? toResult(before, false) : switchOn(deps, request);
}

async function switchOn(
  deps: ChangeNotificationsDeps,
  request: NotificationsRequest,
): Promise<NotificationsResult> {
  const { channel, userId: by, uploadLimitBytes, locale } = request;
  // Checked now, and not when the first job ends.
  const access = await request.checkAccess();
  if (!access.ok) return { kind: "no-access", problem: access.problem, cure: access.cure };
  const since = deps.clock.now();
  const notifications = { by, since, ...(uploadLimitBytes && { uploadLimitBytes }) };
  await deps.settings.update(channel, (current) => ({
    ...without(current, "lost"),
    notifications,
    locale,
  }));
  note(deps, request, "notifications.switched_on");
  return toResult(notifications, true);
}

function note(
  { log }: ChangeNotificationsDeps,
  { channel: { platform, channel: channelId }, userId }: NotificationsRequest,
  event: string,
): void {
  log.info({ platform, channelId, userId }, event);
}

function toResult(
  notifications: { by: string; since: number } | undefined,
  changed: boolean,
): NotificationsResult {
  if (!notifications) return { kind: "off", changed };
  const { by, since } = notifications;
  return { kind: "on", changed, by, since };
}
