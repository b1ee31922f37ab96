import type { Plan } from "./plan-copy.ts";
import { inheritedFile } from "./run-program.ts";

/** The input and the copy, in the order in which ffmpeg inherits them. */
const INPUT = inheritedFile(0);
const COPY = inheritedFile(1);

/** Decoder and encoder each; together they keep about two processors busy. */
const THREADS = "2";
/** Looks good (18 is lossless to most eyes, 28 is poor). The plan's bit rate wins if this needs more. */
const QUALITY = "21";
/** A higher rate is not worth its bytes in a small copy. */
const MAX_FRAMES_PER_SECOND = 30;

/** ffmpeg's arguments for making a copy of its first inherited file in its second. */
export function encodeArguments(options: {
  readonly inputArgs: readonly string[];
  readonly plan: Plan;
  readonly framesPerSecond: number;
  /** ffmpeg stops writing there, so a copy that would be larger is cut off. */
  readonly maxBytes: number;
  /** ffmpeg ends itself after that: a relay that was killed cannot end it. */
  readonly maxCpuSeconds: number;
}): readonly string[] {
  const { plan, framesPerSecond } = options;
  const size = scale(plan.maxSidePixels);
  // A filter, because ffmpeg 4.1 has no `-fpsmax` yet.
  const picture =
    framesPerSecond > MAX_FRAMES_PER_SECOND ? `fps=${MAX_FRAMES_PER_SECOND},${size}` : size;
  return [
    ["-nostdin", "-hide_banner", "-v", "error", "-y"],
    ["-timelimit", String(options.maxCpuSeconds), "-filter_threads", "1"],
    ["-threads", THREADS, ...options.inputArgs, "-i", INPUT],
    // The picture (no cover), the first sound, and nothing of titles, chapters, subtitles or attached files.
    ["-map", "0:V:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"],
    ["-c:v", "libx264", "-preset", "faster", "-pix_fmt", "yuv420p", "-threads", THREADS],
    // The buffer of one second is what the plan counts with.
    ["-crf", QUALITY, "-maxrate", String(plan.videoBitRate)],
    ["-bufsize", String(plan.videoBitRate), "-vf", picture],
    plan.audioBitRate > 0
      ? ["-c:a", "aac", "-b:a", String(plan.audioBitRate), "-ac", "2", "-ar", "44100"]
      : [],
    ["-movflags", "+faststart", "-fs", String(options.maxBytes), "-f", "mp4", COPY],
  ].flat();
}

/** Shrinks to the longer side, never enlarges; H.264 in yuv420p needs even numbers. */
function scale(maxSidePixels: number): string {
  const side = (length: "iw" | "ih"): string =>
    `'max(2,trunc(${length}*min(1,${maxSidePixels}/max(iw,ih))/2)*2)'`;
  return `scale=w=${side("iw")}:h=${side("ih")}`;
}
