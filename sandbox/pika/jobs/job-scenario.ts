import type { SandboxFile, TERMINAL_STATUSES } from "./job-body.ts";
import type { JobScript } from "./job-script.ts";
import { sampleOf } from "../../job-api/sample-files.ts";
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
  const bytes = sampleOf("video", sizeBytes);
  return Array.from({ length: count }, (_, index) => ({
    ...sampleVideo,
    bytes,
    filename: index === 0 ? sampleVideo.filename : `video_${index + 1}.mp4`,
  }));
}
