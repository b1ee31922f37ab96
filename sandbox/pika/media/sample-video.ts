import { SAMPLE_VIDEO } from "../../job-api/sample-files.ts";
import type { SandboxFile } from "../jobs/job-body.ts";

/** The video of every job unless its script says otherwise; see `sandbox/assets/README.md`. */
export const sampleVideo: SandboxFile = {
  filename: "a_fractal_in_slow_colours.mp4",
  bytes: SAMPLE_VIDEO,
  contentType: "video/mp4",
  width: 320,
  height: 180,
};
