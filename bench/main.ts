/*
 * `npm run bench` runs the comparisons for one process except those of polls; `npm run bench -- polls` runs these, with `--quick` in
 * three minutes; `npm run bench -- cluster` those for several processes, with `--quick` in about three minutes.
 */
import { spawnSync } from "node:child_process";

const ALONE = ["answers", "hostile-answers", "first-post"];
const NAMED: Readonly<Record<string, string>> = {
  polls: "polls/compare",
  cluster: "cluster/compare",
};
const [name, ...rest] = process.argv.slice(2);
const named = name === undefined ? ALONE : [NAMED[name]];
for (const script of named) {
  if (script === undefined) throw new Error(`there is no bench ${name}`);
  const path = new URL(`${script}.ts`, import.meta.url).pathname;
  const args = ["--disable-warning=ExperimentalWarning", path, ...rest];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  process.exitCode = status ?? 1;
  if (status !== 0) break;
}
