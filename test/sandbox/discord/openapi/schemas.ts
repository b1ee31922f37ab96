/**
 * The excerpt of Discord's own description that scripts/write-discord-description.ts writes, and checks against its
 * schemas. Stricter than the description: anything it does not name is a mistake, in requests and in answers.
 */
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Ajv2020, type ErrorObject, type Options } from "ajv/dist/2020.js";
import { AMENDMENTS } from "./amendments.ts";

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** A parameter in a path or a query. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required?: boolean;
  readonly schema: Schema;
}

/** The content of an answer with some status. */
export interface Answer {
  readonly $ref?: string;
  readonly content?: Content;
}

/** A method of a path. */
export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
  /** An empty alternative: no token is needed. */
  readonly security: readonly Schema[];
}

interface Description {
  /** Methods in lower case, and the `parameters` that they share. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | Parameter[]>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, Answer>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

const FILE = new URL("discord-openapi.json", import.meta.url);
const REFERENCE = /^#\/components\/schemas\//;

/** Discord's own formats and the standard ones. An unknown format fails the tests at once. */
const FORMATS: Options["formats"] = {
  snowflake: (text: string) => /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n,
  nonce: (text: string) => text.length <= 25,
  "date-time": (text: string) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text)),
  uri: (text: string) => URL.canParse(text),
  int32: { type: "number", validate: (value: number) => Math.abs(value) <= 2 ** 31 },
  int64: { type: "number", validate: (value: number) => Number.isInteger(value) },
  double: { type: "number", validate: (value: number) => Number.isFinite(value) },
};

const isObject = (node: unknown): node is Record<string, unknown> =>
  typeof node === "object" && node !== null && !Array.isArray(node);

function amend(description: Description): void {
  for (const { schema, path, described, holds } of AMENDMENTS) {
    let node: Record<string, unknown> = description.components.schemas;
    const last = path.at(-1) ?? schema;
    for (const name of [schema, ...path].slice(0, -1)) node = node[name] as typeof node;
    if (!isDeepStrictEqual(node[last], described))
      throw new Error(`the amendment of ${[schema, ...path].join(".")} is out of date`);
    node[last] = holds;
  }
}

/** Schemas that others are composed of, which must allow more properties. */
function partsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(partsOf);
  if (!isObject(node)) return [];
  const parts = Array.isArray(node["allOf"]) ? (node["allOf"] as Schema[]) : [];
  const names = parts.flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []));
  return [...names, ...Object.values(node).flatMap(partsOf)];
}

/** Converts references to names, and forbids properties that are not named. `open`: the schema is part of another. */
function close(node: unknown, open = false): unknown {
  if (Array.isArray(node)) return node.map((item) => close(item));
  if (!isObject(node)) return node;
  const closed = Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (key === "$ref") return [key, String(value).replace(REFERENCE, "")];
      if (key === "allOf") return [key, (value as unknown[]).map((part) => close(part, true))];
      return [key, close(value)];
    }),
  );
  return open || !namesProperties(node) ? closed : { ...closed, unevaluatedProperties: false };
}

/** Whether a schema names its properties. The type tells it from a map of properties, one of which may be named "properties". */
const namesProperties = (schema: Record<string, unknown>): boolean =>
  [schema["type"]].flat().includes("object") &&
  ("properties" in schema || "allOf" in schema) &&
  schema["additionalProperties"] === undefined;

const description = JSON.parse(readFileSync(FILE, "utf8")) as Description;
amend(description);
// Forms are composed of messages as well, but forms are never checked as a whole.
const parts = new Set(partsOf(description.components.schemas));

/** Discord's description, with schemas that {@link complaintsAbout} accepts. */
export const { paths, components } = {
  paths: close(description.paths) as Description["paths"],
  components: {
    responses: close(description.components.responses) as Description["components"]["responses"],
    schemas: Object.fromEntries(
      Object.entries(description.components.schemas).map(([name, schema]) => [
        name,
        close(schema, parts.has(`#/components/schemas/${name}`)) as Schema,
      ]),
    ),
  },
};

function createAjv(options: Options): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    formats: FORMATS,
    ...options,
  });
  for (const [name, schema] of Object.entries(components.schemas)) ajv.addSchema(schema, name);
  return ajv;
}

const exact = createAjv({});
/** Reads numbers and booleans from text, as in a query. */
const lenient = createAjv({ coerceTypes: true });

/** Returns why a value does not fit its schema. */
export function complaintsAbout(
  value: unknown,
  schema: Schema,
  { isText = false }: { isText?: boolean } = {},
): string[] {
  const fits = (isText ? lenient : exact).compile(schema);
  return fits(value) ? [] : (fits.errors ?? []).map(toComplaint);
}

function toComplaint({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath === "" ? "/" : instancePath} ${message} ${JSON.stringify(params)}`;
}
