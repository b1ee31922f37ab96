/*
 * Polls with BullMQ used plainly: each job is polled and moved back to delayed. Arguments: as those of timer-heap.ts, without the last
 * one. The environment variable BENCH_REDIS_URL names the server.
 */
import { createClient } from "@keyv/redis";
import { DelayedError, Queue, Worker } from "bullmq";
import { Pool } from "undici";

const [origin = "", path = "", ...numbers] = process.argv.slice(2);
const [jobs = 0, intervalMs = 0, concurrency = 0] = numbers.map(Number);
const pool = new Pool(origin, { connections: 64, pipelining: 1, keepAliveTimeout: 90_000 });
const connection = createClient({ url: process.env["BENCH_REDIS_URL"] ?? "" });
await connection.connect();
// Each process begins anew.
await connection.flushAll();

const queue = new Queue<number>("polls", { connection });
await queue.addBulk(
  Array.from({ length: jobs }, (_, job) => ({
    name: "poll",
    data: job,
    opts: { delay: (job * intervalMs) / jobs, removeOnComplete: true },
  })),
);
const worker = new Worker<number>(
  "polls",
  async (job, token) => {
    const { body } = await pool.request({ method: "GET", path: `${path}${job.data}` });
    const { status } = JSON.parse(await body.text()) as { status: string };
    if (status !== "progress") throw new Error(`unexpected ${status}`);
    await job.moveToDelayed(Date.now() + intervalMs, token);
    throw new DelayedError();
  },
  { connection, concurrency },
);
worker.on("error", () => {});
await worker.waitUntilReady();
process.stdout.write("ready\n");
