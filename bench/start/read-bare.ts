import { execFileSync } from "node:child_process";

const BARE_READ = new URL("bare-read.ts", import.meta.url).pathname;

/** Runs bare-read.ts on the second core. Returns how long it took to read the store, in milliseconds. */
export function readBare(store: string): number {
  const args = ["-c", "1", process.execPath, "--disable-warning=ExperimentalWarning"];
  const output = execFileSync("taskset", [...args, BARE_READ, store], { encoding: "utf8" });
  return (JSON.parse(output) as { readonly ms: number }).ms;
}
