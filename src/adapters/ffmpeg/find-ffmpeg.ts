import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { ConfigError } from "../../core/errors.ts";

/** Absolute paths of the two programs. */
export interface FfmpegPrograms {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

/** Looks for both programs in the directories of a PATH. Rejects with a ConfigError naming RELAY_TRANSCODE. */
export async function findFfmpeg(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<FfmpegPrograms> {
  // The programs inherit files without names, and only Linux lets another process open and seek in those.
  if (platform !== "linux")
    throw new ConfigError([
      "RELAY_TRANSCODE is true, which works on Linux only: set it to false, or run the relay on Linux",
    ]);
  const [ffmpeg, ffprobe] = await Promise.all([
    findProgram("ffmpeg", path),
    findProgram("ffprobe", path),
  ]);
  if (ffmpeg === undefined || ffprobe === undefined) {
    const missing = ffmpeg === undefined ? "ffmpeg" : "ffprobe";
    throw new ConfigError([
      `RELAY_TRANSCODE is true, but ${missing} is not on the PATH: install ffmpeg (on Debian: apt-get install ffmpeg), or set it to false`,
    ]);
  }
  return { ffmpeg, ffprobe };
}

async function findProgram(name: string, path: string): Promise<string | undefined> {
  for (const directory of path.split(delimiter)) {
    // A relative entry would name another program in each working directory.
    if (!isAbsolute(directory)) continue;
    const file = join(directory, name);
    const isProgram = await access(file, constants.X_OK)
      .then(async () => (await stat(file)).isFile())
      .catch(() => false);
    if (isProgram) return file;
  }
  return undefined;
}
