import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, readdir, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { findFfmpeg, type FfmpegPrograms } from "../../../../src/adapters/ffmpeg/find-ffmpeg.ts";
import {
  createFfmpegTranscoder,
  type FfmpegTranscoder,
} from "../../../../src/adapters/ffmpeg/transcoder.ts";
import { createTemporaryFile } from "../../../../src/adapters/media/temporary-file.ts";
import type { MediaFile } from "../../../../src/core/ports/media.ts";
import { createFakeLogger, type FakeLogger } from "../../../support/fakes/fake-logger.ts";

const run = promisify(execFile);

/** The real programs, which `npm test` needs. */
export const programs = await findFfmpeg(process.env["PATH"] ?? "");

/** A directory for videos and fake programs, and another one for what the transcoder keeps on the disk. */
export interface Workshop extends AsyncDisposable {
  readonly directory: string;
  readonly log: FakeLogger;
  /** A video from ffmpeg's test sources; `args` come after the inputs. */
  makeVideo(name: string, sources: readonly string[], args?: readonly string[]): Promise<MediaFile>;
  writeFile(name: string, content: string): Promise<MediaFile>;
  /** A program of that name that runs `script` in Node.js. */
  fakeProgram(name: string, script: string): Promise<string>;
  transcoder(options?: {
    programs?: Partial<FfmpegPrograms>;
    deadlineMs?: number;
  }): FfmpegTranscoder;
  /** Rejects where a file of the transcoder is left, with or without a name. */
  assertNothingLeft(): Promise<void>;
}

/** See {@link Workshop}. */
export async function createWorkshop(): Promise<Workshop> {
  const directory = await mkdtemp(join(tmpdir(), "ffmpeg-test-"));
  const kept = await mkdtemp(join(tmpdir(), "ffmpeg-test-kept-"));
  const log = createFakeLogger();
  return {
    directory,
    log,
    makeVideo: async (name, sources, args = []) => {
      const path = join(directory, name);
      const inputs = sources.flatMap((source) => ["-f", "lavfi", "-i", source]);
      await run(programs.ffmpeg, ["-nostdin", "-v", "error", "-y", ...inputs, ...args, path]);
      return toMediaFile(path);
    },
    writeFile: async (name, content) => {
      await writeFile(join(directory, name), content);
      return toMediaFile(join(directory, name));
    },
    fakeProgram: async (name, script) => {
      const path = join(directory, name);
      const head = `#!${process.execPath}\nconst fs = require("node:fs");\n`;
      await writeFile(path, head + script, { mode: 0o700 });
      return path;
    },
    transcoder: (options = {}) =>
      createFfmpegTranscoder({
        ...options,
        programs: { ...programs, ...options.programs },
        createTemporaryFile: () => createTemporaryFile(kept),
        log,
      }),
    assertNothingLeft: async () => {
      const links = (await readdir("/proc/self/fd")).map((fd) =>
        readlink(`/proc/self/fd/${fd}`).catch(() => ""),
      );
      const open = (await Promise.all(links)).filter((link) => link.startsWith(kept));
      const left = [...open, ...(await readdir(kept))];
      if (left.length > 0) throw new Error(`left on the disk: ${left.join(", ")}`);
    },
    [Symbol.asyncDispose]: async () => {
      await rm(directory, { recursive: true, force: true });
      await rm(kept, { recursive: true, force: true });
    },
  };
}

/** A file of the disk as the relay would have downloaded it. */
export async function toMediaFile(path: string): Promise<MediaFile> {
  const extension = /[^.]*$/.exec(path)?.[0];
  const { size: sizeBytes } = await stat(path);
  return {
    filename: basename(path),
    contentType: extension === "mov" ? "video/quicktime" : `video/${extension}`,
    sizeBytes,
    open: () => createReadStream(path),
    dispose: async () => {},
  };
}

/** What ffprobe says of a file, after ffmpeg has decoded it to its end without a complaint. */
export async function decode(
  file: MediaFile,
  workshop: Workshop,
): Promise<Record<string, unknown>> {
  const path = join(workshop.directory, "played.mp4");
  await writeFile(path, file.open());
  const decoded = await run(programs.ffmpeg, ["-v", "error", "-i", path, "-f", "null", "-"]);
  if (decoded.stderr !== "") throw new Error(decoded.stderr);
  const entries = "format=duration:stream=codec_name,pix_fmt,width,height,avg_frame_rate";
  const args = ["-v", "error", "-of", "json", "-show_entries", entries, path];
  const { stdout } = await run(programs.ffprobe, args);
  const { streams, format } = JSON.parse(stdout) as {
    streams: Record<string, unknown>[];
    format: { duration: string };
  };
  const [video, audio] = streams;
  return { ...video, audio: audio?.["codec_name"], seconds: Math.round(Number(format.duration)) };
}
