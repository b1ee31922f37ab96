/* Polls with toad-scheduler: an interval for each job. Arguments: as those of timer-heap.ts, without the last two. */
import { AsyncTask, SimpleIntervalJob, ToadScheduler } from "toad-scheduler";
import { readArguments } from "./poll.ts";

const { poll, numbers } = readArguments();
const [jobs = 0, intervalMs = 0] = numbers;
const scheduler = new ToadScheduler();

for (let job = 0; job < jobs; job += 1) {
  const task = new AsyncTask(`job ${job}`, () => poll(job));
  const interval = new SimpleIntervalJob({ milliseconds: intervalMs }, task, {
    preventOverrun: true,
  });
  setTimeout(() => scheduler.addSimpleIntervalJob(interval), (job * intervalMs) / jobs);
}
process.stdout.write("ready\n");
