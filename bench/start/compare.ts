/*
 * Compares a start of the relay with many pending follows in a SQLite store with the least that it could do, reading the rows and
 * parsing them: `npm run bench -- start`; with `--quick` 10,000 follows and one round, otherwise 100,000 and three. The relay is the
 * one that `npm start` runs, with Discord's stand-in. It has one core, the servers and this process the other. Linux with `taskset` only.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { startServers, type Servers } from "../polls/servers.ts";
import { memoryMb } from "../shared/memory.ts";
import { printed } from "../shared/printed.ts";
import { limitOf, report, spreadOf, type Result } from "../shared/result.ts";
import { readBare } from "./read-bare.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 1 : 3;
const FOLLOWS = isQuick ? 10_000 : 100_000;
/** With so few, the heap is what the relay needs without follows. */
const FEW = 100;
/** Long, so that what polls leave behind does not count towards the memory of a follow. */
const POLL = { intervalMs: 300_000, maxIntervalMs: 300_000, concurrency: 64 };
const LOOK_EVERY_MS = 10;
const SETTLE_MS = 2_000;
const PRINT_HEAP = new URL("print-heap.ts", import.meta.url).href;

/** A start. Times since the process was started. */
interface Start {
  readonly readyMs: number;
  readonly firstPollMs: number;
  readonly scheduledMs: number;
  readonly peakMb: number;
  readonly settledMb: number;
  /** After a collection. */
  readonly heapBytes: number;
}

async function start(servers: Servers, store: string): Promise<Start> {
  const pollsBefore = await servers.polls();
  const startedAt = performance.now();
  const child = servers.launchRelay(store, POLL, ["--expose-gc", "--import", PRINT_HEAP]);
  const since = (): number => performance.now() - startedAt;
  let isPolled = false;
  const firstPoll = async (): Promise<number> => {
    while (!isPolled) {
      await sleep(LOOK_EVERY_MS);
      isPolled = (await servers.polls()) > pollsBefore;
    }
    return since();
  };
  const [readyMs, scheduledMs, firstPollMs] = await Promise.all([
    printed(child, /(relay\.ready)/).then(since),
    printed(child, /(follows\.resumed)/).then(since),
    firstPoll(),
  ]);
  await sleep(SETTLE_MS);
  const { pid = 0 } = child;
  const [peakMb, settledMb] = [memoryMb(pid, "VmHWM"), memoryMb(pid, "VmRSS")];
  const heap = printed(child, /heap (\d+)/);
  child.kill("SIGUSR2");
  const heapBytes = Number(await heap);
  child.kill("SIGTERM");
  await once(child, "exit");
  return { readyMs, firstPollMs, scheduledMs, peakMb, settledMb, heapBytes };
}

const servers = await startServers();
try {
  const [few, many] = [await servers.fillStore(FEW), await servers.fillStore(FOLLOWS)];
  const bare: number[] = [];
  const fewStarts: Start[] = [];
  const starts: Start[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(readBare(many));
    fewStarts.push(await start(servers, few));
    starts.push(await start(servers, many));
  }
  const of = (field: keyof Start, all = starts) => spreadOf(all.map((each) => each[field]));
  const bareRead = { name: "bare read", ...spreadOf(bare) };
  const add = (result: Pick<Result, "what" | "unit" | "relay" | "reference" | "goal">): void =>
    report({ ...result, what: `a start with ${FOLLOWS} follows, ${result.what}` });
  const ms = { unit: "ms" };
  const alone = { name: `with ${FEW} follows`, ...of("scheduledMs", fewStarts) };
  add({
    what: "until all are scheduled",
    ...ms,
    relay: of("scheduledMs"),
    reference: bareRead,
    goal: { atMost: 4 },
  });
  add({
    what: "until the first poll",
    ...ms,
    relay: of("firstPollMs"),
    reference: limitOf(1_000),
    goal: { atMost: 1 },
  });
  add({ what: "until it is ready", ...ms, relay: of("readyMs"), reference: bareRead });
  add({ what: "until all are scheduled", ...ms, relay: of("scheduledMs"), reference: alone });
  for (const [what, field] of [
    ["peak of memory", "peakMb"],
    ["memory afterwards", "settledMb"],
  ] as const)
    add({
      what,
      unit: "MB",
      relay: of(field),
      reference: { name: alone.name, ...of(field, fewStarts) },
    });
  const without = of("heapBytes", fewStarts).median;
  const perFollow = spreadOf(
    starts.map(({ heapBytes }) => (heapBytes - without) / (FOLLOWS - FEW)),
  );
  add({
    what: "heap for each follow",
    unit: "B",
    relay: perFollow,
    reference: limitOf(400),
    goal: { atMost: 1 },
  });
} finally {
  await servers.stop();
  await rm(servers.directory, { recursive: true, force: true });
}
// Connections of the stand-ins may be open.
process.exit();
