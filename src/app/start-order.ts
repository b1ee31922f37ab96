import type { MediaFetcher } from "../core/ports/media.ts";
import type { PlatformAdapter } from "../core/ports/platform.ts";
import type { Service } from "../core/ports/service.ts";
import type { InFlightCommands } from "../services/requests/routing/in-flight-commands.ts";
import type { JobSources } from "../services/runtime/sources/job-sources.ts";
import type { Readiness } from "../services/runtime/readiness.ts";
import type { Step } from "./app.ts";
import type { Following } from "./create-following.ts";
import type { Media } from "./create-media.ts";
import type { Partitioning } from "./partition/partitioning.ts";

/** How long a stop waits for commands in flight, in milliseconds. */
const COMMAND_GRACE_MS = 2_000;

/** The parts of the relay. */
export interface Parts {
  readonly sources: Pick<JobSources, "close">;
  readonly fetcher: Pick<MediaFetcher, "close">;
  readonly store: Service;
  readonly following: Following;
  readonly media: Pick<Media, "kept" | "sharedFiles" | "prefetcher">;
  readonly partitioning: Partitioning;
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
  const { sources, fetcher, store, adapters, readiness, httpServer, partitioning } = parts;
  const { costs, history, indexCheck } = parts.following;
  const { kept, sharedFiles, prefetcher } = parts.media;
  const close = async (): Promise<void> =>
    void (await Promise.all([sources.close(), fetcher.close()]));
  const stopAdapters = () => allOf(adapters.map((adapter) => adapter.stop()));
  return [
    { name: "connections", stopByMs: 8_400, runsAlready: true, service: { stop: close } },
    { name: "store", stopByMs: 8_800, service: store },
    // Its health checks answer from here on until nothing else runs.
    ...(httpServer ? [{ name: "http", stopByMs: 8_600, service: httpServer }] : []),
    { name: "follows", service: { start: partitioning.load } },
    { name: "index check", stopByMs: 8_200, service: indexCheck },
    // These stop after all services that settle follows.
    { name: "costs", stopByMs: 8_200, service: costs },
    { name: "durations", stopByMs: 8_200, service: history },
    // After the follows, which say what is not delivered yet.
    ...(kept ? [{ name: "kept files", stopByMs: 6_000, service: kept }] : []),
    ...(sharedFiles ? [{ name: "shared files", stopByMs: 7_800, service: sharedFiles }] : []),
    // Adapters stop after all services that post. They start in the last step, because posting needs no connection.
    { name: "platforms", stopByMs: 8_000, service: { stop: stopAdapters } },
    ...partitioning.steps,
    ...(prefetcher ? [{ name: "downloads", stopByMs: 2_200, service: prefetcher }] : []),
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
  { partitioning, inFlight, stopping }: Parts,
  hurry: AbortSignal,
): Promise<void> {
  partitioning.asks.poller.stopWaiting();
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
