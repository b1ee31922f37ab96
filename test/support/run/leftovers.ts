/** What a test run leaves behind: processes that belong to its directory, and files in it. */
import { readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";

const PROC = "/proc";
const MAX_ROUNDS = 100;
const ROUND_MS = 20;

/** A running process. */
export interface LeftProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * The processes of a run, however they were started: those whose environment names the run's directory, those that have
 * one of its files open (ffmpeg gets no environment), and all their children. Empty on a system without `/proc`.
 */
export function processesOf(directory: string): LeftProcess[] {
  const all = listProcesses();
  const found = new Set(all.filter(({ pid }) => hasToDoWith(pid, directory)).map(({ pid }) => pid));
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid) && pid !== process.pid);
}

/** Kills all processes of a run, then removes its directory; synchronous, because it also happens while a process exits. */
export function removeRun(directory: string): void {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const running = processesOf(directory);
    if (running.length === 0) break;
    for (const { pid } of running) kill(pid);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ROUND_MS);
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}

function listProcesses(): LeftProcess[] {
  return readdir(PROC)
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      // The fields after the name, which may contain anything: state, parent, …
      const [state, parent] = read(`${name}/stat`)
        .replace(/^.*\) /s, "")
        .split(" ");
      // A zombie no longer runs; it only waits for its parent.
      if (state === undefined || state === "" || state === "Z") return [];
      const command = read(`${name}/cmdline`).replaceAll("\0", " ").trim();
      return [{ pid: Number(name), parent: Number(parent), command }];
    });
}

function hasToDoWith(pid: number, directory: string): boolean {
  if (read(`${pid}/environ`).includes(directory)) return true;
  return readdir(`${PROC}/${pid}/fd`).some((fd) =>
    readLink(`${PROC}/${pid}/fd/${fd}`).startsWith(`${directory}/`),
  );
}

// A process can end at any time, and other users' processes cannot be read.

function read(path: string): string {
  try {
    return readFileSync(join(PROC, path), "latin1");
  } catch {
    return "";
  }
}

function readdir(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
