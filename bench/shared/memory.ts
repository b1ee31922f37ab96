import { readFileSync, writeFileSync } from "node:fs";

/** Memory of a process in MB: what it has now (`VmRSS`), or its peak (`VmHWM`). Linux only. */
export function memoryMb(pid: number, name: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]) / 1_024;
}

/** Lets the peak of a process count from now on. Linux only. */
export const resetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5");
