import type { FollowResult } from "../../core/follow-result.ts";
import { PlatformError } from "../../core/errors.ts";
import { followKey, type Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { localized, permissionNames } from "../../messages/translator.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import type { StatusUpdater } from "./status-updater.ts";

/**
 * How long the answer waits for the status message, to link it, in milliseconds, with what it has waited before. A long upload in the
 * channel may delay the message, or another process that takes the channel over. Less than the 2 s that a stop leaves to commands.
 */
const STATUS_WAIT_MS = 1_500;
/** How long it waits at least: then most platforms have refused it, if they do. */
const LEAST_WAIT_MS = 500;
/** Errors of a status message which mean that a result cannot be posted in the channel either. */
const NO_ACCESS = new Set<PlatformError["code"]>(["forbidden", "channel_lost"]);

/** The relay cannot post results in a channel. */
export type NoAccess = Extract<FollowResult, { kind: "no-access" }>;

/** Dependencies of {@link showFirstStatus}. */
export interface ShowFirstStatusDeps {
  readonly statusUpdater: Pick<StatusUpdater, "updateNow">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Aborts when the relay stops, after commands were given time to answer. The next start shows what is not shown yet. */
  readonly stopSignal: AbortSignal;
}

/**
 * Posts the status message of a new follow. Resolves with the reason if the platform forbids it, and with `undefined` if it is
 * posted, fails for another reason, or takes longer than the answer waits. `waitedMs`: how long the answer has waited already. Never
 * rejects.
 */
export async function showFirstStatus(
  { statusUpdater, clock, log, stopSignal }: ShowFirstStatusDeps,
  follow: Follow,
  { waitedMs = 0 }: { readonly waitedMs?: number } = {},
): Promise<NoAccess | undefined> {
  const failure = statusUpdater.updateNow(follow, stopSignal).then(
    () => undefined,
    (error: unknown) => {
      log.warn({ key: followKey(follow), err: error }, "status.not_shown");
      return error;
    },
  );
  const timeoutMs = Math.max(STATUS_WAIT_MS - waitedMs, LEAST_WAIT_MS);
  const error = await withTimeout(failure, { clock, timeoutMs });
  if (!(error instanceof PlatformError) || !NO_ACCESS.has(error.code)) return undefined;
  return toNoAccess(error);
}

/** Explains to the requester why a post was refused. */
const toNoAccess = ({ missing }: PlatformError): NoAccess => ({
  kind: "no-access",
  problem:
    missing.length === 0
      ? localized("access.not-allowed")
      : localized("access.lacks", { names: permissionNames(missing) }),
  cure: localized("access.ask-manager"),
});
