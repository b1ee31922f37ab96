/*
 * Polls with pg-boss: jobs are fetched and inserted again in batches, which is what costs it least. Arguments: as those of
 * timer-heap.ts, without the last two. The environment variable BENCH_POSTGRES_URL names the server.
 */
import { PgBoss } from "pg-boss";
import { readArguments } from "./poll.ts";

const BATCH = 500;
const { poll, numbers } = readArguments();
const [jobs = 0, intervalMs = 0] = numbers;
// Each process begins anew.
const boss = new PgBoss({
  connectionString: process.env["BENCH_POSTGRES_URL"] ?? "",
  schema: `polls_${process.pid}`,
});
boss.on("error", () => {});
await boss.start();
await boss.createQueue("polls");

interface DueJob {
  readonly job: number;
}

const insert = (polls: readonly DueJob[], delayOf: (due: DueJob) => number): Promise<unknown> =>
  boss.insert(
    "polls",
    polls.map((data) => ({ data, startAfter: new Date(Date.now() + delayOf(data)) })),
  );

const all = Array.from({ length: jobs }, (_, job) => ({ job }));
await insert(all, ({ job }) => (job * intervalMs) / jobs);
const options = { batchSize: BATCH, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
await boss.work<DueJob>("polls", options, async (due) => {
  const polls = due.map(({ data }) => data);
  await Promise.all(polls.map(({ job }) => poll(job)));
  await insert(polls, () => intervalMs);
});
process.stdout.write("ready\n");
