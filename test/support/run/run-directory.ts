import { mkdtempSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeRun } from "./leftovers.ts";

/** The name of a run's directory contains its runner's process id. */
const NAME = /^pika-relay-test-(\d+)-/;

/** Creates the directory for all temporary files of this run, and removes those of ended runs. */
export function createRunDirectory(): string {
  const parent = tmpdir();
  for (const name of readdirSync(parent)) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(parent, name);
    if (isOurs(path)) removeRun(path);
  }
  return mkdtempSync(join(parent, `pika-relay-test-${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Whether the directory is this user's and still exists. */
function isOurs(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.();
}
