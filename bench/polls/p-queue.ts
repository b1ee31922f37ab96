/*
 * Polls with p-queue: a timer for each job, and p-queue's limit of how many requests are in flight. Arguments: as those of
 * timer-heap.ts, without the last one.
 */
import PQueue from "p-queue";
import { Pool } from "undici";

const [origin = "", path = "", ...numbers] = process.argv.slice(2);
const [jobs = 0, intervalMs = 0, concurrency = 0] = numbers.map(Number);
const pool = new Pool(origin, { connections: 64, pipelining: 1, keepAliveTimeout: 90_000 });
const queue = new PQueue({ concurrency });

async function poll(job: number): Promise<void> {
  const { body } = await pool.request({ method: "GET", path: `${path}${job}` });
  const { status } = JSON.parse(await body.text()) as { status: string };
  if (status !== "progress") throw new Error(`unexpected ${status}`);
  pollAfter(job, intervalMs);
}

function pollAfter(job: number, delayMs: number): void {
  setTimeout(() => void queue.add(() => poll(job)), delayMs);
}

for (let job = 0; job < jobs; job += 1) pollAfter(job, (job * intervalMs) / jobs);
process.stdout.write("ready\n");
