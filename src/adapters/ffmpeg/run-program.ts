import { spawn, type ChildProcess } from "node:child_process";
import { constants, setPriority } from "node:os";
import type { Readable } from "node:stream";
import { RelayError } from "../../core/errors.ts";

/** More than ffprobe ever answers here; the rest is dropped. */
const MAX_OUTPUT_CHARACTERS = 16_384;
/** How much of standard error is kept for the log. */
const MAX_ERROR_CHARACTERS = 1_000;

/** One run of a program. */
export interface ProgramCall {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** Open files that it inherits as descriptors 3, 4, … */
  readonly files: readonly number[];
  /** Kills the program, and what it has started, when it aborts. */
  readonly signal: AbortSignal;
}

/** The address by which a program opens the nth of {@link ProgramCall.files}, and can seek in it. */
export const inheritedFile = (index: number): string => `file:/proc/self/fd/${3 + index}`;

/**
 * Runs a program and resolves with its output. Rejects with a RelayError if it cannot be started, ends in any other way than
 * with exit code 0, or is killed because `signal` aborts; the program has ended by then. By hand and not with execa: see
 * docs/architecture.md.
 */
export async function runProgram({ program, args, files, signal }: ProgramCall): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe", ...files],
    // None of the relay's variables: neither tokens nor what makes ffmpeg write reports.
    env: {},
    cwd: "/",
    // A group of its own, so that a wrapper script is killed together with what it started.
    detached: true,
  });
  const output = keepStart(child.stdout, MAX_OUTPUT_CHARACTERS);
  const errorOutput = keepStart(child.stderr, MAX_ERROR_CHARACTERS);
  const onAbort = (): void => killGroup(child);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    lowerPriority(child);
    const { exitCode, killedBy } = await end(child, signal);
    if (exitCode === 0) return output();
    const how = killedBy === null ? `ended with exit code ${exitCode}` : `was ended by ${killedBy}`;
    throw new RelayError("program_failed", `${program} ${how}: ${errorOutput().trim()}`);
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

/** Resolves once the program has ended and its output is complete; after an abort as soon as the program has ended. */
function end(child: ChildProcess, signal: AbortSignal): Promise<End> {
  const ended = Promise.withResolvers<End>();
  child.once("close", (exitCode, killedBy) => ended.resolve({ exitCode, killedBy }));
  // A process that it left behind may keep its output open for ever.
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

/** With SIGKILL: nothing has to be cleaned up, because the files have no names and go with their last descriptor. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

/** The relay's own work comes first. Called right after the start, because only threads started later inherit it. */
function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has already ended, or the system does not allow it. Nothing depends on it.
  }
}

/** Reads all output, so that the program never blocks, and keeps its beginning. */
function keepStart(stream: Readable | null, maxCharacters: number): () => string {
  let kept = "";
  stream?.setEncoding("utf8").on("data", (text: string) => {
    kept += text.slice(0, maxCharacters - kept.length);
  });
  return () => kept;
}
