import { describe, expect, it } from "vitest";
import { toFiles } from "../../../../src/adapters/videos/files.ts";
import { readVideo } from "../../../../src/adapters/videos/schema.ts";

const CONTENT = "https://videos.example/proxy/v1/videos/video_1/content";

function filesOf(body: object, { hasUnlistedFile = false, contentUrl = CONTENT } = {}) {
  const read = readVideo(JSON.stringify(body));
  if (!read) throw new Error("no object");
  return toFiles(read, { contentUrl, hasUnlistedFile });
}

const urlsOf = (...args: Parameters<typeof filesOf>): string[] =>
  filesOf(...args).map(({ url }) => url);

describe("the files of a job", () => {
  it("are where the API says, if that is on its own origin", () => {
    const urls = ["https://videos.example/a/1.mp4", "https://videos.example/a/2.mp4?x=y"];
    expect(urlsOf({ unsigned_urls: urls })).toEqual(urls);
    expect(urlsOf({ unsigned_urls: ["/a/1.mp4"] })).toEqual(["https://videos.example/a/1.mp4"]);
  });

  it("that need the key elsewhere are asked for at the API's own origin", () => {
    const elsewhere = "https://openrouter.ai/api/v1/videos/video_1/content?index=0";
    expect(filesOf({ unsigned_urls: [elsewhere] })).toMatchObject([{ isPrivate: true }]);
    expect(urlsOf({ unsigned_urls: [elsewhere, elsewhere] })).toEqual([
      `${CONTENT}?index=0`,
      `${CONTENT}?index=1`,
    ]);
  });

  it("on another port or over http are elsewhere", () => {
    for (const url of ["https://videos.example:81/a.mp4", "http://videos.example/a.mp4", "", 7])
      expect(urlsOf({ unsigned_urls: [url] })).toEqual([`${CONTENT}?index=0`]);
  });

  it("that need no key are left where they are", () => {
    const url = "https://api.together.ai/shrt/DwlaBdSakNRFlBxN";
    expect(urlsOf({ outputs: { cost: 1, video_url: url } })).toEqual([url]);
    expect(urlsOf({ outputs: { video_url: "" } })).toEqual([]);
    expect(urlsOf({ outputs: { video_url: "data:video/mp4;base64,AAAA" } })).toEqual([]);
  });

  it("are private on a server of one's own, which people cannot reach", () => {
    const contentUrl = "http://127.0.0.1:4000/v1/videos/video_1/content";
    const privacyOf = (video_url: string) =>
      filesOf({ outputs: { video_url } }, { contentUrl }).map(({ isPrivate }) => isPrivate);
    expect(privacyOf("/a/1.mp4")).toEqual([true]);
    expect(privacyOf("https://cdn.example/1.mp4")).toEqual([false]);
  });

  it("are not there if the API would list them", () => {
    expect(filesOf({ unsigned_urls: [] })).toEqual([]);
    expect(filesOf({ unsigned_urls: "x", outputs: null })).toEqual([]);
  });

  it("are one if the API never lists any, until the time that it tells", () => {
    expect(filesOf({ expires_at: 1_764_158_400 }, { hasUnlistedFile: true })).toEqual([
      { url: CONTENT, isPrivate: true, expiresAt: 1_764_158_400_000 },
    ]);
    expect(filesOf({ expires_at: null }, { hasUnlistedFile: true })).toEqual([
      { url: CONTENT, isPrivate: true },
    ]);
    const listed = { unsigned_urls: ["/a/1.mp4"] };
    expect(filesOf(listed, { hasUnlistedFile: true })).toHaveLength(1);
  });

  it("have the name and the type that the address tells", () => {
    expect(filesOf({ outputs: { video_url: "https://x.test/a.webm?s=1" } })).toEqual([
      {
        url: "https://x.test/a.webm?s=1",
        filename: "a.webm",
        contentType: "video/webm",
        isPrivate: false,
      },
    ]);
  });
});
