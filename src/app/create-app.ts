import { isAllowed } from "../core/channel/allow-list.ts";
import type { Handlers } from "../core/invocation.ts";
import type { PlatformAdapter } from "../core/ports/platform.ts";
import type { Service } from "../core/ports/service.ts";
import { CommandGuard } from "../services/requests/routing/command-guard.ts";
import type { UseCaseDeps } from "../services/requests/routing/create-command-context.ts";
import { InFlightCommands } from "../services/requests/routing/in-flight-commands.ts";
import { createInvocationRouter } from "../services/requests/routing/invocation-router.ts";
import { MeasuredPlatformAdapter } from "./monitoring/measured-platform-adapter.ts";
import { ReadinessCheck } from "../services/runtime/readiness-check.ts";
import { Readiness } from "../services/runtime/readiness.ts";
import type { AppOptions } from "./app-options.ts";
import { App } from "./app.ts";
import { connectMetrics } from "./monitoring/connect-metrics.ts";
import { reportQuarantine } from "./monitoring/report-quarantine.ts";
import { createFollowing, type Following } from "./create-following.ts";
import { createUseCaseDeps } from "./create-use-case-deps.ts";
import { healthEndpoints } from "./monitoring/health-endpoints.ts";
import { createSinglePartition } from "./partition/partitioning.ts";
import { sharePartitions } from "./partition/share-partitions.ts";
import type { Platforms } from "./platforms.ts";
import { startOrder, type Parts } from "./start-order.ts";

/** Creates the relay. Its `start` resolves once every enabled platform is ready; see {@link App}. */
export function createApp(options: AppOptions): Service {
  const { clock, log } = options;
  return new App({ steps: startOrder(createParts(options)), clock, log });
}

/** Creates the parts of the relay and connects them. Starts none. */
export function createParts(options: AppOptions): Parts {
  const { clock, log, store } = options;
  const adapters = new Map<string, PlatformAdapter>();
  const platforms: Platforms = {
    adapters,
    isAllowed: (channel) => isAllowed(options.allowed, channel),
  };
  const following = createFollowing(options, platforms);
  const { processes } = options;
  const shared = { following, platforms };
  const { partitioning, media } = processes
    ? sharePartitions({ ...options, processes }, shared)
    : createSinglePartition(options, shared);
  const { registry, costs, sources } = following;
  registry.events.on("settled", (follow) => costs.add(follow));
  const { asks } = partitioning;
  const stopping = new AbortController();
  const parts = { following, asks, platforms, stopSignal: stopping.signal };
  const inFlight = new InFlightCommands(clock);
  const handlers = createHandlers(options, createUseCaseDeps(options, parts), inFlight);
  const readiness = new Readiness({ clock, log });
  const { metrics } = options;
  reportQuarantine(registry, { metrics, log });
  const made = options
    .createAdapters(handlers, (state) => readiness.note(state))
    .map((adapter) => (metrics ? new MeasuredPlatformAdapter(adapter, metrics) : adapter));
  if (metrics)
    connectMetrics(metrics, {
      following,
      entries: () => partitioning.entries(),
      adapters: made,
      clock,
    });
  for (const adapter of made) adapters.set(adapter.platform, adapter);
  return {
    sources,
    fetcher: options.media,
    store,
    following,
    media,
    partitioning,
    inFlight,
    stopping,
    adapters: made,
    readiness,
    httpServer: createHttpServer(options, { readiness, sources, adapters: made }),
  };
}

/** Creates the server of the health checks and of the adapters' endpoints, if there is one. */
function createHttpServer(
  { createHttpServer: create, store, processes: queue, clock }: AppOptions,
  {
    readiness,
    sources,
    adapters,
  }: Pick<Parts, "readiness" | "adapters"> & Pick<Following, "sources">,
): Service | undefined {
  const platforms = adapters.map(({ platform }) => platform);
  const check = new ReadinessCheck({
    store: store.follows,
    queue,
    readiness,
    platforms,
    sources,
    clock,
  });
  const ofAdapters = adapters.flatMap(({ endpoints = [] }) => endpoints);
  return create?.([...healthEndpoints(check), ...ofAdapters]);
}

function createHandlers(
  { commands, actions, allowed, clock, log }: AppOptions,
  deps: UseCaseDeps,
  inFlight: InFlightCommands,
): Handlers {
  const { isAllowed: isAllowedIn, limiter } = deps;
  const guard = new CommandGuard({ isAllowed: isAllowedIn, allowed, limiter, clock, log });
  return createInvocationRouter({ commands, actions, guard, inFlight, deps });
}
