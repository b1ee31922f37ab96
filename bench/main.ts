/*
 * `npm run bench` runs the comparisons for one process; `npm run bench -- cluster` those for several, with `--quick` in about
 * three minutes.
 */
import { spawnSync } from "node:child_process";

const ALONE = ["answers", "hostile-answers", "first-post"];
const [name, ...rest] = process.argv.slice(2);
if (name !== undefined && name !== "cluster") throw new Error(`there is no bench ${name}`);
for (const script of name === undefined ? ALONE : ["cluster/compare"]) {
  const path = new URL(`${script}.ts`, import.meta.url).pathname;
  const args = ["--disable-warning=ExperimentalWarning", path, ...rest];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  process.exitCode = status ?? 1;
  if (status !== 0) break;
}
