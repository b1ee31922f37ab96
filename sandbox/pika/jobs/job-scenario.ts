import type { SandboxFile, TERMINAL_STATUSES } from "./job-body.ts";
import type { JobScript } from "./job-script.ts";
import { sampleVideo } from "../media/sample-video.ts";

/** What a job is to do, described by what a user sees of it. */
export interface JobScenario {
  readonly outcome: (typeof TERMINAL_STATUSES)[number];
  /** From its creation to its end. */
  readonly durationMs: number;
  readonly prompt?: string;
  /** With `completed`: how many videos of how many bytes, at least the sample's size. Default: the sample only. */
  readonly attachments?: { readonly count: number; readonly sizeBytes: number };
  /** Whether the job reports its progress. */
  readonly tellsPercent?: boolean;
}

const PERCENTS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];
const MP4_BOX_HEAD_BYTES = 8;

/** Converts a scenario into a script whose steps all take the same time. */
export function toScript(scenario: JobScenario): JobScript {
  const { outcome, durationMs, prompt, attachments, tellsPercent = false } = scenario;
  const percents = tellsPercent ? PERCENTS : undefined;
  const steps = 2 + (percents?.length ?? 1);
  return {
    prompt,
    ends: outcome,
    stepMs: durationMs / steps,
    percents,
    files: attachments && sampleVideos(attachments),
  };
}

function sampleVideos({ count, sizeBytes }: { count: number; sizeBytes: number }): SandboxFile[] {
  const bytes = padded(sizeBytes);
  return Array.from({ length: count }, (_, index) => ({
    ...sampleVideo,
    bytes,
    filename: index === 0 ? sampleVideo.filename : `video_${index + 1}.mp4`,
  }));
}

/** Enlarges the sample with an MP4 box that players skip, so that it stays a playable video. */
function padded(sizeBytes: number): Uint8Array {
  const boxBytes = sizeBytes - sampleVideo.bytes.length;
  if (boxBytes < MP4_BOX_HEAD_BYTES) return sampleVideo.bytes;
  const box = Buffer.alloc(boxBytes);
  box.writeUInt32BE(boxBytes);
  box.write("free", 4, "latin1");
  return Buffer.concat([sampleVideo.bytes, box]);
}
