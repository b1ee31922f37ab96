import { describe, expect, it } from "vitest";
import { toAttachments } from "../../../../src/adapters/fal/attachments.ts";
import { readFalBody } from "../../../../src/adapters/fal/schema.ts";

const [A, B, C] = [
  "https://v3.fal.media/a.mp4",
  "https://v3.fal.media/b.mp4",
  "https://v3.fal.media/c.png",
];

const urls = (body: Record<string, unknown>): string[] => toAttachments(body).map(({ url }) => url);

describe("the files of a result", () => {
  it("is what fal says about each", () => {
    const video = {
      url: A,
      content_type: "video/quicktime",
      file_name: "take 1.mov",
      file_size: 12,
      width: 1280,
      height: 720,
    };
    expect(toAttachments({ video })).toEqual([
      {
        url: A,
        contentType: "video/quicktime",
        filename: "take 1.mov",
        sizeBytes: 12,
        width: 1280,
        height: 720,
      },
    ]);
  });

  it("is what its address says if fal says no more", () => {
    expect(toAttachments({ video: { url: A, file_size: "12" } })).toMatchObject([
      { url: A, contentType: "video/mp4", filename: "a.mp4", sizeBytes: undefined },
    ]);
  });

  it.each([
    ["a video", { video: { url: A } }, [A]],
    ["the address of a video", { video_url: A }, [A]],
    ["a video that is only an address", { video: A }, [A]],
    ["a list of videos under the name of one", { video: [{ url: A }, { url: B }] }, [A, B]],
    ["several videos", { videos: [{ url: A }, { url: B }] }, [A, B]],
    ["addresses of videos", { videos: [A, B] }, [A, B]],
    ["an image", { image: { url: C } }, [C]],
    ["images", { images: [{ url: C }, { url: B }], timings: {} }, [C, B]],
    ["a sound", { audio: { url: A } }, [A]],
    ["a sound file", { audio_file: { url: A } }, [A]],
    ["the address of a sound", { audio_url: A }, [A]],
    ["a sound under the name of its address", { audio_url: { url: A } }, [A]],
    [
      "separate tracks",
      { vocals: { url: A, file_size: 1 }, drums: { url: B, file_size: 1 } },
      [A, B],
    ],
    ["a file with a size under a name of the app's own", { mesh: { url: A, file_size: 1 } }, [A]],
    ["a file with a name", { mesh: { url: A, file_name: "a" } }, [A]],
    ["a file with a type", { mesh: { url: A, content_type: "model/obj" } }, [A]],
    ["the result of a workflow's step", { output: { video: { url: A } } }, [A]],
    ["the results of Comfy's nodes", { outputs: { 9: { images: [{ url: C }] } } }, [C]],
  ])("are found in %s", (_what, body, expected) => {
    expect(urls(body)).toEqual(expected);
  });

  it("are not the previews, frames and tracks beside a video", () => {
    const body = {
      video: { url: A },
      image: { url: C },
      images: [{ url: C }],
      audio: { url: B },
      thumbnail: { url: C, content_type: "image/png" },
    };
    expect(urls(body)).toEqual([A]);
  });

  it("are not those of the request that the result repeats", () => {
    expect(urls({ input: { video_url: B }, output: { image: { url: C } } })).toEqual([C]);
    expect(urls({ images: [{ url: C }], step: { video: { url: A } } })).toEqual([C]);
  });

  it("come once each", () => {
    expect(urls({ video: { url: A }, video_url: A, videos: [{ url: A }, { url: B }] })).toEqual([
      A,
      B,
    ]);
  });

  it.each([
    {},
    { video: null },
    { video: { url: "" } },
    { video: { url: 5 } },
    { video: "soon" },
    { images: [{ url: "data:image/png;base64,AAAA" }] },
    { video: { url: "file:///etc/passwd" } },
    { output: "a text" },
    { homepage: A },
    { model: { url: A } },
  ])("are none in %j", (body) => {
    expect(urls(body)).toEqual([]);
  });

  it("are found in bounded time, however deep and wide a result is", () => {
    let deep: Record<string, unknown> = { video: { url: A } };
    for (let depth = 0; depth < 5_000; depth += 1) deep = { step: deep };
    expect(urls(deep)).toEqual([]);
    const wide = Array.from({ length: 50_000 }, () => ({ a: [{}, {}] }));
    expect(urls({ wide })).toEqual([]);
  });

  it.each([
    [
      [false, true],
      [false, true],
    ],
    [[true], [true, true]],
    [true, [true, true]],
    [false, [false, false]],
    [[], [undefined, undefined]],
    ["yes", [undefined, undefined]],
    [undefined, [undefined, undefined]],
  ])("are marked as unsafe one by one if there is a flag for each: %j", (flags, expected) => {
    const images = [{ url: C }, { url: B }];
    for (const name of ["has_nsfw_concepts", "nsfw_content_detected"]) {
      const body = readFalBody(JSON.stringify({ images, [name]: flags }))!;
      expect(toAttachments(body).map(({ isUnsafe }) => isUnsafe)).toEqual(expected);
    }
  });
});
