import type { JobSource } from "../core/ports/job-source.ts";
import type { MediaFetcher } from "../core/ports/media.ts";
import type { PlatformAdapter } from "../core/ports/platform.ts";
import type { Service } from "../core/ports/service.ts";
import type { RetryIntents } from "../services/requests/retry-intents.ts";
import type { InFlightCommands } from "../services/requests/routing/in-flight-commands.ts";
import type { Readiness } from "../services/runtime/readiness.ts";
import type { Step } from "./app.ts";
import type { Delivery } from "./create-delivery.ts";
import type { Following } from "./create-following.ts";

/** Commands under way at a stop may take this long to answer, in milliseconds. */
const COMMAND_GRACE_MS = 2_000;

/** What the relay consists of. */
export interface Parts {
  readonly api: Pick<JobSource, "close">;
  readonly media: Pick<MediaFetcher, "close">;
  readonly store: Service;
  /** Takes up what an earlier process left. */
  readonly resume: (signal: AbortSignal) => Promise<void>;
  readonly following: Following;
  readonly delivery: Delivery;
  readonly intents: RetryIntents;
  readonly inFlight: Pick<InFlightCommands, "drain">;
  /** Aborted at a stop, once commands are answered: nothing more is shown for them. */
  readonly stopping: AbortController;
  readonly adapters: readonly PlatformAdapter[];
  readonly readiness: Readiness;
}

/**
 * The order in which the relay starts; it stops in reverse: commands are answered first, the store closes last. Polling
 * never waits for a platform. The times of a stop are one budget, within the 10 s that a supervisor gives; work that has
 * not ended by then is aborted, and is in the store.
 */
export function startOrder(parts: Parts): readonly Step[] {
  const { api, media, store, resume, adapters, readiness, intents } = parts;
  const { expirer, queue, watcher } = parts.following;
  const { statusUpdater, deliverer, notices } = parts.delivery;
  const close = async (): Promise<void> => void (await Promise.all([api.close(), media.close()]));
  const stopAdapters = () => allOf(adapters.map((adapter) => adapter.stop()));
  return [
    { name: "connections", stopByMs: 8_400, runsAlready: true, service: { stop: close } },
    { name: "store", stopByMs: 8_800, service: store },
    { name: "follows", service: { start: resume } },
    // They post without being connected, for as long as the services run.
    { name: "platforms", stopByMs: 8_000, service: { stop: stopAdapters } },
    // Ends after the deliverer: the status messages tell where its last results are.
    { name: "status messages", stopByMs: 7_200, service: statusUpdater },
    { name: "deliverer", stopByMs: 5_700, service: deliverer },
    { name: "give-up", stopByMs: 3_600, service: expirer },
    { name: "polls", stopByMs: 3_400, service: queue },
    { name: "lost notifications", stopByMs: 3_200, service: notices },
    { name: "retries", stopByMs: 2_800, service: intents },
    { name: "account watch", stopByMs: 2_400, service: watcher },
    {
      name: "commands",
      stopByMs: 2_000,
      service: { stop: (hurry) => finishCommands(parts, hurry) },
    },
    ...adapters.map(toIntake),
    { name: "readiness", service: { stop: async () => readiness.stop() } },
    { name: "platforms", service: { start: (signal) => connect(parts, signal) } },
  ];
}

/** Ends the arrival of commands at a stop. Each adapter has its own step, so that one that fails does not keep the others open. */
const toIntake = (adapter: PlatformAdapter): Step => ({
  name: "intake",
  service: { stop: async () => adapter.stopCommands() },
});

/** Lets commands in flight answer without waiting for the job API; then aborts the status messages they wait for. */
async function finishCommands(
  { following, inFlight, stopping }: Parts,
  hurry: AbortSignal,
): Promise<void> {
  following.poller.stopWaiting();
  await inFlight.drain(COMMAND_GRACE_MS, hurry);
  stopping.abort();
}

/** Resolves once every platform is ready, or once `signal` aborts; rejects if a platform cannot be started. */
async function connect({ adapters, readiness }: Parts, signal: AbortSignal): Promise<void> {
  try {
    await Promise.all(adapters.map((adapter) => adapter.start(signal)));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (!signal.aborted) readiness.start(adapters.map(({ platform }) => platform));
}

/** Resolves once all have ended; rejects then with the first error, if there was one. */
async function allOf(all: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(all);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
