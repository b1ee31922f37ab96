/*
 * Measures whether the relay keeps up with a job API that is slow to answer: `npm run bench -- slow-api`. As many jobs are polled
 * as it takes to have 64, 256 and 1,000 polls in flight, with the default of RELAY_POLL_CONCURRENCY, which is the highest there is.
 *
 * An answer takes 100 ms, and 400 ms with 1,000 in flight: 10,000 polls a second would measure the machine. Each job is polled about
 * every 5 s, with `--quick` every 2 s. The relay's limits of requests and of least intervals are lifted, except in the first case, which keeps to
 * the highest RELAY_MAX_POLLS_PER_SECOND. It has one core, the servers and this process the other. Linux with `taskset` only.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { startServers, type Servers } from "../polls/servers.ts";
import { limitOf, report, spreadOf } from "../shared/result.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 1 : 3;
const WINDOW_MS = isQuick ? 2_000 : 5_000;
/** The first polls are spread over one interval. */
const WARM_UP_MS = isQuick ? 2_500 : 8_000;
const INTERVAL_MS = isQuick ? 2_000 : 5_000;
/**
 * What is left between two polls of a job, apart from the time that the poll takes: the interval with 5 % of jitter on average, and
 * half of the 100 ms that due times are rounded up to.
 */
const PAUSE_MS = INTERVAL_MS * 1.05 + 50;
/** The highest RELAY_MAX_POLLS_PER_SECOND, and more than anything. */
const [HIGHEST_RATE, NO_RATE_LIMIT] = [1_000, 1e9];
const CASES = [
  { inFlight: 64, latencyMs: 100, maxPerSecond: HIGHEST_RATE },
  { inFlight: 256, latencyMs: 100, maxPerSecond: NO_RATE_LIMIT },
  { inFlight: 1_000, latencyMs: 400, maxPerSecond: NO_RATE_LIMIT },
];
const GOAL = { atLeast: 0.98 };

/** Polls a second. */
async function measure(servers: Servers, store: string, maxPerSecond: number): Promise<number> {
  const relay = await servers.startRelay(store, {
    intervalMs: INTERVAL_MS,
    maxIntervalMs: INTERVAL_MS,
    maxPerSecond,
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

async function compare({
  inFlight,
  latencyMs,
  maxPerSecond,
}: (typeof CASES)[number]): Promise<void> {
  const servers = await startServers({ latencyMs });
  try {
    const wanted = (inFlight * 1_000) / latencyMs;
    const jobs = Math.round((wanted * (PAUSE_MS + latencyMs)) / 1_000);
    const store = await servers.fillStore(jobs);
    const made: number[] = [];
    while (made.length < ROUNDS) made.push(await measure(servers, store, maxPerSecond));
    report({
      what: `polls that take ${latencyMs} ms each, ${inFlight} in flight`,
      unit: "/s",
      relay: spreadOf(made),
      reference: limitOf(wanted),
      goal: GOAL,
    });
  } finally {
    await servers.stop();
    await rm(servers.directory, { recursive: true, force: true });
  }
}

for (const each of isQuick ? CASES.slice(0, 2) : CASES) await compare(each);
// Connections of the stand-ins may be open.
process.exit();
