/*
 * How cost grows with the number of jobs: `npm run bench -- growth`. The relay that `npm start` runs starts on a SQLite store with 1
 * to 1,000,000 pending follows, with `--quick` with 1 and 10,000, beside a heap of due times with one timer that polls
 * as many jobs, and beside the least that a start could do (`../start/bare-read.ts`). Each job is polled every 5 s, or less often if
 * that would be more than 5,000 polls a second. What is measured has one core, the servers the other. Linux with `taskset` only.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { NodeProcess } from "../../sandbox/process/node-process.ts";
import { startServers } from "../polls/servers.ts";
import { memoryMb } from "../shared/memory.ts";
import { printed } from "../shared/printed.ts";
import { processorMs } from "../shared/processor-time.ts";
import { limitOf, report, spreadOf } from "../shared/result.ts";
import { readBare } from "../start/read-bare.ts";

const isQuick = process.argv.includes("--quick");
const SIZES = isQuick ? [1, 10_000] : [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
const LEAST_INTERVAL_MS = 5_000;
const MOST_POLLS_PER_SECOND = 5_000;
const MAX_IN_FLIGHT = 1_000;
/** Whole intervals of the sizes that are polled every 5 s. */
const WINDOW_MS = isQuick ? 5_000 : 10_000;
/** After so many polls, V8 has compiled the heap. It keeps nothing of a job that was polled. */
const STEADY_FROM = 50_000;
const LOOK_EVERY_MS = 100;
const PRINT_HEAP = new URL("../start/print-heap.ts", import.meta.url).href;

/** The resolution of {@link processorMs}. Less counts as that much, so that there is a ratio. */
const LEAST_MS = 10;
/** From so many jobs on, the heap that the relay needs without jobs makes no difference to that of each. */
const MANY = 10_000;

/** What something needs that polls a number of jobs, once each was polled. */
interface Cost {
  /** Processor time for each second. */
  readonly msPerSecond: number;
  readonly usPerPoll: number;
  readonly memoryMb: number;
}

const servers = await startServers();

const intervalOf = (jobs: number): number =>
  Math.max(LEAST_INTERVAL_MS, (jobs * 1_000) / MOST_POLLS_PER_SECOND);

const count = (jobs: number): string => `${jobs} ${jobs === 1 ? "job" : "jobs"}`;

/** Jobs drift apart by a tenth of their interval: so much of the second round has begun when they are polled evenly again. */
const OF_SECOND_ROUND = 0.2;

/** Lets so many polls be made, then measures. */
async function measure(child: NodeProcess, polls: number, pollsBefore: number): Promise<Cost> {
  const { pid = 0 } = child;
  while ((await servers.polls()) - pollsBefore < polls) await sleep(LOOK_EVERY_MS);
  const read = async () => ({
    polls: await servers.polls(),
    atMs: performance.now(),
    usedMs: processorMs(pid),
  });
  const before = await read();
  await sleep(WINDOW_MS);
  const after = await read();
  const usedMs = Math.max(after.usedMs - before.usedMs, LEAST_MS);
  return {
    msPerSecond: (usedMs * 1_000) / (after.atMs - before.atMs),
    usPerPoll: (usedMs * 1_000) / Math.max(after.polls - before.polls, 1),
    memoryMb: memoryMb(pid, "VmRSS"),
  };
}

async function stop(child: NodeProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** The relay, with how long it takes from the start of its process until all follows are scheduled, and its V8 heap in the end. */
async function runRelay(store: string, jobs: number) {
  const intervalMs = intervalOf(jobs);
  const poll = { intervalMs, maxIntervalMs: intervalMs, concurrency: MAX_IN_FLIGHT };
  const pollsBefore = await servers.polls();
  const startedAt = performance.now();
  const child = servers.launchRelay(store, poll, ["--expose-gc", "--import", PRINT_HEAP]);
  await printed(child, /(follows\.resumed)/);
  const scheduledMs = performance.now() - startedAt;
  const cost = await measure(child, jobs * (1 + OF_SECOND_ROUND), pollsBefore);
  const heap = printed(child, /heap (\d+)/);
  child.kill("SIGUSR2");
  const heapBytes = Number(await heap);
  await stop(child);
  return { ...cost, scheduledMs, heapBytes };
}

async function runHeap(jobs: number): Promise<Cost> {
  const pollsBefore = await servers.polls();
  const child = await servers.start("timer-heap", [jobs, intervalOf(jobs), MAX_IN_FLIGHT, 0]);
  const cost = await measure(child, Math.min(jobs, STEADY_FROM), pollsBefore);
  await stop(child);
  return cost;
}

/** Compares at one size. Resolves with the relay's V8 heap. */
async function compare(jobs: number, emptyBytes: number | undefined): Promise<number> {
  const store = await servers.fillStore(jobs);
  const bareMs = readBare(store);
  const [relay, heap] = [await runRelay(store, jobs), await runHeap(jobs)];
  await rm(store);
  const curves = [
    ["processor time for each second", "ms", relay.msPerSecond, "exact heap", heap.msPerSecond],
    ["processor time for each poll", "µs", relay.usPerPoll, "exact heap", heap.usPerPoll],
    ["memory", "MB", relay.memoryMb, "exact heap", heap.memoryMb],
    ["start, until all are scheduled", "ms", relay.scheduledMs, "bare read", bareMs],
  ] as const;
  for (const [curve, unit, own, name, other] of curves)
    report({
      what: `${count(jobs)}, ${curve}`,
      unit,
      relay: spreadOf([own]),
      reference: { name, ...spreadOf([other]) },
      point: { curve, at: jobs },
    });
  if (jobs >= MANY && emptyBytes !== undefined)
    report({
      what: `${count(jobs)}, once each was polled, V8 heap for each`,
      unit: "B",
      relay: spreadOf([(relay.heapBytes - emptyBytes) / jobs]),
      reference: limitOf(400),
      goal: { atMost: 1 },
    });
  return relay.heapBytes;
}

try {
  let emptyBytes: number | undefined;
  for (const jobs of SIZES) {
    const heapBytes = await compare(jobs, emptyBytes);
    emptyBytes ??= heapBytes;
  }
} finally {
  await servers.stop();
  await rm(servers.directory, { recursive: true, force: true });
}
// Connections of the stand-ins may be open.
process.exit();
