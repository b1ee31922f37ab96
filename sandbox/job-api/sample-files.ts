import { readFileSync } from "node:fs";

const read = (name: string): Uint8Array =>
  readFileSync(new URL(`../assets/${name}`, import.meta.url));

/** A short video that plays everywhere; see `sandbox/assets/README.md`. */
export const SAMPLE_VIDEO = read("sample.mp4");

/** A picture of it. */
export const SAMPLE_IMAGE = read("sample.png");

const MP4_BOX_HEAD_BYTES = 8;

/** The sample of a kind, enlarged to a size if that is larger, so that it still plays or shows. */
export function sampleOf(kind: "video" | "image", sizeBytes: number): Uint8Array {
  const sample = kind === "video" ? SAMPLE_VIDEO : SAMPLE_IMAGE;
  const more = sizeBytes - sample.length;
  if (more < MP4_BOX_HEAD_BYTES) return sample;
  const padding = Buffer.alloc(more);
  // Players skip an MP4 box of this type. After the end of a PNG, anything may follow.
  if (kind === "video") {
    padding.writeUInt32BE(more);
    padding.write("free", 4, "latin1");
  }
  return Buffer.concat([sample, padding]);
}
