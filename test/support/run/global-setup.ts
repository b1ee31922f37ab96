/*
 * Surrounds a run of the tests: all its temporary files are in one directory, and at its end no process and no file of it
 * is left. Anything that a test failed to end or remove fails the run, by name. A run that is interrupted or killed
 * leaves nothing either: this process cleans up when it exits, and if it cannot, its guard does.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { constants } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { leftOut } from "./left-out.ts";
import { removeRun, processesOf } from "./leftovers.ts";
import { PROGRAMS, providePrograms } from "./programs.ts";
import { createRunDirectory } from "./run-directory.ts";

/** An ended process may take a moment to disappear. */
const PATIENCE_MS = 5_000;
const ROUND_MS = 50;
const NPM_CHECK_MS = 500;
const GUARD = new URL("guard-process.ts", import.meta.url).pathname;

/** npm ends on SIGTERM without passing it to the runner, which would go on. */
function endWithNpm(): NodeJS.Timeout | undefined {
  if (process.env["npm_lifecycle_event"] === undefined) return undefined;
  const { ppid } = process;
  const endIfAlone = (): void => {
    if (process.ppid !== ppid) process.exit(128 + constants.signals.SIGTERM);
  };
  return setInterval(endIfAlone, NPM_CHECK_MS).unref();
}

/** Vitest calls it before the first test, and calls the function that it resolves with after the last. */
export async function setup(): Promise<() => Promise<void>> {
  const { TMPDIR, PATH, NODE_DISABLE_COMPILE_CACHE } = process.env;
  const directory = createRunDirectory();
  const guard = startGuard(directory);
  const onExit = (): void => {
    removeRun(directory);
    guard.kill("SIGKILL");
  };
  process.on("exit", onExit);
  const npmCheck = endWithNpm();
  process.env["TMPDIR"] = directory;
  // An npm started by a test would store its compiled code there when it ends.
  process.env["NODE_DISABLE_COMPILE_CACHE"] = "1";
  process.env["PATH"] = await providePrograms(directory, PATH ?? "");
  return async () => {
    const left = await findLeft(directory);
    process.off("exit", onExit);
    clearInterval(npmCheck);
    restore({ PATH, TMPDIR, NODE_DISABLE_COMPILE_CACHE });
    const closed = once(guard, "close");
    guard.stdin?.end();
    await closed;
    for (const { what, cure } of leftOut())
      process.stdout.write(`Left out: ${what}. To run them, too: ${cure}\n`);
    if (left.length > 0) throw new Error(`The tests left behind:\n${left.join("\n")}`);
  };
}

function restore(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
}

/** In its own session, so that Ctrl-C does not reach it. */
function startGuard(directory: string): ChildProcess {
  return spawn(process.execPath, [GUARD, directory], {
    detached: true,
    env: {},
    stdio: ["pipe", "ignore", "inherit"],
  });
}

/** The processes and files that are still there after a while, one line each. */
async function findLeft(directory: string): Promise<string[]> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    // The runner ends its own workers.
    const processes = processesOf(directory).filter(({ parent }) => parent !== process.pid);
    const files = readdirSync(directory).filter((name) => name !== PROGRAMS);
    if (processes.length + files.length === 0 || Date.now() > until)
      return [
        ...processes.map(({ pid, command }) => `  process ${pid}: ${command}`),
        ...files.map((name) => `  ${directory}/${name}`),
      ];
    await wait(ROUND_MS);
  }
}
