import type { MediaFetcher } from "../core/ports/media.ts";
import type { PlatformAdapter } from "../core/ports/platform.ts";
import type { Service } from "../core/ports/service.ts";
import type { RetryIntents } from "../services/requests/retry-intents.ts";
import type { InFlightCommands } from "../services/requests/routing/in-flight-commands.ts";
import type { JobSources } from "../services/runtime/sources/job-sources.ts";
import type { Readiness } from "../services/runtime/readiness.ts";
import type { Step } from "./app.ts";
import type { Delivery } from "./create-delivery.ts";
import type { Following } from "./create-following.ts";

/** How long a stop waits for commands in flight, in milliseconds. */
const COMMAND_GRACE_MS = 2_000;

/** The parts of the relay. */
export interface Parts {
  readonly sources: Pick<JobSources, "close">;
  readonly media: Pick<MediaFetcher, "close">;
  readonly store: Service;
  /** Continues the follows of an earlier process. */
  readonly resume: (signal: AbortSignal) => Promise<void>;
  readonly following: Following;
  readonly delivery: Delivery;
  readonly intents: RetryIntents;
  readonly inFlight: Pick<InFlightCommands, "drain">;
  /** Aborted at a stop, after commands were given time to answer: they show nothing any more. */
  readonly stopping: AbortController;
  readonly adapters: readonly PlatformAdapter[];
  readonly readiness: Readiness;
  /** Absent if the relay answers nothing over HTTP. */
  readonly httpServer?: Service | undefined;
}

/**
 * The order in which the relay starts. It stops in reverse: commands are answered first, and the store closes last. Polling
 * never waits for a platform. The times of a stop share one budget, within the 10 s that a supervisor allows. Work that has
 * not finished by then is aborted, and continues from the store at the next start.
 */
export function startOrder(parts: Parts): readonly Step[] {
  const { sources, media, store, resume, adapters, readiness, intents, httpServer } = parts;
  const { costs, history, expirer, queue, watchers } = parts.following;
  const { statusUpdater, outageMessages, deliverer, notices } = parts.delivery;
  const { kept, sharedFiles, prefetcher } = parts.delivery;
  const close = async (): Promise<void> =>
    void (await Promise.all([sources.close(), media.close()]));
  const stopAdapters = () => allOf(adapters.map((adapter) => adapter.stop()));
  return [
    { name: "connections", stopByMs: 8_400, runsAlready: true, service: { stop: close } },
    { name: "store", stopByMs: 8_800, service: store },
    // Its health checks answer from here on until nothing else runs.
    ...(httpServer ? [{ name: "http", stopByMs: 8_600, service: httpServer }] : []),
    { name: "follows", service: { start: resume } },
    // These stop after all services that settle follows.
    { name: "costs", stopByMs: 8_200, service: costs },
    { name: "durations", stopByMs: 8_200, service: history },
    // After the follows, which say what is not delivered yet.
    ...(kept ? [{ name: "kept files", stopByMs: 6_000, service: kept }] : []),
    ...(sharedFiles ? [{ name: "shared files", stopByMs: 7_800, service: sharedFiles }] : []),
    // Adapters stop after all services that post. They start in the last step, because posting needs no connection.
    { name: "platforms", stopByMs: 8_000, service: { stop: stopAdapters } },
    // Stops after the deliverer, so that status messages link its last results.
    { name: "status messages", stopByMs: 7_200, service: statusUpdater },
    { name: "outage notices", stopByMs: 7_200, service: outageMessages },
    { name: "deliverer", stopByMs: 5_700, service: deliverer },
    ...(prefetcher ? [{ name: "downloads", stopByMs: 4_000, service: prefetcher }] : []),
    { name: "give-up", stopByMs: 3_600, service: expirer },
    { name: "polls", stopByMs: 3_400, service: queue },
    { name: "lost notifications", stopByMs: 3_200, service: notices },
    { name: "retries", stopByMs: 2_800, service: intents },
    ...watchers.map((watcher) => ({
      name: "account watch",
      stopByMs: 2_400,
      service: watcher,
    })),
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

/** At a stop, ends the arrival of commands. One step per adapter, so that an adapter that fails does not affect the others. */
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
    await Promise.all(
      adapters.map(async (adapter) => {
        await adapter.start(signal);
        readiness.noteStarted(adapter.platform);
      }),
    );
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
