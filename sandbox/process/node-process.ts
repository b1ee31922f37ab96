/** Processes of Node.js that never outlive the one that started them. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** Arguments for Node.js before a script's name: the process ends with the one at the other end of its standard input. */
export const ENDING_WITH_PARENT: readonly string[] = [
  "--import",
  new URL("end-with-parent.ts", import.meta.url).href,
];

/** A running process. */
export type NodeProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts Node.js with these arguments. */
export function startNode(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): NodeProcess {
  return spawn(process.execPath, [...ENDING_WITH_PARENT, ...args], {
    ...options,
    stdio: ["pipe", "pipe", "pipe"],
  });
}
