import { readFileSync } from "node:fs";
import type { SandboxFile } from "../jobs/job-body.ts";

/** The video of every job unless its script says otherwise; see `sandbox/assets/README.md`. */
export const sampleVideo: SandboxFile = {
  filename: "a_fractal_in_slow_colours.mp4",
  bytes: readFileSync(new URL("../../assets/sample.mp4", import.meta.url)),
  contentType: "video/mp4",
  width: 320,
  height: 180,
};
