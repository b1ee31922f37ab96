/*
 * For `--import` into a measured process: prints at each SIGUSR2 how long the event loop was held since the last one, at most and at
 * the 99th percentile, in ms, as a line of JSON like those of the relay's log.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 10;
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();
process.on("SIGUSR2", () => {
  // What is measured is the time between two ticks of a timer.
  const [heldMs, p99Ms] = [loop.max, loop.percentile(99)].map((ns) =>
    Math.max(ns / 1e6 - RESOLUTION_MS, 0),
  );
  loop.reset();
  process.stdout.write(`${JSON.stringify({ msg: "loop.held", heldMs, p99Ms })}\n`);
});
