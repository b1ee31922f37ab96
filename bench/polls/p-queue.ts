/*
 * Polls with p-queue: a timer for each job, and p-queue's limit of how many requests are in flight. Arguments: as those of
 * timer-heap.ts, without the last one.
 */
import PQueue from "p-queue";
import { readArguments } from "./poll.ts";

const { poll, numbers } = readArguments();
const [jobs = 0, intervalMs = 0, concurrency = 0] = numbers;
const queue = new PQueue({ concurrency });

async function pollAgain(job: number): Promise<void> {
  await poll(job);
  pollAfter(job, intervalMs);
}

function pollAfter(job: number, delayMs: number): void {
  setTimeout(() => void queue.add(() => pollAgain(job)), delayMs);
}

for (let job = 0; job < jobs; job += 1) pollAfter(job, (job * intervalMs) / jobs);
process.stdout.write("ready\n");
