import { readFileSync } from "node:fs";

/** A short video that plays everywhere; see `sandbox/assets/README.md`. */
export const SAMPLE_VIDEO = readFileSync(new URL("../assets/sample.mp4", import.meta.url));

/** A picture of one pixel. */
export const SAMPLE_IMAGE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
