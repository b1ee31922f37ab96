import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem } from "node:os";

/** The packages whose versions matter to the figures. */
const PACKAGES = ["bullmq", "discord.js", "keyv", "undici"];

/** Lines about the machine, the versions and the day of a run. */
export function describeSetting({ isQuick }: { readonly isQuick: boolean }): readonly string[] {
  const manifest = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  ) as Readonly<Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>>;
  const versions = { ...manifest.devDependencies, ...manifest.dependencies };
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, ${gigabytes} GiB, Linux ${release()}`,
    `Node.js ${process.version}, ${PACKAGES.map((name) => `${name} ${versions[name]}`).join(", ")}`,
    `${new Date().toISOString().slice(0, 10)}${isQuick ? ", with --quick: one round" : ""}`,
  ];
}
