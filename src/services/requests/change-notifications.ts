import { without, type NotificationChange } from "../../core/channel/channel-settings.ts";
import type { NotificationsResult } from "../../core/command-context.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import type { Asker } from "./asker.ts";

/** A request to show or change the notifications of the person's channel. */
export interface NotificationsRequest extends Pick<
  Asker,
  "channel" | "userId" | "uploadLimitBytes" | "locale" | "canManageChannel" | "checkAccess"
> {
  readonly change: NotificationChange;
}

/** Dependencies of {@link changeNotifications}. */
export interface ChangeNotificationsDeps {
  readonly sources: Pick<JobSources, "all">;
  readonly settings: ChannelSettingsRegistry;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * `/pika-notify`: shows whether the channel gets the result of every job of the account, or changes that for people who
 * manage the channel. It cannot be switched on if no job API lists its jobs. Resolves with the state after the request.
 * Rejects with a StoreError, or with a PlatformError if the platform cannot tell whether the relay may post in the channel.
 */
export async function changeNotifications(
  deps: ChangeNotificationsDeps,
  request: NotificationsRequest,
): Promise<NotificationsResult> {
  const { settings } = deps;
  const { channel, change } = request;
  const before = settings.of(channel).notifications;
  const sources = deps.sources.all();
  if (change !== "off" && !sources.some(({ canList }) => canList))
    return { kind: "no-list", sources: sources.map(({ displayName }) => displayName) };
  if (change === "status") return toResult(deps, before, false);
  if (!(await request.canManageChannel())) return { kind: "needs-manage" };
  if (change === "off") {
    await settings.update(channel, (current) => without(current, "notifications"));
    logChange(deps, request, "notifications.switched_off");
    return { kind: "off", changed: before !== undefined };
  }
  return before ? toResult(deps, before, false) : switchOn(deps, request);
}

async function switchOn(
  deps: ChangeNotificationsDeps,
  request: NotificationsRequest,
): Promise<NotificationsResult> {
  const { channel, userId: by, uploadLimitBytes, locale } = request;
  // Checked now rather than when the first job ends, so that the person who switches it on learns what is missing.
  const access = await request.checkAccess();
  if (!access.ok) return { kind: "no-access", problem: access.problem, cure: access.cure };
  const since = deps.clock.now();
  const notifications = { by, since, ...(uploadLimitBytes && { uploadLimitBytes }) };
  await deps.settings.update(channel, (current) => ({
    ...without(current, "lost"),
    notifications,
    locale,
  }));
  logChange(deps, request, "notifications.switched_on");
  return toResult(deps, notifications, true);
}

function logChange(
  { log }: ChangeNotificationsDeps,
  { channel: { platform, channel: channelId }, userId }: NotificationsRequest,
  event: string,
): void {
  log.info({ platform, channelId, userId }, event);
}

function toResult(
  { sources }: Pick<ChangeNotificationsDeps, "sources">,
  notifications: { by: string; since: number } | undefined,
  changed: boolean,
): NotificationsResult {
  if (!notifications) return { kind: "off", changed };
  const { by, since } = notifications;
  const all = sources.all();
  const listing = all.filter(({ canList }) => canList);
  const onlyFrom = listing.map(({ displayName }) => displayName);
  return { kind: "on", changed, by, since, ...(listing.length < all.length && { onlyFrom }) };
}
