import { parseBoundedJson } from "./bounded-json.ts";

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object in an answer, with the JSON in its strings parsed; `undefined` if there is none. `json`: dotted paths. */
export function readAnswer(text: string | undefined, json: readonly string[]): Fields | undefined {
  const value = parseBoundedJson(text);
  if (!isFields(value)) return undefined;
  for (const path of json) parseAt(value, path.split("."));
  return value;
}

/** What is no JSON, or too much, counts as missing. */
function parseAt(fields: Fields, [name = "", ...rest]: readonly string[]): void {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (rest.length > 0 && isFields(value)) parseAt(value, rest);
  else if (rest.length === 0 && typeof value === "string") fields[name] = parseBoundedJson(value);
}
