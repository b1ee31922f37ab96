import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

/** Unit tests of what several files promise together. */
const TESTS_OF_SEVERAL_FILES = [
  "commands/short-ids",
  "messages/catalogues",
  "messages/units",
  "services/service-contract",
];

/**
 * Data structures: no I/O, no state beyond the one that is made, and no time of their own, because the relay gives none of
 * them a time to live (lru-cache would measure it with a clock and a timer of its own).
 */
const DATA_STRUCTURES = ["lru-cache", "tinyqueue", "@sapphire/async-queue"];

/** The dependency rule as data: which imports the files whose path begins with `from` may have. */
const RULES: readonly { from: string; may: readonly (string | RegExp)[] }[] = [
  { from: "src/core/", may: ["src/core/", "zod", "lru-cache"] },
  { from: "src/messages/", may: ["src/core/", "src/messages/"] },
  // The wings of the services, from the innermost to the outermost. What else a service needs comes through a port.
  {
    from: "src/services/runtime/",
    may: ["src/core/", "src/services/runtime/", ...DATA_STRUCTURES],
  },
  ...[
    ["following"],
    ["status", "following"],
    ["delivery", "status", "following"],
    ["requests", "status", "following"],
  ].map(([wing, ...others]) => ({
    from: `src/services/${wing}/`,
    may: [
      "src/core/",
      "src/messages/",
      "src/services/runtime/",
      `src/services/${wing}/`,
      ...others.map((other) => `src/services/${other}/`),
      ...DATA_STRUCTURES,
    ],
  })),
  { from: "commands/", may: ["commands/", "src/core/command.ts", "src/messages/", "zod"] },
  {
    from: "src/adapters/discord/",
    may: [
      "src/core/",
      "src/messages/",
      "src/adapters/discord/",
      /^node:/,
      "discord.js",
      "lru-cache",
      "undici",
      "zod",
    ],
  },
  {
    from: "src/adapters/slack/",
    may: [
      "src/core/",
      "src/messages/",
      "src/adapters/slack/",
      /^node:/,
      "@slack/bolt",
      "@slack/web-api",
      "@slack/socket-mode",
      "lru-cache",
      "undici",
      "zod",
    ],
  },
  {
    from: "src/adapters/keyv/",
    may: [
      "src/core/",
      "src/adapters/keyv/",
      /^node:/,
      "keyv",
      "@keyv/sqlite",
      "@sapphire/async-queue",
      "zod",
    ],
  },
  {
    from: "src/adapters/pika/",
    may: ["src/core/", "src/adapters/pika/", /^node:/, "lru-cache", "undici", "zod"],
  },
  {
    from: "src/adapters/media/",
    may: ["src/core/", "src/adapters/media/", /^node:/, "undici", "ipaddr.js", "file-type"],
  },
  {
    from: "src/adapters/ffmpeg/",
    may: ["src/core/", "src/adapters/ffmpeg/", /^node:/, "@sapphire/async-queue", "zod"],
  },
  { from: "src/adapters/pino/", may: ["src/core/", "src/adapters/pino/", /^node:/, "pino"] },
  { from: "src/adapters/node/", may: ["src/core/"] },
  { from: "src/app/", may: ["src/core/", "src/messages/", "src/services/", "src/app/"] },
  { from: "src/config/", may: ["src/core/", "src/messages/", "src/config/", "zod"] },
  { from: "src/main.ts", may: ["src/", "commands/", /^node:/] },
  // The stand-ins share no code with the relay: a mistake in shared code would be invisible to every test.
  { from: "sandbox/", may: ["sandbox/", /^node:/, "zod", "ws", "playwright-core"] },
  {
    from: "sandbox/pika/",
    may: ["sandbox/pika/", "sandbox/loopback-server.ts", /^node:/, "zod"],
  },
  { from: "sandbox/discord/", may: ["sandbox/discord/", /^node:/, "zod", "ws"] },
  { from: "sandbox/slack/", may: ["sandbox/slack/", /^node:/, "zod", "ws"] },
  {
    from: "sandbox/page/client/",
    may: ["sandbox/page/client/", "sandbox/page/page-views.ts", "sandbox/page/user-action.ts"],
  },
];

interface Import {
  readonly file: string;
  readonly target: string;
}

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith(".ts"));

const sources = ["src", "commands"].flatMap(filesIn);
const allSources = [...sources, ...filesIn("sandbox")];

const text = (file: string): string => readFileSync(join(ROOT, file), "utf8");

function importsOf(file: string): Import[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^;]*?\bfrom\s*"([^"]+)"|(?:^|\n)\s*import\s*"([^"]+)"|\bimport\("([^"]+)"\)/g;
  return [...text(file).matchAll(pattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const target = specifier.startsWith(".")
      ? relative(ROOT, resolve(ROOT, dirname(file), specifier))
      : specifier;
    return { file, target };
  });
}

/** A string that ends with a slash is a folder, any other string an exact name. */
const matches = (target: string, rule: string | RegExp): boolean => {
  if (typeof rule !== "string") return rule.test(target);
  return rule.endsWith("/") ? target.startsWith(rule) : target === rule;
};

const allowed = ({ target }: Import, may: readonly (string | RegExp)[]): boolean =>
  may.some((rule) => matches(target, rule));

/** The circles among files, each as the files that it goes through; of several through one file, one. */
function circlesIn(files: readonly string[]): string[][] {
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) circles.push([...path.slice(start), file]);
    if (start !== -1 || done.has(file)) return;
    for (const { target } of importsOf(file))
      if (files.includes(target)) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return circles;
}

describe("architecture", () => {
  it.each(RULES)("$from imports only what it may", ({ from, may }) => {
    const files = allSources.filter((file) => file.startsWith(from));
    expect(files).not.toEqual([]);
    const wrong = files.flatMap(importsOf).filter((each) => !allowed(each, may));
    expect(wrong).toEqual([]);
  });

  it("has a rule for every source file", () => {
    const without = allSources.filter((file) => !RULES.some(({ from }) => file.startsWith(from)));
    expect(without).toEqual([]);
  });

  it("keeps the sandbox out of the product", () => {
    const wrong = sources.flatMap(importsOf).filter(({ target }) => target.startsWith("sandbox/"));
    expect(wrong).toEqual([]);
  });

  it("has no circles, not even of types", () => {
    expect(circlesIn(allSources)).toEqual([]);
  });

  it("reads the environment in main.ts only", () => {
    const readers = sources.filter((file) => /\bprocess\.env\b/.test(text(file)));
    expect(readers).toEqual(["src/main.ts"]);
  });

  it("has a pure core: no clock, no timer, no randomness", () => {
    const impure = sources
      .filter((file) => file.startsWith("src/core/") || file.startsWith("src/services/"))
      .filter((file) =>
        /\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bsetInterval\(|\bMath\.random\(|\bperformance\./.test(
          text(file),
        ),
      );
    expect(impure).toEqual([]);
  });

  it("names files after what they hold, never after nothing", () => {
    const vague = allSources.filter((file) =>
      /(^|[/-])(utils?|helpers?|common|misc|manager|types)\.ts$/.test(file),
    );
    expect(vague).toEqual([]);
    const cased = allSources.filter(
      (file) => !/^[a-z0-9-]+\.ts$/.test(file.split("/").at(-1) ?? ""),
    );
    expect(cased).toEqual([]);
  });

  it("keeps files short enough to read in one go", () => {
    // A catalogue is read by its translators, sentence by sentence.
    const code = allSources.filter((file) => !file.startsWith("src/messages/i18n/"));
    const lengths = code.map((file) => ({ file, lines: text(file).split("\n").length }));
    expect(lengths.filter(({ lines }) => lines > 251)).toEqual([]);
  });

  it("keeps folders small enough to take in at a glance", () => {
    const folders = Map.groupBy(allSources, dirname);
    const sizes = [...folders].map(([folder, files]) => ({ folder, files: files.length }));
    expect(sizes.filter(({ files }) => files > 15)).toEqual([]);
  });

  it("has a source file for each unit test, at the same place", () => {
    const homeless = filesIn("test/unit")
      .filter((file) => file.endsWith(".test.ts"))
      .map((file) => file.slice("test/unit/".length, -".test.ts".length))
      .filter((path) => {
        const homes = [`src/${path}`, path];
        // An adapter's tests may be about one of its promises: its folder is enough.
        if (path.startsWith("adapters/")) return !existsSync(join(ROOT, dirname(`src/${path}`)));
        return !homes.some((home) => existsSync(join(ROOT, `${home}.ts`)));
      });
    expect(homeless.toSorted()).toEqual(TESTS_OF_SEVERAL_FILES);
  });
});
