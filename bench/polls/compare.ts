/*
 * Compares what a poll costs the relay with what the same request costs without it: `npm run bench -- polls`, with `--quick` in
 * a minute and a half. The relay is the one that `npm start` runs, with all features on, its store on SQLite and Discord's stand-in.
 *
 * - At full speed: each job is due again as soon as it was polled, 64 polls in flight. Beside a loop of bare requests.
 * - Paced: 10,000 jobs, each every 5 s. Beside a heap of due times with one timer, exact, and rounded up to a grid of 100 ms like
 *   the relay's; beside p-queue, toad-scheduler, and BullMQ and pg-boss with their servers, too, if these are installed. With
 *   `--quick` beside the exact heap and BullMQ only.
 *
 * The measured process has one core, the servers and this process the other. Each variant is started anew in each round, in turns,
 * and each round begins with another one; of each process the median of its windows counts, and of those the median of the rounds.
 * Linux with `taskset` only.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { NodeProcess } from "../../sandbox/process/node-process.ts";
import { processorMs } from "../shared/processor-time.ts";
import { report, spreadOf } from "../shared/result.ts";
import { GRID_MS, INTERVAL_MS, JOBS, MAX_IN_FLIGHT, NAME, POLL, startHeap } from "./paced.ts";
import { startPostgresQueue, startRedisQueue, type QueueServer } from "./queue-servers.ts";
import { startServers, type Servers } from "./servers.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 1 : 2;
/** A whole interval of a paced job. */
const WINDOW_MS = INTERVAL_MS;
/** Of each process: what else the machine does for some seconds counts in one of them only. */
const WINDOWS = isQuick ? 1 : 3;
/** What is compared at a steady rate with `--quick`, too. */
const QUICK_OTHERS = new Set(["exact heap", "BullMQ and Redis"]);
const FULL_JOBS = 2_000;
const IN_FLIGHT = 64;

/** Something that polls. */
interface Variant {
  readonly name: string;
  /** What the relay should cost, as a part of what this costs. Default: no goal. */
  readonly atMost?: number;
  /** What it works with, whose processor time counts, too. Default: nothing. */
  readonly server?: QueueServer | undefined;
  start(): Promise<NodeProcess>;
}

/** What is compared. */
interface Scenario {
  readonly name: string;
  /** After the start, until V8 has compiled what runs often: at least 50,000 polls, or 18,000 with `--quick`. */
  readonly warmUpMs: number;
  /** Each is compared with each of the others. */
  readonly relays: readonly Variant[];
  readonly others: readonly Variant[];
}

interface Figures {
  readonly pollsPerSecond: number;
  /** Processor time for each poll. */
  readonly microseconds: number;
}

async function measure(
  servers: Servers,
  { pid = 0 }: NodeProcess,
  server: QueueServer | undefined,
): Promise<Figures> {
  const pids = [pid, ...((await server?.pids()) ?? [])];
  const read = async () => ({
    atMs: performance.now(),
    polls: await servers.polls(),
    cpuMs: pids.map(processorMsOfAny),
  });
  const before = await read();
  await sleep(WINDOW_MS);
  const after = await read();
  const made = after.polls - before.polls;
  const used = before.cpuMs.map((ms, index) => Math.max((after.cpuMs[index] ?? 0) - ms, 0));
  return {
    pollsPerSecond: (made * 1_000) / (after.atMs - before.atMs),
    microseconds: (used.reduce((sum, ms) => sum + ms, 0) * 1_000) / made,
  };
}

/** PostgreSQL ends processes that it does not need any more: they count as if they had done nothing. */
function processorMsOfAny(pid: number): number {
  try {
    return processorMs(pid);
  } catch {
    return 0;
  }
}

async function run(
  servers: Servers,
  { relays, others, warmUpMs }: Scenario,
): Promise<Map<string, Figures[]>> {
  const variants = [...relays, ...others];
  const all = new Map(variants.map(({ name }) => [name, [] as Figures[]]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const variant of [...variants.slice(round), ...variants.slice(0, round)]) {
      const child = await variant.start();
      await sleep(warmUpMs);
      const windows: Figures[] = [];
      for (let window = 0; window < WINDOWS; window += 1)
        windows.push(await measure(servers, child, variant.server));
      all.get(variant.name)?.push(toMedians(windows));
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  return all;
}

const toMedians = (windows: readonly Figures[]): Figures => ({
  pollsPerSecond: spreadOf(windows.map((figures) => figures.pollsPerSecond)).median,
  microseconds: spreadOf(windows.map((figures) => figures.microseconds)).median,
});

function reportAll(
  { name, relays, others }: Scenario,
  all: ReadonlyMap<string, readonly Figures[]>,
): void {
  const spreadOfAll = (variant: Variant, field: keyof Figures) =>
    spreadOf((all.get(variant.name) ?? []).map((figures) => figures[field]));
  for (const each of [...relays, ...others]) {
    const { median } = spreadOfAll(each, "pollsPerSecond");
    const variant = relays.includes(each) ? `relay${each.name}` : each.name;
    process.stdout.write(`  ${variant}: ${median.toFixed(0)} polls/s\n`);
  }
  for (const relay of relays)
    for (const other of others)
      report({
        what: `${name}${relay.name}`,
        unit: "µs",
        relay: spreadOfAll(relay, "microseconds"),
        reference: { name: other.name, ...spreadOfAll(other, "microseconds") },
        ...(other.atMost !== undefined && { goal: { atMost: other.atMost } }),
      });
}

const servers = await startServers();
const [redis, postgres] = [await startRedisQueue(), await startPostgresQueue()];
const heap = (gridMs: number): Variant => ({
  name: gridMs === 0 ? "exact heap" : `heap, ${gridMs} ms grid`,
  start: () => startHeap(servers, gridMs),
});
const relaysOf = async (jobs: number, poll: Record<string, number>): Promise<Variant[]> => {
  const store = await servers.fillStore(jobs);
  return [
    { name: "", start: () => servers.startRelay(store, poll) },
    { name: ", each answer another", start: () => servers.startRelay(store, poll, true) },
  ];
};
const atFullSpeed: Scenario = {
  name: "a poll at full speed",
  warmUpMs: 2_000,
  relays: await relaysOf(FULL_JOBS, { intervalMs: 1, maxIntervalMs: 1, concurrency: IN_FLIGHT }),
  others: [
    {
      name: "bare requests",
      atMost: 1.4,
      start: () => servers.start("bare-loop", [FULL_JOBS, IN_FLIGHT]),
    },
  ],
};
const paced: Scenario = {
  name: `a poll, ${NAME}`,
  warmUpMs: isQuick ? 9_000 : 25_000,
  relays: await relaysOf(JOBS, POLL),
  others: [
    { ...heap(0), atMost: 0.9 },
    heap(GRID_MS),
    {
      name: "p-queue",
      atMost: 1,
      start: () => servers.start("p-queue", [JOBS, INTERVAL_MS, MAX_IN_FLIGHT]),
    },
    {
      name: "toad-scheduler",
      atMost: 1,
      start: () => servers.start("toad-scheduler", [JOBS, INTERVAL_MS]),
    },
    {
      name: "BullMQ and Redis",
      atMost: 0.33,
      server: redis,
      start: () => servers.start("bullmq", [JOBS, INTERVAL_MS, IN_FLIGHT]),
    },
    {
      name: "pg-boss and PostgreSQL",
      atMost: 1,
      server: postgres,
      start: () => servers.start("pg-boss", [JOBS, INTERVAL_MS]),
    },
  ]
    .filter((variant) => !("server" in variant) || variant.server !== undefined)
    .filter(({ name }) => !isQuick || QUICK_OTHERS.has(name)),
};
try {
  for (const scenario of [atFullSpeed, paced]) reportAll(scenario, await run(servers, scenario));
} finally {
  await servers.stop();
  await redis?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
  await rm(servers.directory, { recursive: true, force: true });
}
// Connections of the stand-ins may be open.
process.exit();
