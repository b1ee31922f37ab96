/*
 * Polls as an engineer would write them for one process: a heap of due times with one timer, a pool of connections, JSON.parse of
 * each answer, and nothing else. Arguments: the API's origin, a path to which a job's number is added, how many jobs there are, their
 * interval, how many requests are in flight at most, and to how many milliseconds due times are rounded up (0: exact). Prints at each
 * SIGUSR2 how many polls have begun, and how many of them more than 10 ms late.
 */
import TinyQueue from "tinyqueue";
import { readArguments } from "./poll.ts";

const { poll, numbers } = readArguments();
const [jobs = 0, intervalMs = 0, concurrency = 0, gridMs = 0] = numbers;

const LATE_MS = 10;

interface Due {
  readonly job: number;
  readonly atMs: number;
}

const due = new TinyQueue<Due>([], (a, b) => a.atMs - b.atMs);
let inFlight = 0;
let timer: NodeJS.Timeout | undefined;
let wakesAtMs = Infinity;
let begun = 0;
let late = 0;

const rounded = (atMs: number): number => (gridMs > 0 ? Math.ceil(atMs / gridMs) * gridMs : atMs);

async function run(job: number): Promise<void> {
  await poll(job);
  inFlight -= 1;
  due.push({ job, atMs: rounded(performance.now() + intervalMs) });
  pump();
}

function pump(): void {
  const nowMs = performance.now();
  for (let next = due.peek(); next && inFlight < concurrency; next = due.peek()) {
    if (next.atMs > nowMs) {
      wakeAt(next.atMs);
      return;
    }
    due.pop();
    inFlight += 1;
    begun += 1;
    if (nowMs - next.atMs > LATE_MS) late += 1;
    void run(next.job);
  }
}

function wakeAt(atMs: number): void {
  if (wakesAtMs <= atMs) return;
  clearTimeout(timer);
  wakesAtMs = atMs;
  timer = setTimeout(
    () => {
      wakesAtMs = Infinity;
      pump();
    },
    Math.max(atMs - performance.now(), 1),
  );
}

process.on("SIGUSR2", () => {
  process.stdout.write(`${JSON.stringify({ msg: "polls.late", begun, late })}\n`);
});
const startMs = performance.now();
for (let job = 0; job < jobs; job += 1)
  due.push({ job, atMs: rounded(startMs + (job * intervalMs) / jobs) });
process.stdout.write("ready\n");
pump();
