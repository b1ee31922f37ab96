import { PlatformError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { toNoAccess, type NoAccess } from "./no-access.ts";
import type { StatusMessages } from "./status-messages.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";

/** How long the answer waits for the status message, to link it; a long upload in the channel may delay it. */
const STATUS_WAIT_MS = 2_000;
/** Why a status message could not be posted, where that means that no result can be either. */
const NO_ACCESS = new Set<PlatformError["code"]>(["forbidden", "channel_lost"]);

/** Posts the status message of a follow that has just begun; resolves with the reason where the platform forbids it. */
export async function showFirstStatus(
  key: string,
  parts: { status: StatusMessages; clock: Clock; log: Logger; signal: AbortSignal },
): Promise<NoAccess | undefined> {
  const { status, clock, log, signal } = parts;
  const failing = status.sync(key, signal).then(
    () => undefined,
    (error: unknown) => {
      log.warn({ key, err: error }, "status.not_shown");
      return error;
    },
  );
  const error = await withTimeout(failing, { clock, timeoutMs: STATUS_WAIT_MS });
  if (!(error instanceof PlatformError) || !NO_ACCESS.has(error.code)) return undefined;
  return toNoAccess(error);
}
