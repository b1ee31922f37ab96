import { spawn, type ChildProcess } from "node:child_process";
import { constants, setPriority } from "node:os";
import type { Readable } from "node:stream";
import { RelayError } from "../../core/errors.ts";

/** More than any answer of ffprobe to what it is asked; the rest is dropped. */
const MAX_OUTPUT_CHARACTERS = 16_384;
/** What of its complaints is kept, for one line of the log. */
const MAX_COMPLAINT_CHARACTERS = 1_000;

/** A program, what it is told, and the open files it gets as descriptors 3, 4, … */
export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly files: readonly number[];
  readonly signal: AbortSignal;
}

/** How a program finds the file it got as the nth of {@link ProgramCall.files}, and may seek in it. */
export const inheritedFile = (index: number): string => `file:/proc/self/fd/${3 + index}`;

/**
 * Runs a program to its end and resolves with what it printed. Rejects with a RelayError where it cannot be started, ends
 * in any other way than with exit code 0, or is killed because `signal` aborted; it is gone by then.
 */
export async function runProgram({ program, args, files, signal }: ProgramCall): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe", ...files],
    // Nothing of ours: neither tokens nor variables that would have it write reports.
    env: {},
    cwd: "/",
    // A group of its own, so that a wrapper script is killed together with what it started.
    detached: true,
  });
  const output = keepStart(child.stdout, MAX_OUTPUT_CHARACTERS);
  const complaint = keepStart(child.stderr, MAX_COMPLAINT_CHARACTERS);
  const onAbort = (): void => killGroup(child);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    lowerPriority(child);
    const { exitCode, killedBy } = await end(child, signal);
    if (exitCode === 0) return output();
    const how = killedBy === null ? `ended with exit code ${exitCode}` : `was ended by ${killedBy}`;
    throw new RelayError("program_failed", `${program} ${how}: ${complaint().trim()}`);
  } finally {
    signal.removeEventListener("abort", onAbort);
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

interface End {
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
}

/** Resolves once all that was printed is here too; after an abort as soon as the program itself is gone. */
function end(child: ChildProcess, signal: AbortSignal): Promise<End> {
  const ended = Promise.withResolvers<End>();
  child.once("close", (exitCode, killedBy) => ended.resolve({ exitCode, killedBy }));
  // Something it left behind may hold its output open for ever.
  const onExit = (): void => ended.resolve({ exitCode: null, killedBy: child.signalCode });
  child.once("exit", () => {
    if (signal.aborted) onExit();
    else signal.addEventListener("abort", onExit, { once: true });
  });
  child.once("close", () => signal.removeEventListener("abort", onExit));
  child.once("error", (cause) =>
    ended.reject(new RelayError("program_failed", `${child.spawnfile} cannot be run`, { cause })),
  );
  return ended.promise;
}

/** At once and for certain: what it was writing has no name and goes with its last reader. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

/** The relay's own work comes first. Right after the start, because threads inherit it and only later ones do. */
function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not allow it: nothing depends on it.
  }
}

/** Reads everything, so that the program never waits, and keeps the beginning. */
function keepStart(stream: Readable | null, maxCharacters: number): () => string {
  let kept = "";
  stream?.setEncoding("utf8").on("data", (text: string) => {
    kept += text.slice(0, maxCharacters - kept.length);
  });
  return () => kept;
}
