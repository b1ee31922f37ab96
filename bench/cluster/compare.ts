/*
 * Compares workers of the relay with BullMQ used plainly for the same work: `npm run bench -- cluster`, with `--quick` in one
 * minute. The two sides run in turns on one Redis. Prints rows of the table in docs/scaling.md: of a few windows in the same
 * processes, the one of median cost.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { medianBy } from "../shared/median-by.ts";
import { processorMs } from "../shared/processor-time.ts";
import { report, spreadOf } from "../shared/result.ts";
import { startServers, type Servers } from "./servers.ts";
import { plainSide, relaySide, type Load, type Side, type Workers } from "./sides.ts";

const isQuick = process.argv.includes("--quick");
const JOBS = isQuick ? 200 : 2_000;
const COUNTS = isQuick ? [2] : [1, 2, 4];
/** Of what plain BullMQ needs. */
const GOAL = { atMost: 0.7 };
const WINDOW_MS = isQuick ? 3_000 : 10_000;
const WINDOWS = isQuick ? 1 : 2;
/** Workers that start together have shared out their partitions by then, unless it is quick. */
const WARM_UP_MS = isQuick ? 3_000 : 40_000;
const VIDEOS = 20;
const LOADS: readonly Load[] = [
  { name: "paced", intervalMs: isQuick ? 1_000 : 10_000, maxPerSecond: 1_000 },
  { name: "flat out", intervalMs: isQuick ? 200 : 1_000, maxPerSecond: 1_000 },
];

/** What one side did in one window, the milliseconds and commands for each poll. */
interface Figures {
  readonly pollsPerSecond: number;
  readonly workerMs: number;
  readonly redisMs: number;
  readonly commands: number;
}

const processorOf = (pids: readonly number[]): number =>
  pids.map(processorMs).reduce((sum, ms) => sum + ms, 0);

/** Measures one side, and how many videos it posts in a second. */
async function measure(
  servers: Servers,
  side: Side,
  { count, load, videos }: { count: number; load: Load; videos: readonly string[] },
): Promise<{ readonly windows: readonly Figures[]; readonly videosPerSecond: number }> {
  const workers = await side.start(count, load);
  await sleep(WARM_UP_MS);
  const windows: Figures[] = [];
  while (windows.length < WINDOWS) windows.push(await measureWindow(servers, workers));
  const videosPerSecond = await deliver(servers, videos);
  await workers.stop();
  return { windows, videosPerSecond };
}

async function measureWindow(servers: Servers, workers: Workers): Promise<Figures> {
  const read = async () => ({
    atMs: performance.now(),
    polls: servers.polls(),
    workers: processorOf(workers.pids),
    redis: processorMs(servers.redisPid),
    commands: await servers.redisCommands(),
  });
  const before = await read();
  await sleep(WINDOW_MS);
  const after = await read();
  const polls = after.polls - before.polls;
  const perPoll = (field: "workers" | "redis" | "commands"): number =>
    (after[field] - before[field]) / polls;
  return {
    pollsPerSecond: (polls * 1_000) / (after.atMs - before.atMs),
    workerMs: perPoll("workers"),
    redisMs: perPoll("redis"),
    commands: perPoll("commands"),
  };
}

const costOf = ({ workerMs, redisMs }: Figures): number => workerMs + redisMs;

/** Lets jobs end at the same time. Resolves with how many videos were posted in a second. */
async function deliver(servers: Servers, jobIds: readonly string[]): Promise<number> {
  const { pika } = servers.environment;
  const wanted = servers.videos() + jobIds.length;
  const beganAtMs = performance.now();
  for (const jobId of jobIds) pika.setJob(jobId, { status: "completed" });
  while (servers.videos() < wanted && performance.now() - beganAtMs < 60_000) await sleep(10);
  const missing = wanted - servers.videos();
  if (missing > 0) process.stdout.write(`  ${missing} videos were not posted within a minute\n`);
  return ((jobIds.length - missing) * 1_000) / (performance.now() - beganAtMs);
}

/** Shows the status of all jobs, which the platform's limits stretch, so that no measurement has to do it. */
async function showAll({ environment: { discord } }: Servers, side: Side): Promise<void> {
  const shown: string[] = [];
  discord.on("message", ({ id }) => void shown.push(id));
  const workers = await side.start(2, { name: "", intervalMs: 3_000, maxPerSecond: 1_000 });
  while (shown.length < side.jobIds.length) await sleep(100);
  await workers.stop();
}

const toRow = (name: string, figures: Figures, videosPerSecond: number): string =>
  [
    name.padEnd(12),
    `${figures.pollsPerSecond.toFixed(0)} polls/s`,
    `${figures.workerMs.toFixed(3)} ms worker`,
    `${figures.redisMs.toFixed(3)} ms Redis`,
    `${figures.commands.toFixed(2)} commands`,
    `${videosPerSecond.toFixed(1)} videos/s`,
  ].join(" | ");

await using servers = await startServers();
const relaying = relaySide(servers, JOBS);
const plainly = plainSide(servers, JOBS);
for (const side of [relaying, plainly]) {
  const before = await servers.redisBytes();
  await side.seed();
  if (side === relaying) await showAll(servers, side);
  const bytes = ((await servers.redisBytes()) - before) / JOBS;
  process.stdout.write(`${side.name}: ${bytes.toFixed(0)} bytes in Redis for each follow\n`);
}
let used = 0;
for (const load of LOADS)
  for (const count of COUNTS) {
    const costs: (readonly number[])[] = [];
    for (const side of [relaying, plainly]) {
      const videos = side.jobIds.slice(used, used + VIDEOS);
      const { windows, videosPerSecond } = await measure(servers, side, { count, load, videos });
      const median = medianBy(windows, costOf);
      process.stdout.write(`  ${toRow(side.name, median, videosPerSecond)}\n`);
      costs.push(windows.map(costOf));
    }
    used += VIDEOS;
    report({
      what: `a poll, ${load.name}, ${count} workers and Redis`,
      unit: "ms",
      relay: spreadOf(costs[0] ?? []),
      reference: { name: plainly.name, ...spreadOf(costs[1] ?? []) },
      goal: GOAL,
    });
  }
// Connections of the workers' APIs may be open: what runs here is ended, and then this process.
await servers[Symbol.asyncDispose]();
process.exit();
