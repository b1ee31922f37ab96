import { readFileSync } from "node:fs";
import type { SandboxFile } from "../jobs/job-body.ts";

/** The sample video a job of the sandbox makes unless told otherwise; see `../assets/README.md`. */
export const sampleVideo: SandboxFile = {
  filename: "a_fractal_in_slow_colours.mp4",
  bytes: readFileSync(new URL("../../assets/sample.mp4", import.meta.url)),
  contentType: "video/mp4",
  width: 320,
  height: 180,
};
