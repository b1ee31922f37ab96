/* Polls with toad-scheduler: an interval for each job. Arguments: as those of timer-heap.ts, without the last two. */
import { AsyncTask, SimpleIntervalJob, ToadScheduler } from "toad-scheduler";
import { Pool } from "undici";

const [origin = "", path = "", ...numbers] = process.argv.slice(2);
const [jobs = 0, intervalMs = 0] = numbers.map(Number);
const pool = new Pool(origin, { connections: 64, pipelining: 1, keepAliveTimeout: 90_000 });
const scheduler = new ToadScheduler();

async function poll(job: number): Promise<void> {
  const { body } = await pool.request({ method: "GET", path: `${path}${job}` });
  const { status } = JSON.parse(await body.text()) as { status: string };
  if (status !== "progress") throw new Error(`unexpected ${status}`);
}

for (let job = 0; job < jobs; job += 1) {
  const task = new AsyncTask(`job ${job}`, () => poll(job));
  const interval = new SimpleIntervalJob({ milliseconds: intervalMs }, task, {
    preventOverrun: true,
  });
  setTimeout(() => scheduler.addSimpleIntervalJob(interval), (job * intervalMs) / jobs);
}
process.stdout.write("ready\n");
