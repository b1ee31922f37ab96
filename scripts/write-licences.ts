/**
 * Writes docs/licences.md: every package of package-lock.json that `npm ci --omit=dev` installs, with its version and
 * licence: `npx node scripts/write-licences.ts`.
 */
import { readFile, writeFile } from "node:fs/promises";

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

const lockFile = new URL("../package-lock.json", import.meta.url);
const target = new URL("../docs/licences.md", import.meta.url);

const { packages } = JSON.parse(await readFile(lockFile, "utf8")) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const shipped = Object.entries(packages)
  .filter(([path, { dev = false }]) => path !== "" && !dev)
  .map(([path, { version = "", license = "not stated" }]) => ({
    name: path.replace(/^.*node_modules\//, ""),
    version,
    license,
  }))
  .toSorted((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));

// Aligned as the formatter aligns it, so that formatting changes nothing.
const widest = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
const widths = {
  name: widest(shipped.map(({ name }) => name)),
  version: widest(shipped.map(({ version }) => version)),
  license: widest(shipped.map(({ license }) => license)),
};
const toRow = (row: { name: string; version: string; license: string }, filler = " "): string =>
  `| ${row.name.padEnd(widths.name, filler)} | ${row.version.padEnd(widths.version, filler)} | ${row.license.padEnd(widths.license, filler)} |`;
// The tree can contain the same version of a package several times.
const rows = new Set(shipped.map((each) => toRow(each)));

await writeFile(
  target,
  `# Licences of the packages

The relay itself is under the [MIT licence](../LICENSE). These are the packages that \`npm ci --omit=dev\` installs, including those that other
packages need, each with the licence that it states. \`npx node scripts/write-licences.ts\` writes this list from
\`package-lock.json\`, and \`test/supply-chain.test.ts\` compares the two.

${toRow({ name: "package", version: "version", license: "licence" })}
${toRow({ name: "", version: "", license: "" }, "-")}
${[...rows].join("\n")}
`,
);
console.log(`docs/licences.md lists ${rows.size} packages`);
