import { PLATFORM_FACTS } from "../../core/channel/platform-facts.ts";
import { PlatformError } from "../../core/errors.ts";
import type { Follow } from "../../core/follow/follow.ts";
import type { LocalizedText } from "../../core/localized-text.ts";
import { localized } from "../../messages/translator.ts";

/** The first failure is not shown: it is usually over before anyone reads about it. */
const FROM_ATTEMPT = 2;

/**
 * Why a result is not posted yet after `attempts` attempts, as a text for the status message. `undefined` if there is
 * nothing to say, or no status message to say it in.
 */
export function delayReason(
  follow: Follow,
  error: unknown,
  attempts: number,
): LocalizedText | undefined {
  if (attempts < FROM_ATTEMPT || !(error instanceof PlatformError)) return undefined;
  // The failed attempt may have turned this status message into the result.
  if (follow.delivery === "edit" && follow.statusMessage) return undefined;
  const platform = PLATFORM_FACTS[follow.channel.platform].name;
  return isRateLimit(error)
    ? localized("status.post-limited", { platform })
    : localized("status.post-unanswered", { platform });
}

/** Whether a platform limits the rate of requests. */
export const isRateLimit = (error: unknown): boolean =>
  error instanceof PlatformError && error.code === "rate_limited";
