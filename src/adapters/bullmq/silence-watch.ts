import type { RedisClientType } from "@keyv/redis";
import type { Clock } from "../../core/ports/clock.ts";

const LOOK_EVERY_MS = 1_000;
/** So many looks in a row may find no answer. */
const MAX_SILENT_LOOKS = 5;

/**
 * Calls `onSilence` when a connection has answered no ping for more than 5 s. The timeout of its socket does not notice that if
 * it is busy: everything that is sent begins the timeout again. Looks are counted, because a process that was suspended reads
 * the answers after its timers. Does nothing for a connection that does not ping. Returns a function that ends this.
 */
export function watchSilence(
  client: RedisClientType,
  { onSilence, clock }: { readonly onSilence: () => void; readonly clock: Clock },
): () => void {
  if (client.options?.pingInterval === undefined) return () => {};
  let silentLooks = 0;
  const hear = (): void => {
    silentLooks = 0;
  };
  client.on("ready", hear).on("ping-interval", hear);
  let cancel: (() => void) | undefined;
  const look = (): void => {
    silentLooks = client.isReady ? silentLooks + 1 : 0;
    cancel = clock.setTimer(LOOK_EVERY_MS, look);
    if (silentLooks <= MAX_SILENT_LOOKS) return;
    silentLooks = 0;
    onSilence();
  };
  look();
  return () => {
    cancel?.();
    client.off("ready", hear).off("ping-interval", hear);
  };
}
