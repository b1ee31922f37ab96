import type { SourceDefinition, SourceVariable } from "../../core/ports/source-definition.ts";
import type { SourceDescription } from "./format/description.ts";
import { recogniseDescribed } from "./recognise.ts";
import { variablesIn } from "./format/template.ts";

/** The variable that overrides a source's base URL: `MINIMAX_V1_API_URL`. */
export const urlVariableOf = ({ name }: Pick<SourceDescription, "name">): string =>
  `${name.toUpperCase().replaceAll("-", "_")}_API_URL`;

/** What a description says to the configuration. `isOn`: whether the source is switched on. */
export function toDefinition(description: SourceDescription, isOn: boolean): SourceDefinition {
  const { name, displayName, limits, headers, download, baseUrl } = description;
  const keys = new Set([...variablesIn(headers), ...variablesIn(download?.headers ?? {})]);
  const url: SourceVariable = {
    name: urlVariableOf(description),
    kind: "base-url",
    description: `Base URL of ${displayName}`,
    default: baseUrl,
  };
  const [first, ...rest] = [...keys].map((key): SourceVariable => ({
    name: key,
    kind: "token",
    description: `Key of ${displayName}`,
  }));
  return {
    name,
    displayName,
    limits: {
      minPollIntervalMs: limits.interval,
      ...(limits.perSecond !== undefined && { maxPerSecond: limits.perSecond }),
      ...(limits.recordsKept !== undefined && { recordsKeptMs: limits.recordsKept }),
      ...(limits.filesKept !== undefined && { mediaKeptMs: limits.filesKept }),
    },
    variables: first ? [first, ...rest, url] : [url],
    isOn,
    recognise: (text) => recogniseDescribed(description, text),
  };
}
