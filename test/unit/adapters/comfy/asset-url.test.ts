import { describe, expect, it, onTestFinished, test } from "vitest";
import { fromAssetUrl, toAssetUrl } from "../../../../src/adapters/comfy/asset-url.ts";
import { createMediaFetcher } from "../../../../src/adapters/media/http-media-fetcher.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import type { Attachment } from "../../../../src/core/job/job.ts";
import { createComfyClassicSandbox } from "../../../../sandbox/comfy/classic-sandbox.ts";
import { createComfyV2Sandbox } from "../../../../sandbox/comfy/v2-sandbox.ts";
import { createJobApiServer } from "../../../../sandbox/job-api/job-api-server.ts";
import { SAMPLE_VIDEO } from "../../../../sandbox/job-api/sample-files.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aVideo, KEY, startSource } from "./start-comfy.ts";

test("the id of an asset goes with its link", () => {
  const url = "https://storage.test/clip?signature=1";
  expect(fromAssetUrl(toAssetUrl(new URL(url), "a-1"))).toEqual({ url, assetId: "a-1" });
  expect(fromAssetUrl(toAssetUrl(new URL(url), undefined))).toEqual({ url, assetId: undefined });
  expect(fromAssetUrl(toAssetUrl(new URL(url), "../jobs"))).toEqual({ url, assetId: undefined });
  expect(fromAssetUrl(`${url}#t=3`)).toEqual({ url: `${url}#t=3`, assetId: undefined });
});

/** Downloads a job's only file. No host is allowed to be private but for being the server's own. */
async function download(source: ReturnType<typeof startSource>, jobId: string): Promise<Buffer> {
  const pollResult = await source.pollJob(jobId);
  if (pollResult.kind !== "job") throw new Error(pollResult.kind);
  return downloadFile(source, jobId, pollResult.job.attachments[0]!);
}

async function downloadFile(
  source: ReturnType<typeof startSource>,
  jobId: string,
  attachment: Attachment,
): Promise<Buffer> {
  const media = createMediaFetcher({
    clock: systemClock,
    log: createFakeLogger(),
    allowedHosts: [],
  });
  try {
    const located = await source.locateMedia!({ jobId, attachment });
    const file = await media.fetch({ ...attachment, ...located, maxBytes: 1_000_000 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.open()) chunks.push(Buffer.from(chunk));
    await file.dispose();
    return Buffer.concat(chunks);
  } finally {
    await media.close();
  }
}

async function startV2(options: Parameters<typeof createComfyV2Sandbox>[0] = {}) {
  const sandbox = await createComfyV2Sandbox({ key: KEY, ...options });
  onTestFinished(() => sandbox.close());
  const source = startSource(sandbox.url);
  const uuid = sandbox.addJob();
  sandbox.setJob(uuid, { status: "succeeded", outputs: [aVideo(SAMPLE_VIDEO)] });
  return { sandbox, source, jobId: `${sandbox.url.slice("http://".length)}/${uuid}` };
}

describe("a file of a server with API v2", () => {
  it("is downloaded from the server itself, which is private and wants the key", async () => {
    const { source, jobId } = await startV2();
    expect(await download(source, jobId)).toEqual(SAMPLE_VIDEO);
  });

  it("is downloaded after its link has expired, and after its job is gone", async () => {
    const { sandbox, source, jobId } = await startV2({ mount: "/deployment/dep-1" });
    const pollResult = await source.pollJob(jobId);
    const [attachment] = pollResult.kind === "job" ? pollResult.job.attachments : [];
    sandbox.expireLinks();
    sandbox.removeJob(jobId.slice(jobId.lastIndexOf("/") + 1));
    expect(await downloadFile(source, jobId, attachment!)).toEqual(SAMPLE_VIDEO);
  });

  it("is downloaded by its old link if no new one is given", async () => {
    const { sandbox, source, jobId } = await startV2();
    sandbox.server.fault({ kind: "html", status: 500 }, { path: /\/assets\// });
    expect(await download(source, jobId)).toEqual(SAMPLE_VIDEO);
  });

  it("is not downloaded from another private host, and the key does not go there", async () => {
    const storage = await createJobApiServer(() => ({ status: 200, body: SAMPLE_VIDEO }));
    onTestFinished(() => storage.close());
    const { sandbox, source, jobId } = await startV2({ storage: storage.origin });
    const url = `${storage.origin}/clip`;
    await expect(downloadFile(source, jobId, { url })).rejects.toMatchObject({
      code: "address_refused",
    });
    const pollResult = await source.pollJob(jobId);
    const [attachment] = pollResult.kind === "job" ? pollResult.job.attachments : [];
    const assetId = fromAssetUrl(attachment!.url).assetId ?? "";
    const content = `${sandbox.server.origin}/api/v2/assets/${assetId}/content`;
    await expect(downloadFile(source, jobId, { url: content })).rejects.toMatchObject({
      code: "address_refused",
    });
    expect(sandbox.server.requests.at(-1)?.url.href).toBe(content);
    expect(storage.requests).toEqual([]);
  });

  it("is asked for at a public storage without the key", async () => {
    const { source, jobId } = await startV2();
    const attachment = { url: "https://storage.test/clip?signature=1" };
    expect(await source.locateMedia!({ jobId, attachment })).toEqual(attachment);
  });
});

describe("a file of a classic server", () => {
  it("is downloaded from the server itself", async () => {
    const sandbox = await createComfyClassicSandbox();
    onTestFinished(() => sandbox.close());
    const source = startSource(sandbox.server.origin);
    const uuid = sandbox.addJob();
    sandbox.end(uuid, { kind: "success", bytes: SAMPLE_VIDEO });
    const jobId = `${new URL(sandbox.server.origin).host}/${uuid}`;
    expect(await download(source, jobId)).toEqual(SAMPLE_VIDEO);
  });
});
