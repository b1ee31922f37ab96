import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import type { CreateSource, SourceDefinition } from "../../core/ports/source-definition.ts";
import { toDefinition } from "./definition.ts";
import type { SourceDescription } from "./format/description.ts";
import { readDescriptions } from "./format/read-descriptions.ts";

const PRESETS = fileURLToPath(new URL("presets", import.meta.url));

/** A described job API, in the form of the list of all sources. */
export interface DescribedSource {
  readonly definition: SourceDefinition;
  readonly load: () => Promise<CreateSource>;
}

/** The descriptions that come with the relay, one file each, by name. */
export async function readPresets(): Promise<SourceDescription[]> {
  const files = (await readdir(PRESETS)).filter((file) => file.endsWith(".yaml"));
  const read = await Promise.all(
    files.map(async (file) => readDescriptions(await readFile(join(PRESETS, file), "utf8"), file)),
  );
  return read.flat().toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Options of {@link loadDescribedSources}. */
export interface DescribedSourcesOptions {
  /** The value of RELAY_SOURCES: a comma list of presets. Default: none. */
  readonly names?: string | undefined;
  /** The value of RELAY_SOURCES_FILE: a path. Default: no file. */
  readonly file?: string | undefined;
  /** The names of the other sources. */
  readonly taken: readonly string[];
}

/** The presets, of which the named ones are on, and the job APIs that the file describes. Rejects with a ConfigError. */
export async function loadDescribedSources({
  names = "",
  file = "",
  taken,
}: DescribedSourcesOptions): Promise<DescribedSource[]> {
  const presets = await readPresets();
  const wanted = names
    .split(",")
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== "");
  const known = presets.map(({ name }) => name);
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
  return [
    ...presets.map((each) => toDescribedSource(each, wanted.includes(each.name))),
    ...own.map((each) => toDescribedSource(each, true)),
  ];
}

async function readFileOf(file: string): Promise<SourceDescription[]> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined)
    throw new ConfigError([
      "RELAY_SOURCES_FILE names a file that cannot be read: check its path and its rights",
    ]);
  return readDescriptions(text, file);
}

const toDescribedSource = (description: SourceDescription, isOn: boolean): DescribedSource => ({
  definition: toDefinition(description, isOn),
  load: async () => {
    const { DescribedJobSource } = await import("./job-source.ts");
    return (options) => new DescribedJobSource(description, options);
  },
});
