import { describe, expect, it } from "vitest";
import { planCopy } from "../../../../src/adapters/ffmpeg/plan-copy.ts";

const MIB = 1024 * 1024;
const plan = (durationSeconds: number, maxBytes: number, hasAudio = true) =>
  planCopy({ durationSeconds, maxBytes, hasAudio });

describe("the plan of a copy", () => {
  it.each([
    [5, 10 * MIB, 1920],
    [10, 10 * MIB, 1920],
    [30, 10 * MIB, 1280],
    [60, 10 * MIB, 854],
    [240, 10 * MIB, 640],
  ])("%s s into %s bytes has at most %s pixels on its longer side", (seconds, bytes, pixels) => {
    expect(plan(seconds, bytes)?.maxSidePixels).toBe(pixels);
  });

  it("never takes more than there is, with a second of the encoder's buffer and the container", () => {
    for (const seconds of [0.5, 1, 3, 10, 60, 200])
      for (const maxBytes of [MIB, 8 * MIB, 50 * MIB]) {
        const made = plan(seconds, maxBytes);
        if (!made) continue;
        const bits = made.videoBitRate * (seconds + 1) + made.audioBitRate * seconds;
        expect(bits / 8).toBeLessThan(maxBytes * 0.98);
      }
  });

  it("is none if less than 150 kbit/s is left for the picture", () => {
    expect(plan(60, 1_300_000, false)?.videoBitRate).toBeLessThan(170_000);
    expect(plan(60, 1_150_000, false)).toBeUndefined();
    expect(plan(60, 1_300_000)).toBeUndefined();
    expect(plan(1e9, 100 * MIB)).toBeUndefined();
    expect(plan(1, 0)).toBeUndefined();
    expect(plan(1, 8_000)).toBeUndefined();
  });

  it("is limited to what viewers can notice if there is more room", () => {
    expect(plan(3, 500 * MIB)?.videoBitRate).toBe(12_000_000);
  });
});
