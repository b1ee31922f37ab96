/*
 * How late polls begin, and how long the event loop is held, while 10,000 jobs are polled every 5 s each: `npm run bench -- lateness`.
 * The relay is the one of compare.ts, with its metrics on, beside a heap of due times with one timer, exact and rounded up to the
 * same grid; with `--quick` beside its limits only. A poll is late from the time of the grid on. Each is started anew in each round.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { NodeProcess } from "../../sandbox/process/node-process.ts";
import { freePort } from "../../test/support/http/free-port.ts";
import { limitOf, report, spreadOf } from "../shared/result.ts";
import { GRID_MS, JOBS, NAME, POLL, startHeap } from "./paced.ts";
import { startServers } from "./servers.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 1 : 3;
const WINDOW_MS = isQuick ? 5_000 : 10_000;
const WARM_UP_MS = isQuick ? 6_000 : 12_000;
const PRINT_HELD = new URL("../shared/print-held.ts", import.meta.url).href;

/** Polls that have begun so far, and those of them that began more than 10 ms late. */
interface Counts {
  readonly begun: number;
  readonly late: number;
}

/** Something that polls. */
interface Subject {
  readonly child: NodeProcess;
  readonly counts: () => Promise<Counts>;
}

const servers = await startServers();
const store = await servers.fillStore(JOBS);

/** Sends SIGUSR2 to a process. Resolves with the line of JSON that it prints then. */
async function ask(child: NodeProcess): Promise<Readonly<Record<string, number>>> {
  const printed = once(child.stdout, "data") as Promise<[Buffer]>;
  child.kill("SIGUSR2");
  const [chunk] = await printed;
  return JSON.parse(String(chunk).trim().split("\n").at(-1) ?? "{}") as Record<string, number>;
}

async function startRelay(): Promise<Subject> {
  const httpPort = await freePort();
  const child = servers.launchRelay(store, { ...POLL, httpPort }, ["--import", PRINT_HELD]);
  const counts = async (): Promise<Counts> => {
    const text = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
    const valueOf = (name: string): number =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`pika_relay_poll_lateness_seconds_${name}`))
          ?.split(" ")
          .at(-1),
      );
    const begun = valueOf("count");
    return { begun, late: begun - valueOf('bucket{le="0.01"}') };
  };
  return { child, counts };
}

async function startCountingHeap(gridMs: number): Promise<Subject> {
  const child = await startHeap(servers, gridMs);
  const counts = async (): Promise<Counts> => {
    const { begun = 0, late = 0 } = await ask(child);
    return { begun, late };
  };
  return { child, counts };
}

/** Resolves with the share of polls in a window that began late, in per cent, and with what `look` sees of it. */
async function measure({ child, counts }: Subject, look?: () => Promise<void>): Promise<number> {
  await sleep(WARM_UP_MS);
  await look?.();
  const before = await counts();
  await sleep(WINDOW_MS);
  await look?.();
  const after = await counts();
  child.kill("SIGTERM");
  await once(child, "exit");
  return ((after.late - before.late) * 100) / (after.begun - before.begun);
}

const relay: number[] = [];
const exact: number[] = [];
const rounded: number[] = [];
const held: Readonly<Record<string, number>>[] = [];
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    const subject = await startRelay();
    const windows: Readonly<Record<string, number>>[] = [];
    relay.push(await measure(subject, async () => void windows.push(await ask(subject.child))));
    held.push(windows.at(-1) ?? {});
    if (isQuick) continue;
    exact.push(await measure(await startCountingHeap(0)));
    rounded.push(await measure(await startCountingHeap(GRID_MS)));
  }
} finally {
  await servers.stop();
  await rm(servers.directory, { recursive: true, force: true });
}
const late = {
  what: `${NAME}, polls that begin more than 10 ms late`,
  unit: "%",
  relay: spreadOf(relay),
};
report({ ...late, reference: limitOf(1), goal: { atMost: 1 } });
for (const [reference, shares] of [
  ["exact heap", exact],
  [`heap, ${GRID_MS} ms grid`, rounded],
] as const) {
  if (shares.length === 0) continue;
  const spread = spreadOf(shares);
  // Beside nothing, there is no ratio.
  if (spread.median > 0) report({ ...late, reference: { name: reference, ...spread } });
  else process.stdout.write(`  ${reference}: 0 %\n`);
}
const loop = (field: string) => spreadOf(held.map((each) => each[field] ?? 0));
report({
  what: `${NAME}, event loop held, p99`,
  unit: "ms",
  relay: loop("p99Ms"),
  reference: limitOf(20),
  goal: { atMost: 1 },
});
report({
  what: `${NAME}, event loop held at most`,
  unit: "ms",
  relay: loop("heldMs"),
  reference: limitOf(20),
});
process.exit();
