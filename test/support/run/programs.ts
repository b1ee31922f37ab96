/** ffmpeg and ffprobe for the tests, from the packages that contain them. */
import { chmodSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The directory within the run's directory. */
export const PROGRAMS = "programs";
const OWNER_MAY_EXECUTE = 0o100;

/** The path of each program: from its variable, else from its package. */
const SOURCES = {
  ffmpeg: { variable: "FFMPEG_PATH", load: () => import("@ffmpeg-installer/ffmpeg") },
  ffprobe: { variable: "FFPROBE_PATH", load: () => import("@ffprobe-installer/ffprobe") },
} as const;

/**
 * The `PATH` for the tests, with a directory in front that has both programs. If a package has none for this machine,
 * the program on the `PATH` is used.
 */
export async function providePrograms(runDirectory: string, path: string): Promise<string> {
  const directory = join(runDirectory, PROGRAMS);
  mkdirSync(directory);
  for (const [name, { variable, load }] of Object.entries(SOURCES)) {
    const program = process.env[variable] ?? (await pathIn(load));
    if (program !== undefined) symlinkSync(program, join(directory, name));
  }
  return [directory, path].join(delimiter);
}

/** The packages throw on a machine that they have no program for. */
async function pathIn(
  load: () => Promise<{ default: { path: string } }>,
): Promise<string | undefined> {
  const installed = await load().catch(() => undefined);
  if (installed === undefined) return undefined;
  const { path } = installed.default;
  const { mode } = statSync(path);
  // The package's install script would do this, but it is never run.
  if ((mode & OWNER_MAY_EXECUTE) === 0) chmodSync(path, mode | OWNER_MAY_EXECUTE);
  return path;
}
