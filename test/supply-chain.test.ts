import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(resolve(ROOT, path), "utf8");

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
}

const manifest = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;
const lock = JSON.parse(read("package-lock.json")) as {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const locked = Object.entries(lock.packages).filter(([path]) => path !== "");

/** Licences that may go along with an MIT-licensed program, as their packages name them. */
const LICENCES =
  /^\(?(?:MIT|MIT-0|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Python-2\.0|CC-BY-4\.0|WTFPL)(?: (?:OR|AND) .+)?\)?$/;

const nameOf = (path: string): string => path.replace(/^.*node_modules\//, "");

/** What a package says about itself; old ones say it in an object. */
function licenceIn(file: string): string | undefined {
  const { license, licenses } = JSON.parse(read(file)) as {
    license?: string | { type: string };
    licenses?: { type: string }[];
  };
  const stated = license ?? licenses?.[0];
  return typeof stated === "object" ? stated.type : stated;
}

describe("what npm ci installs", () => {
  it("is pinned to exact versions in every list of the manifest", () => {
    const lists = ["dependencies", "devDependencies", "optionalDependencies", "overrides"];
    const versions = lists.flatMap((list) => Object.entries(manifest[list] ?? {}));
    const loose = versions.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });

  it("has its integrity in the lock file, and no address of a registry", () => {
    const unsound = locked.filter(
      ([, { integrity, resolved, link }]) =>
        link === true || !integrity?.startsWith("sha512-") || resolved !== undefined,
    );
    expect(unsound.map(([path]) => path)).toEqual([]);
  });

  it("runs no package's install script", () => {
    expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
  });

  it("has licences that are compatible with this one", () => {
    const others = locked
      .filter(([, { dev = false, optional = false }]) => !dev && !optional)
      .filter(([, { license = "" }]) => !LICENCES.test(license))
      .map(([path, { license }]) => `${path}: ${license}`);
    expect(others).toEqual([]);
  });

  it("is listed with its licences (else: npx node scripts/write-licences.ts)", () => {
    const listed = [...read("docs/licences.md").matchAll(/^\| (\S+) +\| (\d\S*) +\| (.+?) +\|$/gm)];
    const shipped = locked
      .filter(([, { dev = false }]) => !dev)
      .map(([path, { version, license }]) => `${nameOf(path)} ${version}: ${license}`);
    expect(listed.map(([, name, version, licence]) => `${name} ${version}: ${licence}`)).toEqual(
      [...new Set(shipped)].toSorted(),
    );
  });

  it("has the same licences in the lock file as in the packages", () => {
    const others = locked
      .map(([path, { license }]) => ({ file: `${path}/package.json`, license }))
      .filter(({ file }) => existsSync(resolve(ROOT, file)))
      .filter(({ file, license }) => licenceIn(file) !== license);
    expect(others).toEqual([]);
  });

  // Used to leave out what both the product and its tests need, zod for one.
  it("is complete in the bill of materials that the continuous integration writes", () => {
    const [, options = ""] =
      /npm sbom (--sbom-format cyclonedx[^>]*) > /.exec(read(".ci/run")) ?? [];
    const printed = execFileSync("npm", ["sbom", ...options.split(" ")], { cwd: ROOT });
    const { components } = JSON.parse(printed.toString()) as {
      components: { group?: string; name: string; version: string }[];
    };
    const named = new Set(
      components.map(({ group, name, version }) =>
        [...(group === undefined ? [] : [group]), `${name} ${version}`].join("/"),
      ),
    );
    const missing = locked
      .map(([path, { version }]) => `${nameOf(path)} ${version}`)
      .filter((each) => !named.has(each));
    expect(missing).toEqual([]);
  }, 30_000);
});
