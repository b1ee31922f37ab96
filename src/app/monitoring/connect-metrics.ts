import type { FollowState } from "../../core/follow/follow.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Metrics, RelayState } from "../../core/ports/metrics.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import type { Following } from "../create-following.ts";

interface Watched {
  readonly following: Pick<Following, "sources">;
  /** Returns the entries of the follows that this process works on. */
  readonly entries: () => AsyncIterable<IndexedFollow>;
  readonly adapters: readonly Pick<PlatformAdapter, "platform">[];
  readonly clock: Clock;
}

/** Counts polls, and says what the state of the relay is. Deliveries and calls to platforms are counted where they are made. */
export function connectMetrics(
  metrics: Pick<Metrics, "observe" | "polled">,
  { following, entries, adapters, clock }: Watched,
): void {
  const sources = following.sources.all();
  metrics.observe({
    platforms: adapters.map(({ platform }) => platform),
    sources: sources.map(({ name }) => name),
    readState: async () => readState({ following, entries, clock }),
  });
  for (const { name: source, events } of sources)
    events.on("polled", ({ kind: result, durationMs }) =>
      metrics.polled({ source, result, durationMs }),
    );
}

async function readState({
  following: { sources },
  entries,
  clock,
}: Omit<Watched, "adapters">): Promise<RelayState> {
  const follows: Partial<Record<FollowState, number>> = { pending: 0, settled: 0 };
  let oldestSettledAt = Number.POSITIVE_INFINITY;
  for await (const { state, settledAt } of entries()) {
    follows[state] = (follows[state] ?? 0) + 1;
    if (state === "settled")
      oldestSettledAt = Math.min(oldestSettledAt, settledAt ?? oldestSettledAt);
  }
  return {
    follows,
    oldestUndeliveredMs: Math.max(0, clock.now() - oldestSettledAt),
    isBreakerOpen: Object.fromEntries(
      sources.all().map((source) => [source.name, source.breakerReason !== undefined]),
    ),
  };
}
