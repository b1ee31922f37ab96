/*
 * Polls with pg-boss: jobs are fetched and inserted again in batches, which is what costs it least. Arguments: as those of
 * timer-heap.ts, without the last two. The environment variable BENCH_POSTGRES_URL names the server.
 */
import { PgBoss } from "pg-boss";
import { Pool } from "undici";

const BATCH = 500;
const [origin = "", path = "", ...numbers] = process.argv.slice(2);
const [jobs = 0, intervalMs = 0] = numbers.map(Number);
const pool = new Pool(origin, { connections: 64, pipelining: 1, keepAliveTimeout: 90_000 });
// Each process begins anew.
const boss = new PgBoss({
  connectionString: process.env["BENCH_POSTGRES_URL"] ?? "",
  schema: `polls_${process.pid}`,
});
boss.on("error", () => {});
await boss.start();
await boss.createQueue("polls");

interface Poll {
  readonly job: number;
}

async function poll({ job }: Poll): Promise<void> {
  const { body } = await pool.request({ method: "GET", path: `${path}${job}` });
  const { status } = JSON.parse(await body.text()) as { status: string };
  if (status !== "progress") throw new Error(`unexpected ${status}`);
}

const insert = (polls: readonly Poll[], delayOf: (poll: Poll) => number): Promise<unknown> =>
  boss.insert(
    "polls",
    polls.map((data) => ({ data, startAfter: new Date(Date.now() + delayOf(data)) })),
  );

const all = Array.from({ length: jobs }, (_, job) => ({ job }));
await insert(all, ({ job }) => (job * intervalMs) / jobs);
const options = { batchSize: BATCH, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
await boss.work<Poll>("polls", options, async (due) => {
  const polls = due.map(({ data }) => data);
  await Promise.all(polls.map(poll));
  await insert(polls, () => intervalMs);
});
process.stdout.write("ready\n");
