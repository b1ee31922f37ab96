/*
 * Measures whether the relay keeps up with a job API that takes 100 ms to answer: `npm run bench -- slow-api`. As many jobs are
 * polled as it takes to have 64, 256 and 1,000 polls in flight, with the default of RELAY_POLL_CONCURRENCY and with the highest one.
 *
 * Each job is polled about once a second, so that 1,000 polls in flight need 11,500 jobs and 10,000 polls a second. That is more
 * than people may set: the relay's limits of requests and of least intervals are lifted, except in the first case, which keeps to the
 * highest RELAY_MAX_POLLS_PER_SECOND. The relay has one core, the servers and this process the other. Linux with `taskset` only.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { startServers, type Servers } from "../polls/servers.ts";
import { limitOf, report, spreadOf } from "../shared/result.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 1 : 3;
const WINDOW_MS = isQuick ? 2_000 : 5_000;
const WARM_UP_MS = isQuick ? 2_000 : 4_000;
const LATENCY_MS = 100;
const INTERVAL_MS = 1_000;
/**
 * What the relay means to leave between two polls of a job: the interval with 5 % of jitter on average, the time of the poll, and half
 * of the 100 ms that due times are rounded up to.
 */
const PERIOD_MS = INTERVAL_MS * 1.05 + LATENCY_MS + 50;
/** The highest RELAY_MAX_POLLS_PER_SECOND, and more than anything. */
const [HIGHEST_RATE, NO_RATE_LIMIT] = [1_000, 1e9];
/** The highest RELAY_POLL_CONCURRENCY. */
const HIGHEST = 1_000;
const CASES = [
  { inFlight: 64, maxPerSecond: HIGHEST_RATE },
  { inFlight: 256, maxPerSecond: NO_RATE_LIMIT },
  { inFlight: HIGHEST, maxPerSecond: NO_RATE_LIMIT },
];
const SETTINGS: readonly { readonly name: string; readonly concurrency?: number }[] = [
  { name: "the default concurrency" },
  { name: `concurrency ${HIGHEST}`, concurrency: HIGHEST },
];
const GOAL = { atLeast: 0.98 };

/** Polls a second. */
async function measure(
  servers: Servers,
  store: string,
  poll: Record<string, number>,
): Promise<number> {
  const relay = await servers.startRelay(store, {
    intervalMs: INTERVAL_MS,
    maxIntervalMs: INTERVAL_MS,
    ...poll,
  });
  await sleep(WARM_UP_MS);
  const before = { atMs: performance.now(), polls: await servers.polls() };
  await sleep(WINDOW_MS);
  const polls = (await servers.polls()) - before.polls;
  const perSecond = (polls * 1_000) / (performance.now() - before.atMs);
  relay.kill("SIGTERM");
  await once(relay, "exit");
  return perSecond;
}

const servers = await startServers({ latencyMs: LATENCY_MS });
try {
  for (const { inFlight, maxPerSecond } of CASES) {
    const wanted = (inFlight * 1_000) / LATENCY_MS;
    const store = await servers.fillStore(Math.round((wanted * PERIOD_MS) / 1_000));
    for (const { name, ...setting } of SETTINGS) {
      const made: number[] = [];
      while (made.length < ROUNDS)
        made.push(await measure(servers, store, { maxPerSecond, ...setting }));
      report({
        what: `polls that ${inFlight} in flight allow, ${LATENCY_MS} ms each, ${name}`,
        unit: "/s",
        relay: spreadOf(made),
        reference: limitOf(wanted),
        goal: GOAL,
      });
    }
  }
} finally {
  await servers.stop();
  await rm(servers.directory, { recursive: true, force: true });
}
// Connections of the stand-ins may be open.
process.exit();
