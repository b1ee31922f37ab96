import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { startNode } from "../../../../../sandbox/process/node-process.ts";

const PATIENCE_MS = 30_000;

/** The scripts that use a store. */
const SCRIPTS = {
  "hold-store": new URL("./hold-store.ts", import.meta.url),
  "write-until-killed": new URL("./write-until-killed.ts", import.meta.url),
};

/** A process that uses a store. */
export interface StoreChild {
  /** Resolves with the lines that it has written, once there are at least `count`. `timeoutMs`: default 30,000; then it rejects. */
  untilLines(count: number, timeoutMs?: number): Promise<string[]>;
  /** Kills it as `kill -9` does, and resolves with all lines that it has written. */
  kill(): Promise<string[]>;
}

/** Runs a script on the store at `url`. `sharing`: `shared` if other processes have it open, too. */
export function startStoreChild(
  script: keyof typeof SCRIPTS,
  url: string,
  sharing = "alone",
): StoreChild {
  const child = startNode([fileURLToPath(SCRIPTS[script]), url, sharing]);
  const closed = once(child, "close");
  let output = "";
  const { stdout, stderr } = child;
  stderr.pipe(process.stderr);
  stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const lines = (): string[] => output.split("\n").slice(0, -1);
  return {
    untilLines: (count, timeoutMs = PATIENCE_MS) =>
      vi.waitFor(() => {
        const written = lines();
        if (written.length < count) throw new Error(`only ${written.length} of ${count} lines`);
        return written;
      }, timeoutMs),
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
      return lines();
    },
  };
}
