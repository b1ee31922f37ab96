import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findFfmpeg } from "../../../../src/adapters/ffmpeg/find-ffmpeg.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "ffmpeg-path-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function program(name: string, mode = 0o755): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, "");
  await chmod(file, mode);
  return file;
}

describe("the path of ffmpeg", () => {
  it("is the first directory of the PATH that has it", async () => {
    const found = { ffmpeg: await program("ffmpeg"), ffprobe: await program("ffprobe") };
    expect(await findFfmpeg(`/nowhere::${directory}:/usr/bin`)).toEqual(found);
  });

  it.each([
    ["ffmpeg", ["ffprobe"]],
    ["ffprobe", ["ffmpeg"]],
  ])("is reported as missing in one line if there is no %s", async (missing, present) => {
    for (const name of present) await program(name);
    await expect(findFfmpeg(directory)).rejects.toMatchObject({
      code: "config_invalid",
      problems: [
        expect.stringMatching(`^RELAY_TRANSCODE .* ${missing} is not on the PATH: install`),
      ],
    });
  });

  it("is neither a directory nor a file that cannot be run", async () => {
    await mkdir(join(directory, "ffmpeg"));
    await program("ffprobe", 0o644);
    await expect(findFfmpeg(directory)).rejects.toMatchObject({ code: "config_invalid" });
    await expect(findFfmpeg("")).rejects.toMatchObject({ code: "config_invalid" });
  });

  it("does not matter on another system than Linux", async () => {
    await expect(findFfmpeg("/usr/bin", "darwin")).rejects.toMatchObject({
      problems: [expect.stringMatching(/^RELAY_TRANSCODE .* Linux only/)],
    });
  });
});
