/*
 * Polls with BullMQ used plainly: each job is polled and moved back to delayed. Arguments: as those of timer-heap.ts, without the last
 * one. The environment variable BENCH_REDIS_URL names the server.
 */
import { createClient } from "@keyv/redis";
import { DelayedError, Queue, Worker } from "bullmq";
import { readArguments } from "./poll.ts";

const { poll, numbers } = readArguments();
const [jobs = 0, intervalMs = 0, concurrency = 0] = numbers;
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
    await poll(job.data);
    await job.moveToDelayed(Date.now() + intervalMs, token);
    throw new DelayedError();
  },
  { connection, concurrency },
);
worker.on("error", () => {});
await worker.waitUntilReady();
process.stdout.write("ready\n");
