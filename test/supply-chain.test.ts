import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

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

describe("what npm ci brings", () => {
  it("is pinned exactly, in every list of the manifest", () => {
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

  it("comes under licences that may go along with this one", () => {
    const others = locked
      .filter(([, { dev = false, optional = false }]) => !dev && !optional)
      .filter(([, { license = "" }]) => !LICENCES.test(license))
      .map(([path, { license }]) => `${path}: ${license}`);
    expect(others).toEqual([]);
  });

  it("is written down as a bill of materials by the continuous integration", () => {
    expect(read(".ci/run")).toMatch(/npm sbom .*--sbom-format/);
  });
});
