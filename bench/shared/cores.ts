/** Which cores processes run on, so that what is measured and what serves it do not disturb each other. Linux with `taskset` only. */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";

const CORES = cpus().length;

/** Moves this process, which runs the stand-ins, and what it starts from now on to the first core. */
export const toFirstCore = (): void => pin(process.pid, "0");

/** Moves a process away from the first core, if there is another one. */
export const toOtherCores = (pid: number): void => pin(pid, `1-${CORES - 1}`);

/** With all its threads. */
function pin(pid: number, cores: string): void {
  if (CORES > 1)
    execFileSync("taskset", ["-a", "-c", "-p", cores, String(pid)], { stdio: "ignore" });
}
