import { CommandRateLimiter } from "../core/command-rate-limiter.ts";
import { FollowFinder } from "../services/following/follow-finder.ts";
import type { UseCaseDeps } from "../services/requests/routing/create-command-context.ts";
import { KeyedLock } from "../services/runtime/keyed-lock.ts";
import type { AppOptions } from "./app-options.ts";
import type { Following } from "./create-following.ts";
import type { Requests } from "./partition/surroundings.ts";
import type { Platforms } from "./platforms.ts";

interface Parts {
  readonly following: Following;
  readonly asks: Requests;
  readonly platforms: Platforms;
  /** Aborts at a stop, after commands were given time to answer. */
  readonly stopSignal: AbortSignal;
}

/** Creates the dependencies of the use cases. */
export function createUseCaseDeps(
  {
    poll,
    quotas,
    retry = "requesters",
    clock,
    log,
    newId,
    processes,
  }: Pick<AppOptions, "poll" | "quotas" | "retry" | "clock" | "log" | "newId" | "processes">,
  { following, asks, platforms, stopSignal }: Parts,
): UseCaseDeps {
  const { sources, archive, costs, names, registry, settings, personalSettings } = following;
  const { poller, queue, statusUpdater, intents } = asks;
  return {
    sources,
    registry,
    archive,
    costs,
    names,
    settings,
    personalSettings,
    poller,
    queue,
    statusUpdater,
    intents,
    finder: new FollowFinder({ registry, archive, names, sources }),
    isAllowed: platforms.isAllowed,
    limiter: new CommandRateLimiter(quotas.commandsPerMinute),
    poll,
    quotas,
    retry,
    clock,
    log,
    newId,
    commandLock: new KeyedLock(),
    shareLock: new KeyedLock(),
    redeliveryLock: new KeyedLock(),
    retryRuns: new Map(),
    cancelRuns: new Map(),
    isShared: processes !== undefined,
    stopSignal,
  };
}
