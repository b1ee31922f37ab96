import { comfyDefinition } from "./adapters/comfy/definition.ts";
import { falDefinition } from "./adapters/fal/definition.ts";
import { pikaDefinition } from "./adapters/pika/definition.ts";
import { replicateDefinition } from "./adapters/replicate/definition.ts";
import { runwayDefinition } from "./adapters/runway/definition.ts";
import { useapiDefinition } from "./adapters/useapi/definition.ts";
import {
  openrouterDefinition,
  togetherDefinition,
  videosDefinition,
} from "./adapters/videos/definition.ts";
import type { CreateSource, SourceDefinition } from "./core/ports/source-definition.ts";

/** A job API, and what loads its code. */
export interface KnownSource {
  readonly definition: SourceDefinition;
  /** Called only if the source is switched on. */
  readonly load: () => Promise<CreateSource>;
}

/**
 * Every job API that the relay knows, in the order in which people see them. Beside `main.ts`, which runs when it is
 * imported, this is the one file that names them.
 */
export const JOB_SOURCES: readonly KnownSource[] = [
  {
    definition: pikaDefinition,
    load: async () => (await import("./adapters/pika/job-source.ts")).createPikaJobSource,
  },
  {
    definition: useapiDefinition,
    load: async () => (await import("./adapters/useapi/job-source.ts")).createUseapiJobSource,
  },
  {
    definition: falDefinition,
    load: async () => (await import("./adapters/fal/job-source.ts")).createFalJobSource,
  },
  {
    definition: comfyDefinition,
    load: async () => (await import("./adapters/comfy/job-source.ts")).createComfyJobSource,
  },
  {
    definition: replicateDefinition,
    load: async () => (await import("./adapters/replicate/job-source.ts")).createReplicateJobSource,
  },
  {
    definition: runwayDefinition,
    load: async () => (await import("./adapters/runway/job-source.ts")).createRunwayJobSource,
  },
  {
    definition: openrouterDefinition,
    load: async () => (await import("./adapters/videos/job-source.ts")).createOpenrouterJobSource,
  },
  {
    definition: togetherDefinition,
    load: async () => (await import("./adapters/videos/job-source.ts")).createTogetherJobSource,
  },
  {
    definition: videosDefinition,
    load: async () => (await import("./adapters/videos/job-source.ts")).createVideosJobSource,
  },
];

/** Their definitions, which the documentation lists. */
export const SOURCE_DEFINITIONS: readonly SourceDefinition[] = JOB_SOURCES.map(
  ({ definition }) => definition,
);

/**
 * {@link JOB_SOURCES}, the presets that RELAY_SOURCES names, and those that the file of RELAY_SOURCES_FILE describes. Rejects
 * with a ConfigError. For the other presets, see {@link loadUnusedPresets}.
 */
export async function loadKnownSources(
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly KnownSource[]> {
  const { loadDescribedSources } = await import("./adapters/described/load-described-sources.ts");
  const taken = SOURCE_DEFINITIONS.map(({ name }) => name);
  const described = await loadDescribedSources({
    names: env["RELAY_SOURCES"],
    file: env["RELAY_SOURCES_FILE"],
    taken,
  });
  return [...JOB_SOURCES, ...described];
}

/** What describes the presets that are not among `enabled`. */
export async function loadUnusedPresets(
  enabled: readonly string[],
): Promise<readonly SourceDefinition[]> {
  const described = await import("./adapters/described/load-described-sources.ts");
  return described.loadUnusedPresets(enabled);
}
