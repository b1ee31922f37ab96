import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkshop, programs, type Workshop } from "./workshop.ts";

let workshop: Workshop;
let canary: Server;
let origin: string;
let connections = 0;
beforeAll(async () => {
  workshop = await createWorkshop();
  canary = createServer((_request, response) => response.end()).on("connection", () => {
    connections += 1;
  });
  await once(canary.listen(0, "127.0.0.1"), "listening");
  origin = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
  const source = "testsrc2=size=320x180:rate=25:duration=2";
  await workshop.makeVideo("secret.ts", [source], ["-c:v", "libx264"]);
});
afterAll(async () => {
  canary.close();
  await workshop[Symbol.asyncDispose]();
});

const hls = (address: string): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\n${address}\n#EXT-X-ENDLIST\n`;
const secret = (): string => join(workshop.directory, "secret.ts");

const PLAYLISTS: readonly (readonly [string, () => string])[] = [
  ["an HLS playlist of an address", () => hls(`${origin}/a.ts`)],
  ["an HLS playlist of a file", () => hls(secret())],
  ["a list of files", () => `ffconcat version 1.0\nfile secret.ts\n`],
  ["a list of addresses", () => `ffconcat version 1.0\nfile ${origin}/a.mp4\n`],
  [
    "a session description",
    () => "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
  ],
  [
    "a DASH manifest",
    () =>
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${origin}/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  ],
];
const TYPES = ["video/mp4", "video/webm", "video/mp2t", "video/vnd.avi"];

/** Whether ffmpeg, with nothing forbidden, makes something of a file. */
async function isPlayedByItself(name: string): Promise<boolean> {
  const args = ["-nostdin", "-v", "error", "-protocol_whitelist", "file,http,tcp,udp,rtp"];
  const input = ["-i", join(workshop.directory, name), "-f", "null", "-"];
  return new Promise((resolve) => {
    execFile(programs.ffmpeg, [...args, ...input], (error) => resolve(error === null));
  });
}

describe("a file that is no video but calls itself one", () => {
  it("makes plain ffmpeg open other addresses and files", async () => {
    await workshop.writeFile("address.mp4", hls(`${origin}/a.ts`));
    await workshop.writeFile("file.mp4", hls(secret()));
    await workshop.writeFile("list.mp4", "ffconcat version 1.0\nfile secret.ts\n");
    const before = connections;
    expect(await isPlayedByItself("address.mp4")).toBe(false);
    expect(connections).toBeGreaterThan(before);
    expect(await isPlayedByItself("file.mp4")).toBe(true);
    expect(await isPlayedByItself("list.mp4")).toBe(true);
  });

  it.each(PLAYLISTS)("makes our ffmpeg open nothing else: %s", async (_name, content) => {
    const file = await workshop.writeFile("list.mp4", content());
    const before = connections;
    const transcoder = workshop.transcoder();
    for (const contentType of TYPES) {
      const copy = await transcoder.shrink({ file: { ...file, contentType }, maxBytes: 9_000_000 });
      expect(copy).toBeUndefined();
    }
    expect(connections).toBe(before);
    await workshop.assertNothingLeft();
  });

  it("is not decoded if its picture would fill the memory", async () => {
    const source = "color=size=5000x4000:rate=5:duration=1";
    const file = await workshop.makeVideo("huge.mp4", [source], ["-preset", "ultrafast"]);
    expect(await workshop.transcoder().shrink({ file, maxBytes: 9_000_000 })).toBeUndefined();
  });
});
