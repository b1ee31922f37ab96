import { once } from "node:events";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { startNode } from "../../sandbox/process/node-process.ts";
import { createPikaSandbox } from "../../sandbox/pika/pika-sandbox.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Starts it as package.json's script does. */
function play(env: Readonly<Record<string, string>>) {
  const child = startNode(["--disable-warning=ExperimentalWarning", "sandbox/main.ts"], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "", TMPDIR: tmpdir(), ...env },
  });
  const printed: string[] = [];
  const lines = createInterface(child.stdout).on("line", (line) => printed.push(line));
  createInterface(child.stderr).on("line", (line) => printed.push(line));
  return { child, printed, firstLine: once(lines, "line") };
}

describe("npm run sandbox", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "prints one address, and ends with everything on %s",
    async (signal) => {
      const { child, printed, firstLine } = play({});
      await firstLine;
      const [url = ""] = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed[0] ?? "") ?? [];
      expect((await fetch(url)).status).toBe(200);
      child.kill(signal);
      expect(await once(child, "close")).toEqual([0, null]);
      expect(printed).toHaveLength(1);
      await expect(fetch(url)).rejects.toThrow("fetch failed");
    },
  );

  it("uses the given port, or says in one line why it cannot", async () => {
    const taken = await createPikaSandbox();
    onTestFinished(() => taken.close());
    const { port } = new URL(taken.url);
    for (const [SANDBOX_PORT, words] of [
      ["http", "SANDBOX_PORT is no port: http"],
      [port, `listen EADDRINUSE: address already in use 127.0.0.1:${port}`],
    ] as const) {
      const { child, printed } = play({ SANDBOX_PORT });
      expect(await once(child, "close")).toEqual([1, null]);
      expect(printed).toEqual([words]);
    }
  });
});
