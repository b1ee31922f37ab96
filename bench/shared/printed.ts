import type { NodeProcess } from "../../sandbox/process/node-process.ts";

/** How much of the output is looked at: the line that is waited for may come in two pieces. */
const LATEST = 10_000;

/** Resolves with what the first group of `pattern` matches in what a process prints from now on. Rejects if it ends before. */
export function printed(child: NodeProcess, pattern: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output = `${output}${chunk.toString()}`.slice(-LATEST);
    const [, found] = pattern.exec(output) ?? [];
    if (found !== undefined) resolve(found);
  });
  child.once("exit", (code) => reject(new Error(`the process ended with ${code}`)));
  return promise;
}
