import { randomUUID } from "node:crypto";

/** A place for a value in a path or a link. */
const PLACE = /\{([a-z][A-Za-z\d]*)\}/g;
/** A variable of the environment in a header, or `${uuid}`. */
const VARIABLE = /\$\{([A-Za-z][A-Za-z\d_]*)\}/g;

/** The names of the places in a path or a link. */
export const placesIn = (template: string): string[] =>
  [...template.matchAll(PLACE)].map(([, name = ""]) => name);

/** A template with its values. `encode`: applied to each value. Default: none. */
export const fill = (
  template: string,
  values: Readonly<Record<string, string | undefined>>,
  encode: (value: string) => string = String,
): string => template.replace(PLACE, (_, name: string) => encode(values[name] ?? ""));

/** Path and query with their values, each percent-encoded. An answer may have values that are no well-formed text. */
export const fillPath = (
  template: string,
  values: Readonly<Record<string, string | undefined>>,
): string => fill(template, values, (value) => encodeURIComponent(value.toWellFormed()));

/** The environment variables that headers name. */
export const variablesIn = (headers: Readonly<Record<string, string>>): string[] =>
  Object.values(headers)
    .flatMap((value) => [...value.matchAll(VARIABLE)].map(([, name = ""]) => name))
    .filter((name) => name !== "uuid");

/** Headers with the values of their variables, and a fresh UUID for each `${uuid}`. */
export const fillHeaders = (
  headers: Readonly<Record<string, string>>,
  values: Readonly<Partial<Record<string, string>>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replace(VARIABLE, (_, variable: string) =>
        variable === "uuid" ? randomUUID() : (values[variable] ?? ""),
      ),
    ]),
  );

/** A regular expression of the whole of a template, with a named group for each place. */
export const toPattern = (template: string, parts: Readonly<Record<string, string>>): RegExp => {
  const seen = new Set<string>();
  const source = template
    .split(/(\{[a-z][A-Za-z\d]*\})/)
    .map((piece) => {
      const name = /^\{(.*)\}$/.exec(piece)?.[1];
      if (name === undefined) return piece.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
      if (seen.has(name)) return `\\k<${name}>`;
      seen.add(name);
      return `(?<${name}>${parts[name] ?? "[^/]+"})`;
    })
    .join("");
  return new RegExp(`^${source}$`);
};
