import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { MediaFile } from "../../../../src/core/ports/media.ts";
import { readAll } from "../../../contracts/media-fetcher.ts";
import { createWorkshop, decode, type Workshop } from "./workshop.ts";

/** A picture that cannot be packed well, so that a few seconds are large. */
const noisy = (size: string, seconds = 1): string =>
  `testsrc2=size=${size}:rate=25:duration=${seconds},noise=alls=40:allf=t`;
const SOUND = "sine=frequency=440:duration=1";
const QUICK = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "10"];

let workshop: Workshop;
beforeAll(async () => {
  workshop = await createWorkshop();
});
afterEach(async () => {
  await workshop.assertNothingLeft();
});
afterAll(async () => {
  await workshop[Symbol.asyncDispose]();
});

async function shrink(file: MediaFile, maxBytes: number): Promise<MediaFile | undefined> {
  return workshop.transcoder().shrink({ file, maxBytes });
}

describe("a smaller copy", () => {
  it("fits, plays while it loads, and is H.264 with AAC under the same name", async () => {
    const file = await workshop.makeVideo("a.b.mov", [noisy("960x540"), SOUND], QUICK);
    const maxBytes = 250_000;
    expect(file.sizeBytes).toBeGreaterThan(4 * maxBytes);
    const copy = (await shrink(file, maxBytes))!;
    expect(copy).toMatchObject({ filename: "a.b.mp4", contentType: "video/mp4" });
    const bytes = await readAll(copy);
    expect(bytes.length).toBe(copy.sizeBytes);
    expect(copy.sizeBytes).toBeLessThanOrEqual(maxBytes);
    // Much less would be a waste of what the channel takes.
    expect(copy.sizeBytes).toBeGreaterThan(maxBytes / 3);
    expect(bytes.indexOf("moov")).toBeLessThan(bytes.indexOf("mdat"));
    expect(await decode(copy, workshop)).toMatchObject({
      codec_name: "h264",
      pix_fmt: "yuv420p",
      width: 854,
      height: 480,
      audio: "aac",
      seconds: 1,
    });
    await copy.dispose();
    await copy.dispose();
  });

  it.each([
    ["portrait", "360x640", { width: 360, height: 640 }],
    ["crooked", "321x181", { width: 320, height: 180 }],
    ["flat", "1600x16", { width: 640, height: 6 }],
  ])("keeps the shape of a %s picture, in even numbers", async (_name, size, expected) => {
    const args = [...QUICK, "-pix_fmt", "yuv444p"];
    const file = await workshop.makeVideo("shape.mp4", [noisy(size)], args);
    const copy = (await shrink(file, 100_000))!;
    expect(await decode(copy, workshop)).toMatchObject({ ...expected, pix_fmt: "yuv420p" });
    await copy.dispose();
  });

  it("has no sound if the video has none, and at most 30 frames a second", async () => {
    const source = "testsrc2=size=160x90:rate=60:duration=1";
    const file = await workshop.makeVideo(
      "quiet.webm",
      [source],
      ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8"],
    );
    const copy = (await shrink(file, 150_000))!;
    expect(copy.filename).toBe("quiet.mp4");
    expect(await decode(copy, workshop)).toMatchObject({
      codec_name: "h264",
      audio: undefined,
      avg_frame_rate: "30/1",
    });
    await copy.dispose();
  });

  it("has no metadata about the video's source", async () => {
    const args = [...QUICK, "-metadata", "title=canary-5f2c", "-metadata", "comment=canary-5f2c"];
    const file = await workshop.makeVideo("titled.mp4", [noisy("320x180")], args);
    expect((await readAll(file)).includes("canary-5f2c")).toBe(true);
    const copy = (await shrink(file, 100_000))!;
    expect((await readAll(copy)).includes("canary-5f2c")).toBe(false);
    await copy.dispose();
  });

  it("gets a name within the length limit", async () => {
    const file = await workshop.makeVideo("long.mp4", [noisy("320x180")], QUICK);
    const copy = (await shrink({ ...file, filename: `${"é".repeat(97)}.ts` }, 100_000))!;
    expect(copy.filename).toBe(`${"é".repeat(96)}.mp4`);
    await copy.dispose();
  });
});

describe("no copy", () => {
  it("is made of a video that would become unwatchable", async () => {
    const file = await workshop.makeVideo("lengthy.mp4", [noisy("320x180", 4)], QUICK);
    expect(await shrink(file, 80_000)).toBeUndefined();
  });

  it.each(["image/gif", "audio/mpeg", "application/octet-stream", "video/x-unheard-of"])(
    "is made of an unsupported file (%s)",
    async (contentType) => {
      const file = await workshop.makeVideo("any.mp4", [noisy("320x180")], QUICK);
      expect(await shrink({ ...file, contentType }, 100_000)).toBeUndefined();
    },
  );

  it("is made of sound alone, or of a broken file", async () => {
    const sound = await workshop.makeVideo("sound.mp4", [SOUND]);
    expect(await shrink(sound, 100_000)).toBeUndefined();
    expect(await shrink(await workshop.writeFile("broken.mp4", "no video"), 9_000)).toBeUndefined();
    expect(await shrink(await workshop.writeFile("empty.mp4", ""), 9_000)).toBeUndefined();
  });

  it("is made of a file whose second half is missing", async () => {
    const args = [...QUICK, "-movflags", "+faststart"];
    const file = await workshop.makeVideo("half.mp4", [noisy("320x180", 4)], args);
    const bytes = await readAll(file);
    const half = {
      ...file,
      open: async function* () {
        yield bytes.subarray(0, bytes.length / 2);
      },
    };
    expect(await shrink(half, 200_000)).toBeUndefined();
    expect(workshop.log.of("media.shrink_failed").at(-1)).toMatchObject({
      err: { code: "copy_incomplete" },
    });
  });
});
