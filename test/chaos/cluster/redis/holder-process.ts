// Shares the partitions of the queue at argv[2], with a lock of argv[3] ms. Writes to standard output, each with the instant
// on the machine's monotonic clock in ms: `took` and `ended` around the work of a partition, `act` every argv[4] ms for each
// partition that it holds, and `woke` with what it knows first after it was suspended beyond its lock.
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock as clock } from "../../../../src/adapters/node/system-clock.ts";
import type { Holding } from "../../../../src/core/ports/processes/partitions.ts";
import { openQueue } from "../../../../src/load-queue.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

const [, , url = "", lock = "", beat = ""] = process.argv;
const lockMs = Number(lock);

const write = (what: string, ...rest: (number | boolean)[]): void => {
  const nowMs = Number(process.hrtime.bigint() / 1_000n) / 1_000;
  writeSync(1, `${[what, nowMs, ...rest].join(" ")}\n`);
};

const holdings = new Map<number, Holding>();
const queue = await openQueue(
  { url, namespace: "relay", lockMs, allowsVolatile: false },
  { clock, log: createFakeLogger() },
);
const partitions = queue.createPartitions(async (holding) => {
  const { partition, ending } = holding;
  holdings.set(partition, holding);
  write("took", partition);
  await new Promise((resolve) => ending.addEventListener("abort", resolve));
  holdings.delete(partition);
  write("ended", partition);
});
await partitions.start();

let lastMs = performance.now();
for (;;) {
  const held = [...holdings.values()];
  if (performance.now() - lastMs > lockMs)
    for (const { partition, lost } of held)
      write("woke", partition, partitions.mayAct(), partitions.isHeld(partition), lost.aborted);
  else for (const { partition } of held) if (partitions.isHeld(partition)) write("act", partition);
  lastMs = performance.now();
  await sleep(Number(beat));
}
