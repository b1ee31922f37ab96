/*
 * Compares what a poll costs the relay with what the same request costs without it: `npm run bench -- polls`, with `--quick` in
 * three minutes. The relay is the one that `npm start` runs, with all features on, its store on SQLite and Discord's stand-in.
 *
 * - At full speed: each job is due again as soon as it was polled, 64 polls in flight. Beside a loop of bare requests.
 * - Paced: 10,000 jobs, each every 5 s. Beside a heap of due times with one timer, exact, and rounded up to a grid of 50 ms.
 *
 * The measured process has one core, the servers and this process the other. Each variant is started anew in each round, in turns;
 * the medians count. Linux with `taskset` only.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { NodeProcess } from "../../sandbox/process/node-process.ts";
import { medianBy } from "../shared/median-by.ts";
import { processorMs } from "../shared/processor-time.ts";
import { startServers, type Servers } from "./servers.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 1 : 3;
/** Whole intervals of a paced job. */
const WINDOW_MS = isQuick ? 5_000 : 10_000;
const FULL_JOBS = 2_000;
const PACED_JOBS = 10_000;
const INTERVAL_MS = 5_000;
const IN_FLIGHT = 64;
const MAX_IN_FLIGHT = 1_000;

/** Something that polls. */
interface Variant {
  readonly name: string;
  start(): Promise<NodeProcess>;
}

/** What is compared. */
interface Scenario {
  readonly name: string;
  /** The name of the variant that all are compared with. */
  readonly reference: string;
  /** After the start, until all runs evenly. */
  readonly warmUpMs: number;
  readonly variants: readonly Variant[];
}

interface Figures {
  readonly pollsPerSecond: number;
  /** Processor time for each poll. */
  readonly microseconds: number;
}

async function measure(servers: Servers, { pid = 0 }: NodeProcess): Promise<Figures> {
  const read = async () => ({
    atMs: performance.now(),
    polls: await servers.polls(),
    cpuMs: processorMs(pid),
  });
  const before = await read();
  await sleep(WINDOW_MS);
  const after = await read();
  const made = after.polls - before.polls;
  return {
    pollsPerSecond: (made * 1_000) / (after.atMs - before.atMs),
    microseconds: ((after.cpuMs - before.cpuMs) * 1_000) / made,
  };
}

async function run(
  servers: Servers,
  { variants, warmUpMs }: Scenario,
): Promise<Map<string, Figures[]>> {
  const all = new Map(variants.map(({ name }) => [name, [] as Figures[]]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const variant of variants) {
      const child = await variant.start();
      await sleep(warmUpMs);
      all.get(variant.name)?.push(await measure(servers, child));
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  return all;
}

const costOf = ({ microseconds }: Figures): number => microseconds;

function report({ name, reference }: Scenario, all: ReadonlyMap<string, readonly Figures[]>): void {
  process.stdout.write(`${name}\n`);
  const { microseconds: base } = medianBy(all.get(reference) ?? [], costOf);
  for (const [variant, figures] of all) {
    const { microseconds, pollsPerSecond } = medianBy(figures, costOf);
    const costs = figures.map(costOf);
    const range = `${Math.min(...costs).toFixed(1)} to ${Math.max(...costs).toFixed(1)}`;
    const cells = [
      variant.padEnd(22),
      `${microseconds.toFixed(1)} us (${range})`,
      `${pollsPerSecond.toFixed(0)} polls/s`,
      `${(microseconds / base).toFixed(2)} of ${reference}`,
    ];
    process.stdout.write(`  ${cells.join(" | ")}\n`);
  }
}

const servers = await startServers();
const heap = (gridMs: number): Variant => ({
  name: gridMs === 0 ? "exact heap" : `heap, ${gridMs} ms grid`,
  start: () => servers.start("timer-heap", [PACED_JOBS, INTERVAL_MS, MAX_IN_FLIGHT, gridMs]),
});
const relaysOf = async (jobs: number, poll: Record<string, number>): Promise<Variant[]> => {
  const store = await servers.fillStore(jobs);
  return [
    { name: "relay", start: () => servers.startRelay(store, poll) },
    { name: "relay, answers change", start: () => servers.startRelay(store, poll, true) },
  ];
};
const atFullSpeed: Scenario = {
  name: "polls at full speed",
  reference: "bare requests",
  warmUpMs: 3_000,
  variants: [
    ...(await relaysOf(FULL_JOBS, { intervalMs: 1, maxIntervalMs: 1, concurrency: IN_FLIGHT })),
    { name: "bare requests", start: () => servers.start("bare-loop", [FULL_JOBS, IN_FLIGHT]) },
  ],
};
const paced: Scenario = {
  name: `${PACED_JOBS} jobs, each every ${INTERVAL_MS / 1_000} s`,
  reference: "exact heap",
  warmUpMs: 12_000,
  variants: [
    ...(await relaysOf(PACED_JOBS, {
      intervalMs: INTERVAL_MS,
      maxIntervalMs: INTERVAL_MS,
      concurrency: MAX_IN_FLIGHT,
    })),
    heap(0),
    heap(50),
  ],
};
try {
  for (const scenario of [atFullSpeed, paced]) report(scenario, await run(servers, scenario));
} finally {
  await servers.stop();
  await rm(servers.directory, { recursive: true, force: true });
}
// Connections of the stand-ins may be open.
process.exit();
