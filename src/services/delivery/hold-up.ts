import { PLATFORM_FACTS } from "../../core/channel/platform-facts.ts";
import { PlatformError } from "../../core/errors.ts";
import type { Follow } from "../../core/follow/follow.ts";
import type { LocalizedText } from "../../core/localized-text.ts";
import { localized } from "../../messages/translator.ts";

/** A first failure is usually over before anyone reads about it. */
const FROM_ATTEMPT = 2;

/**
 * Why a result waits after `attempts` attempts, for its status message; `undefined` if there is nothing to tell, or no
 * status message that can tell it.
 */
export function holdUpOf(
  follow: Follow,
  error: unknown,
  attempts: number,
): LocalizedText | undefined {
  if (attempts < FROM_ATTEMPT || !(error instanceof PlatformError)) return undefined;
  // That one may be the result by now.
  if (follow.delivery === "edit" && follow.statusMessage) return undefined;
  const platform = PLATFORM_FACTS[follow.channel.platform].name;
  return error.code === "rate_limited"
    ? localized("status.post-limited", { platform })
    : localized("status.post-unanswered", { platform });
}
