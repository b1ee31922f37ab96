import type { AttemptLog } from "../../core/attempt-log.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Delivery } from "../../core/channel/channel-settings.ts";
import { followFields, followKey, type Follow } from "../../core/follow/follow.ts";
import { PlatformError } from "../../core/errors.ts";
import { localized } from "../../messages/translator.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { StatusMessages } from "../status/status-messages.ts";
import type { StatusUpdater } from "../status/status-updater.ts";

/** Stores how the outcome arrives: from then on a change of the channel's settings is for later results. */
export async function fixDelivery(
  registry: FollowRegistry,
  follow: Follow,
  deliveryOf: (channel: ChannelRef) => Delivery,
): Promise<Follow | undefined> {
  if (follow.delivery) return follow;
  // That nothing will come, or that nobody knows, is not what comes in the place of a result.
  const kind = follow.outcome?.kind;
  const isNotice = kind === "forgotten" || kind === "retry-unknown";
  const delivery = isNotice ? "post" : deliveryOf(follow.channel);
  return registry.updateOf(follow, (current) => ({ ...current, delivery }));
}

/** What showing a status takes. */
export interface ShowOptions {
  readonly status: StatusMessages;
  readonly troubles: AttemptLog;
  /** Brings a status message that was written just now up to date when its pace allows. */
  readonly statusUpdater: Pick<StatusUpdater, "add">;
}

/** Shows the final status first, because the result replies to it. If that fails, the result is posted anyway. */
export async function showFinalStatus(
  { status, troubles, statusUpdater }: ShowOptions,
  follow: Follow,
  signal: AbortSignal,
): Promise<void> {
  // The result does not wait for it, and may take minutes itself.
  if (follow.statusMessage && status.paceLeftMs(follow) > 0) return statusUpdater.add(follow);
  try {
    await status.sync(followKey(follow), signal);
  } catch (error) {
    const fields = { ...followFields(follow), err: error };
    troubles.failed(follow.id, fields, { event: "status.not_shown" });
  }
}

/** A first failure is usually over before anybody reads about it. */
const SHOWN_FROM_ATTEMPT = 2;
const PLATFORM_NAMES = { discord: "Discord", slack: "Slack" } as const;

/** Says in the status message that the result waits for its platform, once an attempt after the first failed, too. */
export async function showHoldUp(
  options: ShowOptions,
  follow: Follow,
  { attempts, err, signal }: { attempts: number; err: unknown; signal: AbortSignal },
): Promise<void> {
  if (attempts < SHOWN_FROM_ATTEMPT || !(err instanceof PlatformError) || !err.retryable) return;
  // That one is the result by now, perhaps.
  if (follow.delivery === "edit" && follow.statusMessage) return;
  const platform = PLATFORM_NAMES[follow.channel.platform];
  const isLimited = err.code === "rate_limited";
  options.status.holdUp(
    follow,
    isLimited
      ? localized("status.post-limited", { platform })
      : localized("status.post-unanswered", { platform }),
  );
  // A platform that asks for patience gets no further request; the next attempt shows it.
  if (!isLimited) await showFinalStatus(options, follow, signal);
}
