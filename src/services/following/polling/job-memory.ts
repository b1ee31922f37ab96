import type { PollResult } from "../../../core/job/job.ts";

/** Poll results of one kind in a row: how often the job was not found, and how often there was a source problem. */
export interface Streaks {
  readonly notFound: number;
  readonly sourceProblems: number;
}

/** What the poller remembers about the latest polls of a job. One object for all jobs of which the same is remembered. */
export interface JobMemory extends Streaks {
  /** Polls in a row that changed nothing. */
  readonly quiet: number;
  /** Whether the job was running at the latest poll. */
  readonly wasRunning: boolean;
  /** Whether the API has ever returned the facts of the job. */
  readonly wasAnswered: boolean;
}

/** Counted up to here: nothing depends on more, and so there are few different memories. */
const COUNTED_UP_TO = 33;

const known = new Map<string, JobMemory>();

/** Returns the one object that says the same. */
function shared(memory: JobMemory): JobMemory {
  const { notFound, sourceProblems, quiet, wasRunning, wasAnswered } = memory;
  const key = `${notFound} ${sourceProblems} ${quiet} ${wasRunning} ${wasAnswered}`;
  const same = known.get(key) ?? memory;
  known.set(key, same);
  return same;
}

/** Nothing. */
export const FRESH: JobMemory = shared({
  notFound: 0,
  sourceProblems: 0,
  quiet: 0,
  wasRunning: false,
  wasAnswered: false,
});

const oneMore = (count: number): number => Math.min(count + 1, COUNTED_UP_TO);

/** The memory after one more poll result, before it is known whether that changes anything. */
export function remember(memory: JobMemory, pollResult: PollResult): JobMemory {
  const { kind } = pollResult;
  const isRunning = kind === "job" && pollResult.job.phase === "running";
  // Most polls find that a job still runs.
  if (isRunning && memory.wasRunning) return memory;
  const isProblem = kind !== "job" && kind !== "not-found";
  return shared({
    quiet: memory.quiet,
    notFound: kind === "not-found" ? oneMore(memory.notFound) : 0,
    sourceProblems: isProblem ? oneMore(memory.sourceProblems) : 0,
    wasRunning: isRunning,
    wasAnswered: memory.wasAnswered || kind === "job",
  });
}

/** The memory once it is known whether the poll has changed anything. */
export function rememberChange(memory: JobMemory, changed: boolean): JobMemory {
  const quiet = changed ? 0 : oneMore(memory.quiet);
  return quiet === memory.quiet ? memory : shared({ ...memory, quiet });
}

/** The memory of a job that an earlier process has polled. */
export const rememberAnswer = (memory: JobMemory): JobMemory =>
  shared({ ...memory, wasAnswered: true });
