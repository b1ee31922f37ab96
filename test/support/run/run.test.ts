import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { processesOf } from "./leftovers.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const CONFIG = "test/support/run/fixtures/vitest.config.ts";
const TIMEOUT_MS = 90_000;
vi.setConfig({ testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS });

let directory: string;
let runner: ChildProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "run-"));
});
afterEach(async () => {
  runner?.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

/** A process that starts its arguments as a child, as npm does. */
const AS_NPM = ["sh", "-c", '"$@" & wait', "npm"];

/** Runs one of the fixtures as `npm test` would, with its temporary files in `directory`. */
function startRun(fixture: string, before: readonly string[] = []) {
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", CONFIG, fixture];
  const [program = "", ...args] = [...before, process.execPath, ...vitest];
  const started = spawn(program, args, {
    cwd: ROOT,
    env: {
      ...(before === AS_NPM && { npm_lifecycle_event: "test" }),
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      TMPDIR: directory,
    },
    // A process group, as a terminal creates one.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  runner = started;
  let printed = "";
  for (const stream of [started.stdout, started.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  return { pid: started.pid!, printed: () => printed, closed: once(started, "close") };
}

/** A run whose only test hangs, with the processes it has started. */
async function startHanging(before?: readonly string[]) {
  const run = startRun("hanging", before);
  const pids = await vi.waitFor(() => {
    const [, ...found] = /^worker (\d+) relay (\d+) other (\d+)$/m.exec(run.printed()) ?? [];
    if (found.length === 0) throw new Error(run.printed());
    return found.map(Number);
  }, TIMEOUT_MS);
  const running = processesOf(directory).map(({ pid }) => pid);
  expect(running).toEqual(expect.arrayContaining(pids));
  return { ...run, worker: pids[0]! };
}

const listLeft = async (): Promise<string[]> => [
  ...processesOf(directory).map(({ command }) => command),
  ...(await readdir(directory)),
];

/** What is left of the run after it had time to clean up. */
async function leftOfRun(): Promise<string[]> {
  const isClean = async (): Promise<void> => {
    if ((await listLeft()).length > 0) throw new Error("not yet");
  };
  await vi.waitFor(isClean, 10_000).catch(() => {});
  return listLeft();
}

// Used to leave a relay that polled for ever, and its directory, for every unfinished test.
describe("nothing is left after a run", () => {
  it("that is interrupted with Ctrl-C", async () => {
    const { pid, closed } = await startHanging();
    process.kill(-pid, "SIGINT");
    await closed;
    expect(await leftOfRun()).toEqual([]);
  });

  it("that gets SIGTERM", async () => {
    const { pid, closed } = await startHanging();
    process.kill(pid, "SIGTERM");
    await closed;
    expect(await leftOfRun()).toEqual([]);
  });

  it("that is killed", async () => {
    const { pid } = await startHanging();
    process.kill(pid, "SIGKILL");
    expect(await leftOfRun()).toEqual([]);
  });

  it("whose npm gets SIGTERM and does not pass it on", async () => {
    const { pid } = await startHanging(AS_NPM);
    process.kill(pid, "SIGTERM");
    expect(await leftOfRun()).toEqual([]);
  });

  it("whose worker is killed", async () => {
    const { worker, closed } = await startHanging();
    process.kill(worker, "SIGKILL");
    expect(await closed).toEqual([1, null]);
    expect(await leftOfRun()).toEqual([]);
  });

  it("that fails because a test left something, which it names", async () => {
    const { closed, printed } = startRun("untidy");
    expect(await closed).toEqual([1, null]);
    expect(printed()).toContain("1 passed");
    expect(printed()).toMatch(/The tests left behind:\n +process \d+: .*left-5f2c\n.*file-5f2c\n/);
    expect(await leftOfRun()).toEqual([]);
  });

  it("that was killed together with its guard, once another run starts", async () => {
    const abandoned = join(directory, "pika-relay-test-4194304-abcdef");
    await mkdir(abandoned);
    const { closed } = startRun("untidy");
    await closed;
    expect(await leftOfRun()).toEqual([]);
  });
});
