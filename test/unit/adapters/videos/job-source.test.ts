import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createVideosJobSource } from "../../../../src/adapters/videos/job-source.ts";
import { createUndiciApiClient } from "../../../../src/adapters/undici/api-client.ts";
import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";
import type { VideosShape } from "../../../../sandbox/videos/videos-sandbox.ts";
import { BYTES, download, jobIn } from "../../../contracts/source-driver.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { startVideos } from "./start-videos.ts";

const createClient: CreateApiClient = (baseUrl) =>
  createUndiciApiClient({ baseUrl, clock: systemClock, log: createFakeLogger() });

async function start(shape: VideosShape) {
  const started = await startVideos(shape, createClient);
  onTestFinished(started.stop);
  const { sandbox, source, toJobId } = started;
  const id = sandbox.addVideo();
  const jobId = toJobId(id);
  const fetchFile = async (index: number): Promise<Buffer> => {
    const attachment = jobIn(await source.pollJob(jobId)).attachments[index];
    if (!attachment) throw new Error(`no file ${index}`);
    return download(started, jobId, attachment);
  };
  return { ...started, id, jobId, fetchFile };
}

it.each([
  ["https://videos.example", "/v1/videos/video_1"],
  ["https://videos.example/v1", "/v1/videos/video_1"],
  ["https://videos.example/openai", "/openai/v1/videos/video_1"],
  ["https://videos.example/openai/v1", "/openai/v1/videos/video_1"],
  ["https://videos.example/api/v2", "/api/v2/videos/video_1"],
])("asks at %s for %s", async (VIDEOS_API_URL, path) => {
  const asked: string[] = [];
  const source = createVideosJobSource({
    values: { VIDEOS_API_URL, VIDEOS_API_KEY: "key" },
    createClient: () => ({
      ask: async (query) => {
        asked.push(query.path);
        return { kind: "unavailable" };
      },
      act: async () => ({ kind: "unknown" }),
      noteUnknownStatus: () => undefined,
      close: async () => undefined,
    }),
  });
  await source.pollJob("videos.example/video_1");
  expect(asked).toEqual([path]);
});

it("brings several files, each with the key, though their addresses are elsewhere", async () => {
  const { sandbox, id, fetchFile } = await start("openrouter");
  const other = Buffer.concat([BYTES, Buffer.from("other")]);
  sandbox.show(id, { status: "completed", files: [BYTES, other], cost: 0.5 });
  expect([await fetchFile(0), await fetchFile(1)]).toEqual([BYTES, other]);
});

it("sends the key for files on the API's own origin only", async () => {
  const { sandbox, source, jobId } = await start("openrouter");
  const own = { url: `${sandbox.url}/videos/x/content?index=0` };
  expect(await source.locateMedia({ attachment: own })).toEqual({
    ...own,
    headers: { authorization: `Bearer ${sandbox.token}` },
    isOwnOrigin: true,
  });
  for (const url of ["https://openrouter.ai/api/v1/videos/x/content", "no address", ""])
    expect(await source.locateMedia({ attachment: { url } })).toEqual({ url });
  expect(jobId).not.toContain("127.0.0.1");
});

it("waits for a file that is not ready yet, and gives up one that is deleted", async () => {
  const { sandbox, id, jobId, source, fetchFile } = await start("openai");
  sandbox.show(id, { status: "completed", files: [BYTES] });
  const [attachment] = jobIn(await source.pollJob(jobId)).attachments;
  sandbox.show(id, { status: "in_progress" });
  await expect(download({ source }, jobId, attachment!)).rejects.toMatchObject({
    code: "unavailable",
  });
  sandbox.show(id, { status: "completed", files: [BYTES] });
  expect(await fetchFile(0)).toEqual(BYTES);
  sandbox.removeFiles(id);
  await expect(fetchFile(0)).rejects.toMatchObject({ code: "link_expired" });
});

it("takes 202 without a body for a job that runs", async () => {
  const { sandbox, id, jobId, source } = await start("openai");
  sandbox.show(id, { status: "accepted" });
  expect(jobIn(await source.pollJob(jobId)).phase).toBe("running");
});

it("asks no other host for a job than the one that knows it", async () => {
  const { sandbox, source } = await start("openai");
  expect(await source.pollJob("other.example/video_1")).toEqual({ kind: "unavailable" });
  expect(sandbox.server.requests).toEqual([]);
});

it.each([
  ["openrouter", "gen-vid-1764158400-a1B2c3D4e5F6g7H8i9J0", "g7H8i9J0"],
  ["openrouter", "job-abc123", "job-abc123"],
  ["openai", "videos.example/video_68f7a9c0ffee", "a9c0ffee"],
  ["openai", "videos.example/video_123", "video_123"],
] as const)(
  "%s shows the end of a long id, and never the host: %s",
  async (shape, jobId, publicId) => {
    const { source } = await start(shape);
    expect(source.toPublicId(jobId)).toBe(publicId);
  },
);
