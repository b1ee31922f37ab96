import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import type { CreateSource, SourceDefinition } from "../../core/ports/source-definition.ts";
import { toDefinition } from "./definition.ts";
import type { SourceDescription } from "./format/description.ts";

const PRESETS = fileURLToPath(new URL("presets", import.meta.url));
const SUFFIX = ".yaml";

/** A described job API, in the form of the list of all sources. */
export interface DescribedSource {
  readonly definition: SourceDefinition;
  readonly load: () => Promise<CreateSource>;
}

/** The names of the descriptions that come with the relay, in order. Each has a file of its name. */
const listPresets = async (): Promise<string[]> =>
  (await readdir(PRESETS))
    .flatMap((file) => (file.endsWith(SUFFIX) ? [file.slice(0, -SUFFIX.length)] : []))
    .toSorted();

/** The descriptions that come with the relay, by name. `isWanted`: which ones are read. Default: all. */
export async function readPresets(
  isWanted: (name: string) => boolean = () => true,
): Promise<SourceDescription[]> {
  const names = (await listPresets()).filter(isWanted);
  const read = names.map((name) => readFileOf(join(PRESETS, name + SUFFIX), name + SUFFIX));
  return (await Promise.all(read)).flat();
}

/** What describes the presets that are not among `enabled`. */
export const loadUnusedPresets = async (enabled: readonly string[]): Promise<SourceDefinition[]> =>
  (await readPresets((name) => !enabled.includes(name))).map((each) => toDefinition(each, false));

/** Options of {@link loadDescribedSources}. */
export interface DescribedSourcesOptions {
  /** The value of RELAY_SOURCES: a comma list of presets. Default: none. */
  readonly names?: string | undefined;
  /** The value of RELAY_SOURCES_FILE: a path. Default: no file. */
  readonly file?: string | undefined;
  /** The names of the other sources. */
  readonly taken: readonly string[];
}

/**
 * The named presets, and the job APIs that the file describes; all are on. Rejects with a ConfigError. Reads no other preset:
 * that takes longer than anything else of a start.
 */
export async function loadDescribedSources({
  names = "",
  file = "",
  taken,
}: DescribedSourcesOptions): Promise<DescribedSource[]> {
  const known = await listPresets();
  const wanted = names
    .split(",")
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== "");
  const unknown = wanted.filter((each) => !known.includes(each));
  if (unknown.length > 0)
    throw new ConfigError([
      `RELAY_SOURCES has an entry that is no preset: the presets are ${known.join(", ")}`,
    ]);
  const own = file.trim() === "" ? [] : await readFileOf(file.trim());
  const all = [...taken, ...known];
  for (const [index, { name }] of own.entries())
    if ([...all, ...own.slice(0, index).map((each) => each.name)].includes(name))
      throw new ConfigError([
        `RELAY_SOURCES_FILE describes ${name}, but there is a source of that name: choose another`,
      ]);
  const presets = wanted.length === 0 ? [] : await readPresets((name) => wanted.includes(name));
  return [...presets, ...own].map(toDescribedSource);
}

/** Throws a ConfigError. `shown`: the file's name, for the problems. */
async function readFileOf(file: string, shown = file): Promise<SourceDescription[]> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined)
    throw new ConfigError([
      "RELAY_SOURCES_FILE names a file that cannot be read: check its path and its rights",
    ]);
  const { readDescriptions } = await import("./format/read-descriptions.ts");
  return readDescriptions(text, shown);
}

const toDescribedSource = (description: SourceDescription): DescribedSource => ({
  definition: toDefinition(description, true),
  load: async () => {
    const { DescribedJobSource } = await import("./job-source.ts");
    return (options) => new DescribedJobSource(description, options);
  },
});
