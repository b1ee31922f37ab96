import { z } from "zod";
import { parseJson } from "../../core/source/parse-json.ts";
import { inheritedFile, runProgram, type ProgramCall } from "./run-program.ts";

/** The properties of a video that determine its copy. */
export interface VideoFacts {
  readonly videoCodec: string;
  readonly hasAudio: boolean;
  readonly durationSeconds: number;
  /** On average; 0 if the file does not say. */
  readonly framesPerSecond: number;
}

const stream = z.object({
  codec_type: z.string(),
  codec_name: z.string().optional(),
  avg_frame_rate: z.string().optional(),
});
const answer = z.object({
  streams: z.array(stream),
  format: z.object({ duration: z.coerce.number().positive() }),
});

/**
 * Resolves with the facts about the call's first file; `undefined` if it has no video stream or no duration. Rejects as
 * {@link runProgram} does, also if ffprobe cannot read the file.
 */
export async function probeVideo(
  call: Omit<ProgramCall, "args">,
  inputArgs: readonly string[],
): Promise<VideoFacts | undefined> {
  const printed = await runProgram({
    ...call,
    args: [
      ["-v", "error", "-of", "json"],
      ["-show_entries", "format=duration:stream=codec_type,codec_name,avg_frame_rate"],
      inputArgs,
      inheritedFile(0),
    ].flat(),
  });
  const parsed = answer.safeParse(parseJson(printed));
  if (!parsed.success) return undefined;
  const { streams, format } = parsed.data;
  const video = streams.find(({ codec_type }) => codec_type === "video");
  if (video?.codec_name === undefined) return undefined;
  const hasAudio = streams.some(({ codec_type }) => codec_type === "audio");
  return {
    videoCodec: video.codec_name,
    hasAudio,
    durationSeconds: format.duration,
    framesPerSecond: parseRate(video.avg_frame_rate),
  };
}

/** ffprobe writes a rate as a fraction, and an unknown one as `0/0`. */
function parseRate(text = ""): number {
  const [frames = 0, seconds = 1] = text.split("/").map(Number);
  const rate = frames / seconds;
  return Number.isFinite(rate) ? rate : 0;
}
