/*
 * `npm run bench` runs all comparisons and writes bench/RESULTS.md, bench/results.svg and bench/growth.svg. With names, such as
 * `npm run bench -- polls`, it runs only these, and writes nothing. `--quick`: fewer rounds, some minutes. `--check`: writes
 * nothing, and ends with code 1 if a goal is missed, after a line for each.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeSetting } from "./results/setting.ts";
import { toCurves } from "./results/to-curves.ts";
import { toMarkdown } from "./results/to-markdown.ts";
import { toSvg } from "./results/to-svg.ts";
import { isReached, ratioOf, RESULTS_PATH, toText, type Result } from "./shared/result.ts";

/** Their scripts. */
const BENCHES: Readonly<Record<string, string>> = {
  polls: "polls/compare",
  lateness: "polls/lateness",
  start: "start/compare",
  growth: "growth/compare",
  registering: "registering/compare",
  "slow-api": "slow-api/compare",
  commands: "commands/compare",
  media: "media/compare",
  "empty-start": "start/empty",
  answers: "answers",
  "hostile-answers": "hostile-answers",
  "first-post": "first-post",
  // The longest.
  cluster: "cluster/compare",
};
const FLAGS = ["--quick", "--check"];

const args = process.argv.slice(2);
const isCheck = args.includes("--check");
const names = args.filter((arg) => !FLAGS.includes(arg));
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  const known = [...Object.keys(BENCHES), ...FLAGS].join(", ");
  process.stderr.write(`There is no ${unknown.join(", ")}. There are: ${known}\n`);
  process.exit(2);
}

/** Runs a bench in a process of its own. Returns what it reported. */
function run(name: string, directory: string): readonly Result[] {
  const path = join(directory, name);
  writeFileSync(path, "");
  const script = new URL(`${BENCHES[name]}.ts`, import.meta.url).pathname;
  process.stdout.write(`${name}\n`);
  const flags = args.filter((arg) => arg === "--quick");
  const { status } = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", script, ...flags],
    { stdio: "inherit", env: { ...process.env, [RESULTS_PATH]: path } },
  );
  if (status !== 0) process.exitCode = 1;
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Result);
}

function writeResults(): void {
  const setting = describeSetting({ isQuick: args.includes("--quick") });
  const finished = { benches, setting };
  writeFileSync(new URL("RESULTS.md", import.meta.url), toMarkdown(finished));
  writeFileSync(new URL("results.svg", import.meta.url), toSvg(finished));
  writeFileSync(new URL("growth.svg", import.meta.url), toCurves(finished));
}

const directory = mkdtempSync(join(tmpdir(), "pika-relay-bench-"));
const benches = new Map<string, readonly Result[]>();
try {
  for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
    benches.set(name, run(name, directory));
    // After each, because all of them take an hour, and the last may fail.
    if (names.length === 0 && !isCheck) writeResults();
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
if (isCheck) {
  const missed = [...benches.values()].flat().filter((result) => isReached(result) === false);
  for (const result of missed)
    process.stdout.write(
      `missed: ${result.what}, beside ${result.reference.name}: ${toText(ratioOf(result))}\n`,
    );
  process.stdout.write(`${missed.length} goals missed\n`);
  if (missed.length > 0) process.exitCode = 1;
}
