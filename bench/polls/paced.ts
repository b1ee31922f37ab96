/** Jobs that are polled at a steady rate, for the comparisons of their cost and of their lateness. */
import type { NodeProcess } from "../../sandbox/process/node-process.ts";
import type { Servers } from "./servers.ts";

export const JOBS = 10_000;
export const INTERVAL_MS = 5_000;
export const MAX_IN_FLIGHT = 1_000;
/** To what the relay rounds due times up. */
export const GRID_MS = 100;
/** The relay's settings. */
export const POLL = {
  intervalMs: INTERVAL_MS,
  maxIntervalMs: INTERVAL_MS,
  concurrency: MAX_IN_FLIGHT,
};
export const NAME = `${JOBS} jobs each every ${INTERVAL_MS / 1_000} s`;

/** Starts timer-heap.ts, with due times rounded up to a multiple of `gridMs`; 0: exact. */
export const startHeap = (servers: Servers, gridMs: number): Promise<NodeProcess> =>
  servers.start("timer-heap", [JOBS, INTERVAL_MS, MAX_IN_FLIGHT, gridMs]);
