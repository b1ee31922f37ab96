import { followFields, isFinal, type Follow } from "../core/follow/follow.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Following } from "./create-following.ts";
import type { Platforms } from "./platforms.ts";

/** Dependencies of {@link loadFollows}. */
interface Loading {
  readonly following: Following;
  readonly platforms: Pick<Platforms, "adapters">;
  /** Gets each follow, except the open ones whose platform or job API is not enabled. Default: nothing is done. */
  readonly onEach?: (follow: Follow) => Promise<void>;
  readonly log: Logger;
}

/**
 * Reads what earlier processes have stored: settings, durations and follows. Follows of a platform or job API that is not
 * enabled stay in the store for a later start. Resolves early if `signal` aborts. Rejects with a StoreError.
 */
export async function loadFollows(
  { following, platforms, onEach, log }: Loading,
  signal: AbortSignal,
): Promise<void> {
  const { settings, personalSettings, history, registry, costs, sources } = following;
  await settings.load();
  await personalSettings.load();
  await history.load();
  await registry.load(async (follow) => {
    // Settled ones, too: a crash may have left them out of the sums.
    if (follow.state !== "pending") costs.add(follow);
    const isPlatformOn = platforms.adapters.has(follow.channel.platform);
    if (isFinal(follow) || (isPlatformOn && sources.get(follow.source))) await onEach?.(follow);
    else log.warn(followFields(follow), "follow.parked");
  }, signal);
}
