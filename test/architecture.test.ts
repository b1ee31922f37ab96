import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { TESTED_ELSEWHERE } from "./unit/adapters/tested-elsewhere.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** Unit tests of what several files promise together. */
const TESTS_OF_SEVERAL_FILES = [
  // The example of the documentation.
  "adapters/described/render-farm",
  // The descriptions that come with the relay.
  "adapters/described/presets",
  // Random histories of everything that shares the disk.
  "services/delivery/media/spool-budget",
  "services/requests/retry-intents-shared",
  // The stand-in judges what a whole adapter does.
  "adapters/discord/claims",
  "adapters/discord/interactions/completion",
  "adapters/discord/messages/edit-files",
  "adapters/discord/may-act",
  "adapters/discord/post-only",
  "adapters/slack/claims",
  "adapters/slack/events/workspaces",
  "adapters/slack/may-act",
  "adapters/slack/messages/earlier-results",
  // The contract of every service, on the adapters that are one.
  "adapters/discord/service",
  "adapters/http/service",
  "adapters/keyv/service",
  "adapters/slack/service",
  // The versions of an SDK that our files around it were written for.
  "adapters/discord/sdk/versions",
  "adapters/slack/sdk-versions",
  // Records that cannot be read, or only by a newer release.
  "adapters/keyv/unreadable-settings",
  // Hostile or failing servers and files.
  "adapters/ffmpeg/hostile-files",
  "adapters/keyv/postgres/tls",
  "adapters/keyv/redis/tls",
  "adapters/media/redirects",
  "adapters/media/tls",
  "adapters/media/upload-from-disk",
  "adapters/pika/random-faults",
  // The suite of every source, on the one whose own stand-in is not made for it.
  "adapters/pika/source-contract",
  "commands/short-ids",
  "messages/catalogues",
  "messages/source-names",
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
    ["processes", "requests", "delivery", "status", "following"],
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
      "src/adapters/redis/",
      /^node:/,
      "keyv",
      "@keyv/redis",
      "@keyv/sqlite",
      "pg",
      "@sapphire/async-queue",
      "zod",
    ],
  },
  {
    from: "src/adapters/undici/",
    may: ["src/core/", "src/adapters/undici/", /^node:/, "lru-cache", "undici"],
  },
  // Job APIs: what they send goes through the port of the API client.
  ...["pika", "useapi", "fal", "comfy", "replicate", "runway", "videos"].map((source) => ({
    from: `src/adapters/${source}/`,
    may: ["src/core/", `src/adapters/${source}/`, "zod"],
  })),
  {
    from: "src/adapters/described/",
    may: [
      "src/core/",
      "src/adapters/described/",
      /^node:/,
      "@aws-lambda-powertools/jmespath",
      "yaml",
      "zod",
    ],
  },
  {
    from: "src/adapters/media/",
    may: ["src/core/", "src/adapters/media/", /^node:/, "undici", "ipaddr.js", "file-type"],
  },
  {
    from: "src/adapters/s3/",
    may: ["src/core/", "src/adapters/s3/", /^node:/, "aws4fetch", "undici"],
  },
  {
    from: "src/adapters/ffmpeg/",
    may: ["src/core/", "src/adapters/ffmpeg/", /^node:/, "@sapphire/async-queue", "zod"],
  },
  { from: "src/adapters/pino/", may: ["src/core/", "src/adapters/pino/", /^node:/, "pino"] },
  { from: "src/adapters/http/", may: ["src/core/", "src/adapters/http/", /^node:/, "fastify"] },
  {
    from: "src/adapters/prometheus/",
    may: ["src/core/", "src/adapters/prometheus/", "prom-client"],
  },
  {
    from: "src/adapters/bullmq/",
    may: [
      "src/core/",
      "src/adapters/bullmq/",
      "src/adapters/redis/",
      /^node:/,
      "bullmq",
      "@keyv/redis",
    ],
  },
  // What the store and the queue on Redis have in common.
  { from: "src/adapters/redis/", may: ["src/adapters/redis/", /^node:/, "@keyv/redis"] },
  { from: "src/adapters/node/", may: ["src/core/"] },
  { from: "src/app/", may: ["src/core/", "src/messages/", "src/services/", "src/app/"] },
  { from: "src/config/", may: ["src/core/", "src/messages/", "src/config/", "zod"] },
  { from: "src/job-sources.ts", may: ["src/core/", "src/adapters/"] },
  { from: "src/main.ts", may: ["src/", "commands/", /^node:/] },
  { from: "src/build.ts", may: ["src/", "commands/", /^node:/] },
  { from: "src/load-platforms.ts", may: ["src/core/", "src/config/", "src/adapters/"] },
  { from: "src/load-queue.ts", may: ["src/core/", "src/config/", "src/adapters/"] },
  {
    from: "src/load-store.ts",
    may: [
      "src/core/",
      "src/config/",
      "src/adapters/",
      "src/load-queue.ts",
      "src/services/runtime/release-stack.ts",
    ],
  },
  // The stand-ins share no code with the relay: a mistake in shared code would be invisible to every test.
  { from: "sandbox/", may: ["sandbox/", /^node:/, "zod", "ws", "playwright-core"] },
  {
    from: "sandbox/pika/",
    may: ["sandbox/pika/", "sandbox/job-api/", "sandbox/loopback-server.ts", /^node:/, "zod"],
  },
  // The other stand-ins of job APIs have a server in common.
  ...["useapi", "fal", "comfy", "replicate", "runway", "videos", "farm"].map((source) => ({
    from: `sandbox/${source}/`,
    may: [`sandbox/${source}/`, "sandbox/job-api/", /^node:/],
  })),
  // What stand-ins of job APIs share: a server, and what any server can do wrong. No API's own answers.
  { from: "sandbox/job-api/", may: ["sandbox/job-api/", "sandbox/loopback-server.ts", /^node:/] },
  {
    from: "sandbox/described/",
    may: ["sandbox/described/", "sandbox/job-api/"],
  },
  { from: "sandbox/s3/", may: ["sandbox/s3/", "sandbox/loopback-server.ts", /^node:/] },
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
const tests = filesIn("test");

const text = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const linesOf = (file: string): number => text(file).trimEnd().split("\n").length;

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

/** All files that one imports, by whatever way. */
function reachableFrom(file: string, reached = new Set<string>()): Set<string> {
  if (reached.has(file) || !existsSync(join(ROOT, file)) || !file.endsWith(".ts")) return reached;
  reached.add(file);
  for (const { target } of importsOf(file)) reachableFrom(target, reached);
  return reached;
}

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

/** Where the unit test of a source file lies. */
const testOf = (source: string): string =>
  `test/unit/${source.replace(/^src\//, "").replace(/\.ts$/, "")}.test.ts`;

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

  // An engine that is not used costs neither time nor memory.
  it("loads adapters and their packages only once they are needed", () => {
    const loaders = [
      "src/main.ts",
      "src/build.ts",
      "src/load-platforms.ts",
      "src/load-queue.ts",
      "src/load-store.ts",
    ];
    const early = loaders.flatMap((file) =>
      [...text(file).matchAll(/(?:^|\n)import (?!type\b)[^;]*?\bfrom "([^"]+)"/g)]
        .map(([, specifier = ""]) => specifier)
        .filter((specifier) => specifier.includes("/adapters/") || /^(?!node:)\w/.test(specifier)),
    );
    expect(early).toEqual(["./adapters/node/system-clock.ts"]);
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
    expect(code.filter((file) => linesOf(file) > 250)).toEqual([]);
    expect(tests.filter((file) => linesOf(file) > 400)).toEqual([]);
  });

  it("keeps folders small enough to take in at a glance", () => {
    const folders = Map.groupBy([...allSources, ...tests], dirname);
    const sizes = [...folders].map(([folder, files]) => ({ folder, files: files.length }));
    expect(sizes.filter(({ files }) => files > 15)).toEqual([]);
  });
});

describe("unit tests", () => {
  const own = new Set(sources.map(testOf));
  it("have a source file at the same place, or are listed as tests of several files", () => {
    const homeless = tests
      .filter((file) => file.startsWith("test/unit/") && file.endsWith(".test.ts"))
      .filter((file) => !own.has(file) && !Object.hasOwn(TESTED_ELSEWHERE, file))
      .map((file) => file.slice("test/unit/".length, -".test.ts".length));
    expect(homeless.toSorted()).toEqual(TESTS_OF_SEVERAL_FILES.toSorted());
  });

  it("cover every file of the adapters: one under its name, or the one listed in tested-elsewhere.ts", () => {
    const untested = sources
      .filter((file) => file.startsWith("src/adapters/"))
      .filter((file) => !existsSync(join(ROOT, testOf(file))));
    expect(Object.values(TESTED_ELSEWHERE).flat().toSorted()).toEqual(untested.toSorted());
  });

  it.each(Object.entries(TESTED_ELSEWHERE))(
    "include %s, which runs what it covers",
    (test, files) => {
      const reached = reachableFrom(test);
      expect(files.filter((file) => !reached.has(file))).toEqual([]);
    },
  );
});
