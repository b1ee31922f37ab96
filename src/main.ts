import "./enable-compile-cache.js";
import { existsSync } from "node:fs";
import { ConfigError } from "./core/errors.ts";
import type { Logger } from "./core/ports/logger.ts";
import type { Service } from "./core/ports/service.ts";
import { withTimeout } from "./core/time/with-timeout.ts";
import { ReleaseStack } from "./services/runtime/release-stack.ts";
import { systemClock as clock } from "./adapters/node/system-clock.ts";

/** Oldest major version of Node.js that runs this code without a build. */
const NODE_MAJOR = 24;
/** When a stop is cut off, in milliseconds. Work in progress is in the store and continues at the next start. */
const STOP_DEADLINE_MS = 9_500;
/** How long an orderly stop may take, in milliseconds. */
const STOP_BUDGET_MS = 9_000;
/** Of that, how long the stop waits for `build`, in milliseconds. */
const BUILD_GRACE_MS = 3_000;

/** What a stop needs, as soon as there is something to stop. */
interface Running {
  readonly log: Logger;
  readonly acquired: ReleaseStack;
  /** Settles when `build` does. After that, nothing is pushed onto `acquired`. */
  readonly built: Promise<Service>;
}

/**
 * Handles SIGTERM and SIGINT: the first one stops the relay in order and exits with 0, a second one ends the process at once.
 * Returns a signal that aborts at the first. Call it before anything large is loaded, which takes most of a second: without
 * a handler a signal kills the process, or does nothing at all if it is the first process of a container.
 */
function stopOnSignals(running: () => Running | undefined): AbortSignal {
  const stopping = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    const relay = running();
    // Nothing is acquired yet.
    if (!relay) process.exit(0);
    void stop(relay, signal);
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  return stopping.signal;
}

async function stop({ log, acquired, built }: Running, signal: NodeJS.Signals): Promise<never> {
  log.info({ signal }, "relay.stopping");
  setTimeout(() => {
    log.warn({ deadlineMs: STOP_DEADLINE_MS }, "relay.stop_cut_off");
    process.exit(0);
  }, STOP_DEADLINE_MS).unref();
  const hurry = AbortSignal.timeout(STOP_BUDGET_MS);
  const isBuilt = built.catch(() => undefined);
  await withTimeout(isBuilt, { clock, timeoutMs: BUILD_GRACE_MS });
  await acquired.releaseAll(hurry);
  log.info({}, "relay.stopped");
  process.exit(0);
}

/** On an uncaught error, logs one line for the operator and exits with 1, which a supervisor notices. */
function endOnDefects(log: Logger): void {
  process.on("uncaughtException", (err) => {
    log.error({ err }, "relay.crashed");
    process.exit(1);
  });
}

/** Reads `.env` in the working directory, if there is one. Throws a ConfigError if that cannot be read. */
function loadEnvFile(): void {
  if (!existsSync(".env")) return;
  try {
    process.loadEnvFile(".env");
  } catch {
    // Docker makes a directory of it if the file to mount is missing.
    throw new ConfigError([
      ".env is a directory, or a file that the relay may not read: make it a readable file, or remove it",
    ]);
  }
}

/** Prints the problems and exits with 2. */
function refuse(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`pika-relay: ${problem}\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  if (Number(process.versions.node.split(".")[0]) < NODE_MAJOR)
    refuse([
      `Node.js ${process.versions.node} is too old: start with "npm start", which brings Node.js ${NODE_MAJOR}, or install that`,
    ]);
  let running: Running | undefined;
  const stopping = stopOnSignals(() => running);
  try {
    const { parseConfig } = await import("./config/config.ts");
    const { secretsOf } = await import("./config/secrets.ts");
    const { loadKnownSources } = await import("./job-sources.ts");
    const { createLogger } = await import("./adapters/pino/logger.ts");
    const { build } = await import("./build.ts");
    loadEnvFile();
    const known = await loadKnownSources(process.env);
    const definitions = known.map(({ definition }) => definition);
    const config = parseConfig(process.env, definitions);
    const log = createLogger({
      level: config.logLevel,
      secrets: secretsOf(config, definitions),
      readable: process.stdout.isTTY,
    });
    endOnDefects(log);
    const acquired = new ReleaseStack({ clock, log });
    const programPath = process.env["PATH"] ?? "";
    const stopBudgetMs = STOP_BUDGET_MS;
    const options = { config, known, programPath, stopBudgetMs, stopping, clock, log };
    const built = build(options, acquired);
    running = { log, acquired, built };
    try {
      const app = await built;
      if (!stopping.aborted) await app.start();
    } catch (error) {
      await acquired.releaseAll();
      // The store may also go after it was opened, while the follows are read.
      const { toStartError } = await import("./load-store.ts");
      throw await toStartError(error, config.store);
    }
  } catch (error) {
    // A stop during the start ends the process itself, so a failure of the start does not matter.
    if (stopping.aborted) return;
    if (error instanceof ConfigError) refuse(error.problems);
    throw error;
  }
}

await main();
