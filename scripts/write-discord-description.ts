/**
 * Writes the part of Discord's OpenAPI description that the stand-in implements, for the tests of the stand-in and the
 * adapter: `npx node scripts/write-discord-description.ts openapi.json`, with the file of
 * https://github.com/discord/discord-api-spec.
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { ROUTES } from "../sandbox/discord/rest/rest-server.ts";

type Json = Readonly<Record<string, unknown>>;
interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly license: Json };
  readonly paths: Readonly<Record<string, Json>>;
  readonly components: Readonly<Record<string, Json>>;
}

const TARGET = new URL("../test/sandbox/discord/openapi/discord-openapi.json", import.meta.url);
/** Keys to leave out: texts for readers, and what the tests do not use. Together they are half of the size. */
const LEFT_OUT = new Set(["description", "title", "deprecated", "headers", "x-discord-union"]);
const LEFT_OUT_CONTENT = "application/x-www-form-urlencoded";

/** Returns a schema, operation or response without these keys; names of properties are kept. */
function condense(node: unknown, keysAreNames = false): unknown {
  if (Array.isArray(node)) return node.map((item) => condense(item));
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(
    ([key]) => keysAreNames || (!LEFT_OUT.has(key) && key !== LEFT_OUT_CONTENT),
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [key, condense(value, !keysAreNames && key === "properties")]),
  );
}

/** Our `:channelId` and Discord's `{channel_id}` are the same; `@original` is an id as well. */
const shape = (path: string): string => path.replaceAll(/:\w+|\{\w+\}|@original/g, "*");

function selectPaths({ paths }: Description): Record<string, Json> {
  const selected: Record<string, Json> = {};
  const missing = ROUTES.filter(({ method, path }) => {
    const found = Object.entries(paths).filter(
      ([candidate, item]) => shape(candidate) === shape(path) && method.toLowerCase() in item,
    );
    for (const [name, item] of found) {
      const operation = { [method.toLowerCase()]: item[method.toLowerCase()] };
      const shared = item["parameters"] === undefined ? {} : { parameters: item["parameters"] };
      selected[name] = { ...selected[name], ...shared, ...operation };
    }
    return found.length === 0;
  });
  if (missing.length > 0) {
    const names = missing.map(({ method, path }) => `${method} ${path}`);
    throw new Error(`Discord does not describe ${names.join(", ")}`);
  }
  return condense(selected) as Record<string, Json>;
}

/** Returns everything that `root` refers to, directly or indirectly. */
function reach(root: unknown, { components }: Description): Record<string, Record<string, Json>> {
  const reached: Record<string, Record<string, Json>> = {};
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const [, kind, name] of JSON.stringify(node).matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) {
      if (kind === undefined || name === undefined || reached[kind]?.[name]) continue;
      const component = condense(components[kind]?.[name]) as Json;
      reached[kind] = { ...reached[kind], [name]: component };
      waiting.push(component);
    }
  }
  return reached;
}

/** One line per operation and schema, so that the diff of an update is readable. */
function render(node: unknown, depth: number): string {
  if (depth === 0 || typeof node !== "object" || node === null) return JSON.stringify(node);
  const lines = Object.entries(node).map(
    ([key, value]) => `${JSON.stringify(key)}: ${render(value, depth - 1)}`,
  );
  return `{\n${lines.join(",\n")}\n}`;
}

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error("which file? See the head of this script");
const bytes = await readFile(source);
const description = JSON.parse(bytes.toString()) as Description;
const { openapi, info } = description;
const paths = selectPaths(description);
const { responses = {}, schemas = {} } = reach(paths, description);
const excerpt = {
  "x-origin": {
    from: "https://github.com/discord/discord-api-spec",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    changes: "an excerpt, made by scripts/write-discord-description.ts",
  },
  openapi,
  info: { title: info.title, version: info.version, license: info.license },
  paths: sorted(paths),
  components: { responses: sorted(responses), schemas: sorted(schemas) },
};
await writeFile(TARGET, `${render(excerpt, 3)}\n`);
console.log(`${TARGET.pathname} is written from ${info.title}, version ${info.version}`);
