/*
 * The same polls with BullMQ used plainly: each followed job is a BullMQ job, which a worker polls and moves back to delayed. It
 * stores the outcome. Unlike the relay, it shows no status and delivers nothing. Its options are JSON in argv[2]. Prints `ready`
 * once it works.
 */
import { createClient } from "@keyv/redis";
import { DelayedError, Worker } from "bullmq";
import { Agent, request } from "undici";

interface Options {
  readonly queueUrl: string;
  readonly storeUrl: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly intervalMs: number;
  readonly concurrency: number;
  readonly lockMs: number;
}

const options = JSON.parse(process.argv[2] ?? "{}") as Options;
const { apiUrl, token, intervalMs } = options;
const agent = new Agent({ connections: 64, keepAliveTimeout: 60_000 });
const store = createClient({ url: options.storeUrl });
await store.connect();
const connection = createClient({ url: options.queueUrl });
await connection.connect();

const worker = new Worker<{ readonly jobId: string }>(
  "polls",
  async (job, lock) => {
    const { jobId } = job.data;
    const url = `${apiUrl}/jobs/?jobid=${encodeURIComponent(jobId)}`;
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const { body } = await request(url, { dispatcher: agent, headers });
    const { status } = (await body.json()) as { status: string };
    const key = `plain:${jobId}`;
    if (status === "completed") {
      await store.set(key, JSON.stringify({ jobId, status }));
      return;
    }
    await job.moveToDelayed(Date.now() + intervalMs, lock);
    throw new DelayedError();
  },
  {
    connection,
    concurrency: options.concurrency,
    lockDuration: options.lockMs,
  },
);
await worker.waitUntilReady();
process.stdout.write("ready\n");
