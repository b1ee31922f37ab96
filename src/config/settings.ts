import { z } from "zod";
import type { SourceDefinition } from "../core/ports/source-definition.ts";
import { environment } from "./environment.ts";

/** A variable, for the documentation. */
export interface Setting {
  readonly name: string;
  /** As it is written in an environment; `undefined` if there is none. */
  readonly default: string | undefined;
  readonly description: string;
}

/** Every variable that the relay reads, in the order of the documentation: those of the job APIs first. */
export const settingsOf = (definitions: readonly SourceDefinition[]): readonly Setting[] => [
  ...definitions.flatMap(({ variables }) =>
    variables.map(({ name, default: usual, description }) => ({
      name,
      default: usual,
      description,
    })),
  ),
  ...Object.entries(environment.shape).map(([name, schema]) => ({
    name,
    default: schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined,
    description: schema.description ?? "",
  })),
];
