/*
 * For `--import` into a measured process: prints at each SIGUSR2 how long the event loop was held at most since the last one, in
 * ms, as a line of JSON like those of the relay's log.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 10;
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();
process.on("SIGUSR2", () => {
  // What is measured is the time between two ticks of a timer.
  const heldMs = Math.max(loop.max / 1e6 - RESOLUTION_MS, 0);
  loop.reset();
  process.stdout.write(`${JSON.stringify({ msg: "loop.held", heldMs })}\n`);
});
