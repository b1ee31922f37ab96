/*
 * Loaded into a relay process before its own code (NODE_OPTIONS=--import): appends to the file that CHAOS_SOAK_FILE names,
 * every few seconds, how much memory the process has and how late its event loop is; and says on standard error what
 * nobody handled.
 */
import { appendFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const SAMPLE_MS = 5_000;
const file = process.env["CHAOS_SOAK_FILE"] ?? "";

setFlagsFromString("--expose-gc");
// What is left after a collection is held by somebody; anything else says when V8 last felt like collecting.
const collect = runInNewContext("gc") as () => void;
const loop = monitorEventLoopDelay({ resolution: 10 });

const sample = (): void => {
  // Taken before the collection, which stops the loop; reset after it.
  const delayP99Ms = loop.percentile(99) / 1e6;
  const delayMaxMs = loop.max / 1e6;
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const atMs = performance.now();
  appendFileSync(
    file,
    `${JSON.stringify({ atMs, rss, heapUsed, external, delayP99Ms, delayMaxMs })}\n`,
  );
  loop.reset();
};

loop.enable();
setInterval(sample, SAMPLE_MS).unref();

process.on("uncaughtExceptionMonitor", (error, origin) => {
  process.stderr.write(`${origin}: ${error.stack ?? String(error)}\n`);
});
process.on("warning", ({ name, message }) => {
  if (name === "MaxListenersExceededWarning") process.stderr.write(`${name}: ${message}\n`);
});
