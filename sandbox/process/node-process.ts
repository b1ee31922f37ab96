/** Node.js processes that never outlive their parent. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** Arguments for Node.js before a script's name: the process ends when its standard input closes. */
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
