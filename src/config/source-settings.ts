import { z } from "zod";
import type {
  SourceDefinition,
  SourceValues,
  SourceVariable,
} from "../core/ports/source-definition.ts";
import { isLoopbackUrl } from "../core/source/loopback.ts";
import { baseUrl, token } from "./values.ts";

/** A source that is switched on, with the values of its variables. */
export interface EnabledSource {
  readonly name: string;
  readonly values: SourceValues;
}

/** How the variables of the sources are read. All are optional: which source is on follows from them. */
export const toSourceShape = (
  definitions: readonly SourceDefinition[],
): Record<string, z.ZodType<string | undefined>> =>
  Object.fromEntries(
    definitions.flatMap(({ variables }) => variables.map((each) => [each.name, toSchema(each)])),
  );

function toSchema(variable: SourceVariable): z.ZodType<string | undefined> {
  switch (variable.kind) {
    case "token":
      return token("the key of the job API").optional();
    case "base-url":
      return baseUrl().optional();
    case "base-urls":
      return baseUrls.optional();
  }
}

const baseUrls = z.string().transform((value, context) => {
  const urls = value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  if (urls.length === 0) {
    context.addIssue({
      code: "custom",
      message: "names no address: list them with commas between",
    });
    return z.NEVER;
  }
  return urls
    .map((each) => {
      const parsed = baseUrl({ allowsHttp: true }).safeParse(each);
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      context.addIssue({ code: "custom", message: `has an entry that ${issue?.message}` });
      return z.NEVER;
    })
    .join(",");
});

/** The variables that a source needs, the one that switches it on first. */
export const neededVariables = ({ variables: [first, ...others] }: SourceDefinition): string[] =>
  [first, ...others.filter(({ isRequired }) => isRequired)].map(({ name }) => name);

/** What switches a source on: the variables that it needs together, with the value if only one does. */
export const switchesOf = (definition: SourceDefinition): string[] => {
  const { name, isOn, variables } = definition;
  if (isOn === undefined) return neededVariables(definition);
  const keys = variables.filter(({ kind }) => kind === "token");
  return [`RELAY_SOURCES=${name}`, ...keys.map((key) => key.name)];
};

/** The problems of sources that have some of the variables that they need, but not all. */
export const incompleteSourceProblems = (
  definitions: readonly SourceDefinition[],
  set: Readonly<Partial<Record<string, string>>>,
): string[] =>
  definitions.map(neededVariables).flatMap((names) => {
    const other = names.find((name) => set[name] !== undefined);
    if (other === undefined) return [];
    return names
      .filter((name) => set[name] === undefined)
      .map((name) => `${name} is missing: ${other} needs it, set both or neither`);
  });

/** The sources that are on, by the values that were read. */
export const toEnabledSources = (
  definitions: readonly SourceDefinition[],
  values: Readonly<Record<string, unknown>>,
): EnabledSource[] =>
  definitions
    .filter(({ isOn, variables: [first] }) => isOn ?? typeof values[first.name] === "string")
    .map(({ name, variables }) => ({ name, values: valuesOf(variables, values) }));

const valuesOf = (
  variables: readonly SourceVariable[],
  values: Readonly<Record<string, unknown>>,
): SourceValues =>
  Object.fromEntries(
    variables.flatMap(({ name, default: usual }) => {
      const value = values[name] ?? usual;
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );

/** The keys of the enabled sources, which no log line may contain. */
export const tokensOf = (
  definitions: readonly SourceDefinition[],
  enabled: readonly EnabledSource[],
): string[] =>
  definitions.flatMap(({ name, variables }) =>
    variables
      .filter(({ kind }) => kind === "token")
      .flatMap(
        (variable) => enabled.find((each) => each.name === name)?.values[variable.name] ?? [],
      ),
  );

/** How often each enabled source may be asked for one job at most, by name, in milliseconds; 0 if it is on this machine. */
export const minPollIntervalsMsOf = (
  definitions: readonly SourceDefinition[],
  enabled: readonly EnabledSource[],
): Record<string, number> =>
  Object.fromEntries(
    enabled.flatMap(({ name, values }) => {
      const definition = definitions.find((each) => each.name === name);
      if (!definition) return [];
      const urls = definition.variables
        .filter(({ kind }) => kind !== "token")
        .flatMap((variable) => values[variable.name]?.split(",") ?? []);
      return [[name, urls.every(isLoopbackUrl) ? 0 : definition.limits.minPollIntervalMs]];
    }),
  );

/** Returns which tokens are missing of sources that are switched on by their name or by a file. */
export const missingTokens = (
  definitions: readonly SourceDefinition[],
  set: Readonly<Partial<Record<string, string>>>,
): string[] =>
  definitions
    .filter(({ isOn }) => isOn === true)
    .flatMap(({ displayName, variables }) =>
      variables
        .filter(({ kind, name }) => kind === "token" && set[name] === undefined)
        .map(({ name }) => `${name} is missing: ${displayName} is switched on and needs its key`),
    );
