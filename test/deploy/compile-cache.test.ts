import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEnvironment } from "../support/processes/test-environment.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const ENABLING = "src/enable-compile-cache.js";
/** `main.ts`, and what packages load once they are used. A start compiles more than 2,000 files. */
const NEW_AT_MOST = 150;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "pika-relay-compiled-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const run = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> => {
  const all = { PATH: process.env["PATH"] ?? "", TMPDIR: tmpdir(), ...env };
  return (await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: all })).stdout.trim();
};
const filesIn = async (path: string): Promise<number> =>
  (await readdir(path, { recursive: true })).length;

it("has compiled all that a start needs once scripts/compile.ts has run, as in the image", async () => {
  const compiled = join(directory, "compiled");
  await run(["scripts/compile.ts"], { NODE_COMPILE_CACHE: compiled });
  const before = await filesIn(compiled);
  await using environment = await createEnvironment();
  const relay = await environment.readyRelay({ NODE_COMPILE_CACHE: compiled });
  expect(await relay.stop()).toEqual({ code: 0, signal: null });
  expect((await filesIn(compiled)) - before).toBeLessThanOrEqual(NEW_AT_MOST);
}, 60_000);

it("is kept beside the packages, or where NODE_COMPILE_CACHE says", async () => {
  const printDirectory = [
    "--import",
    `./${ENABLING}`,
    "--print",
    "require('node:module').getCompileCacheDir()",
  ];
  expect(await run(printDirectory)).toContain(join(ROOT, "node_modules/.cache/compiled"));
  const elsewhere = join(directory, "elsewhere");
  expect(await run(printDirectory, { NODE_COMPILE_CACHE: elsewhere })).toContain(elsewhere);
});

it("is done without where nothing can be written", async () => {
  const copy = join(directory, "copy");
  await cp(join(ROOT, ENABLING), join(copy, ENABLING));
  await writeFile(join(copy, "node_modules"), "a file");
  expect(await run(["--import", join(copy, ENABLING), "--print", "'went on'"])).toBe("went on");
});

it("is enabled before main.ts is compiled, by npm start and in the image", async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    readonly scripts: { readonly start: string };
  };
  const dockerfile = await readFile(join(ROOT, "Dockerfile"), "utf8");
  const [, command = ""] = /^CMD (.*)$/m.exec(dockerfile) ?? [];
  const [, compiling = ""] = /^RUN (\["node".*)$/m.exec(dockerfile) ?? [];
  const start = ["node", "--import", `./${ENABLING}`, "src/main.ts"];
  expect(scripts.start.split(" ")).toEqual(start);
  expect(JSON.parse(command)).toEqual(start);
  // With the same options, or V8 would not use what was compiled.
  expect(JSON.parse(compiling)).toEqual([...start.slice(0, -1), "scripts/compile.ts"]);
});
