import { AsyncQueue } from "@sapphire/async-queue";
import { RelayError } from "../../core/errors.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { MediaFile, Transcoder } from "../../core/ports/media.ts";
import { cutText } from "../../core/text.ts";
import { encodeArguments } from "./encode-arguments.ts";
import type { FfmpegPrograms } from "./find-ffmpeg.ts";
import { inputArguments } from "./input-arguments.ts";
import { planCopy } from "./plan-copy.ts";
import { probeVideo } from "./probe-video.ts";
import { runProgram } from "./run-program.ts";

/** A file on the disk that has no name; other processes get its descriptor. */
export interface TemporaryFile {
  readonly descriptor: number;
  append(chunk: Uint8Array): Promise<void>;
  /** How much there is by now, after another process has written to it. */
  measure(): Promise<number>;
  read(): AsyncIterable<Uint8Array>;
  dispose(): Promise<void>;
}

/** Options of {@link FfmpegTranscoder}. */
export interface FfmpegTranscoderOptions {
  readonly programs: FfmpegPrograms;
  /** Makes an empty file. */
  readonly createTemporaryFile: () => Promise<TemporaryFile>;
  readonly log: Logger;
  /** Longest time for one file, all attempts together, from when its turn comes; default: 5 minutes. */
  readonly deadlineMs?: number;
}

type Request = Parameters<Transcoder["shrink"]>[0];

/** One file to make smaller. */
interface Job extends Request {
  readonly inputArgs: readonly string[];
  readonly signal: AbortSignal;
}

/** Enough for a few minutes of video on a slow machine; a clip takes seconds. */
const DEADLINE_MS = 5 * 60_000;
/** With more than this waiting, the last one's link would expire before its turn. */
const MAX_WAITING = 20;
/** Share of the limit to aim for, by attempt: the encoder keeps to its bit rate closely, not exactly. */
const ATTEMPTS: readonly number[] = [1, 0.7];
/** A larger difference in length means that the copy is incomplete; frames and sound are rounded. */
const MAX_DURATION_DRIFT_SECONDS = 1;
const MAX_FILENAME_STEM_LENGTH = 96;
const MP4 = "video/mp4";

/** Makes smaller copies with ffmpeg, each in a process of its own that sees nothing but the file and the copy. */
export class FfmpegTranscoder implements Transcoder {
  readonly #options: FfmpegTranscoderOptions;
  /** One video at a time, in the order they came. */
  readonly #queue = new AsyncQueue();

  constructor(options: FfmpegTranscoderOptions) {
    this.#options = options;
  }

  async shrink({ file, maxBytes, signal }: Request): Promise<MediaFile | undefined> {
    signal?.throwIfAborted();
    const { log, deadlineMs = DEADLINE_MS } = this.#options;
    const inputArgs = inputArguments(file.contentType);
    const fields = { sizeBytes: file.sizeBytes, maxBytes, contentType: file.contentType };
    if (!inputArgs) return undefined;
    try {
      const copy = await this.#inTurn(signal, () => {
        const deadline = AbortSignal.timeout(deadlineMs);
        const ends = signal ? AbortSignal.any([signal, deadline]) : deadline;
        return this.#copy({ file, maxBytes, inputArgs, signal: ends });
      });
      log.debug({ ...fields, copyBytes: copy?.sizeBytes }, "media.shrink");
      return copy;
    } catch (err) {
      // Once the caller has aborted, any failure is a consequence of that.
      signal?.throwIfAborted();
      log.warn({ ...fields, err }, "media.shrink_failed");
      return undefined;
    }
  }

  /**
   * Runs `task` once all earlier ones have ended, even if they failed. Rejects if `signal` aborts before its turn (from then
   * on it is the task's business), and with a RelayError if too many wait already.
   */
  async #inTurn<T>(signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
    if (this.#queue.remaining > MAX_WAITING)
      throw new RelayError("queue_full", `${MAX_WAITING} wait already`);
    await this.#queue.wait({ signal });
    try {
      return await task();
    } finally {
      this.#queue.shift();
    }
  }

  async #copy(job: Job): Promise<MediaFile | undefined> {
    const input = await this.#options.createTemporaryFile();
    try {
      for await (const chunk of job.file.open()) {
        job.signal.throwIfAborted();
        await input.append(chunk);
      }
      const source = await this.#probe(input, job);
      if (!source) return undefined;
      for (const share of ATTEMPTS) {
        const plan = planCopy({ ...source, maxBytes: job.maxBytes * share });
        if (!plan) return undefined;
        const maxCpuSeconds = this.#maxCpuSeconds();
        const args = encodeArguments({ ...job, ...source, plan, maxCpuSeconds });
        const copy = await this.#encode(input, { ...job, args, ...source });
        if (copy) return copy;
      }
      return undefined;
    } finally {
      await input.dispose();
    }
  }

  /** One attempt; `undefined` if the copy came out too large. */
  async #encode(
    input: TemporaryFile,
    attempt: Job & { readonly args: readonly string[]; readonly durationSeconds: number },
  ): Promise<MediaFile | undefined> {
    const { args, signal } = attempt;
    const copy = await this.#options.createTemporaryFile();
    let isKept = false;
    try {
      const files = [input.descriptor, copy.descriptor];
      await runProgram({ program: this.#options.programs.ffmpeg, args, files, signal });
      const sizeBytes = await copy.measure();
      if (sizeBytes > attempt.maxBytes) return undefined;
      await this.#assertWhole(copy, attempt);
      isKept = true;
      return {
        filename: toMp4Name(attempt.file.filename),
        contentType: MP4,
        sizeBytes,
        open: () => copy.read(),
        dispose: () => copy.dispose(),
      };
    } finally {
      if (!isKept) await copy.dispose();
    }
  }

  /** ffmpeg can stop in the middle of a broken file and call that a success: a part must never pass as the whole video. */
  async #assertWhole(
    copy: TemporaryFile,
    { durationSeconds, signal }: { durationSeconds: number; signal: AbortSignal },
  ): Promise<void> {
    const made = await this.#probe(copy, { inputArgs: inputArguments(MP4) ?? [], signal });
    const drift = Math.abs((made?.durationSeconds ?? 0) - durationSeconds);
    if (made?.videoCodec !== "h264" || drift > MAX_DURATION_DRIFT_SECONDS)
      throw new RelayError("copy_incomplete", "the copy is not the whole video");
  }

  async #probe(
    file: TemporaryFile,
    { inputArgs, signal }: { inputArgs: readonly string[]; signal: AbortSignal },
  ): ReturnType<typeof probeVideo> {
    const program = this.#options.programs.ffprobe;
    return probeVideo({ program, files: [file.descriptor], signal }, inputArgs);
  }

  /** As much as ffmpeg's threads can use until the deadline. */
  #maxCpuSeconds(): number {
    return Math.ceil(((this.#options.deadlineMs ?? DEADLINE_MS) / 1000) * 4);
  }
}

/** The name is safe already; only its extension has to change. */
const toMp4Name = (filename: string): string =>
  `${cutText(filename.replace(/\.[^.]*$/, ""), MAX_FILENAME_STEM_LENGTH)}.mp4`;

/** A transcoder that uses these programs; see findFfmpeg. */
export function createFfmpegTranscoder(options: FfmpegTranscoderOptions): FfmpegTranscoder {
  return new FfmpegTranscoder(options);
}
