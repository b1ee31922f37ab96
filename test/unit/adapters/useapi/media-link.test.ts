import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createUndiciApiClient } from "../../../../src/adapters/undici/api-client.ts";
import {
  createUseapiJobSource,
  type UseapiJobSource,
} from "../../../../src/adapters/useapi/job-source.ts";
import { toCleanCopyPath } from "../../../../src/adapters/useapi/media-link.ts";
import { parseJobId } from "../../../../src/adapters/useapi/job-id.ts";
import type { Attachment } from "../../../../src/core/job/job.ts";
import type { ApiFault } from "../../../../sandbox/job-api/api-fault.ts";
import {
  createUseapiSandbox,
  type UseapiSandbox,
} from "../../../../sandbox/useapi/useapi-sandbox.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

const BYTES = Buffer.from("the result");
let sandbox: UseapiSandbox;
let source: UseapiJobSource;
let log: ReturnType<typeof createFakeLogger>;

/** `path`: what the base URL ends with. */
function connect(path = ""): UseapiJobSource {
  return createUseapiJobSource({
    values: { USEAPI_API_URL: `${sandbox.url}${path}`, USEAPI_TOKEN: sandbox.token },
    createClient: (baseUrl) =>
      createUndiciApiClient({ baseUrl, clock: systemClock, log, maxTimeoutMs: 300 }),
  });
}

beforeEach(async () => {
  log = createFakeLogger();
  sandbox = await createUseapiSandbox();
  source = connect();
});
afterEach(async () => {
  await source.close();
  await sandbox.close();
});

/** A completed job of the stand-in: its canonical id, and its file. */
async function completed(service: string): Promise<{ jobId: string; attachment: Attachment }> {
  const id = sandbox.addJob(service);
  sandbox.setJob(id, { kind: "completed", bytes: BYTES });
  const jobId = service === "kling" ? `kling:ann@example.com:${id}` : `${service}:${id}`;
  const pollResult = await source.pollJob(jobId);
  if (pollResult.kind !== "job") throw new Error(pollResult.kind);
  return { jobId, attachment: pollResult.job.attachments[0]! };
}

const bytesAt = async (request: { url: string; headers?: object }): Promise<string> => {
  const { url, headers = {} } = request;
  return (await fetch(url, { headers: { ...headers } })).text();
};

const cleanPath = (jobId: string, filename?: string): string | undefined =>
  toCleanCopyPath(parseJobId(jobId)!, { url: "x", filename });

describe("a file of Kling", () => {
  it("is the one without a watermark", async () => {
    const file = await completed("kling");
    expect(await bytesAt(file.attachment)).toBe("not the result");
    const request = await source.locateMedia(file);
    expect(Object.keys(request)).toEqual(["url"]);
    expect(await bytesAt(request)).toBe("the result");
  });

  it.each<ApiFault>([
    { kind: "raw", status: 400, body: '{"error":"Invalid parameters"}' },
    { kind: "raw", status: 200, body: '{"status":"success"}' },
    { kind: "raw", status: 200, body: '{"cdnUrl":"file:///etc/passwd"}' },
    { kind: "html", status: 502 },
    { kind: "hang" },
  ])("has its watermark if the API does not give the other: $kind $status $body", async (fault) => {
    const file = await completed("kling");
    sandbox.server.fault(fault, { path: /download/ });
    expect(await source.locateMedia(file)).toEqual({ url: file.attachment.url });
    expect(log.of("api.troubled")).toMatchObject([{ call: "download" }]);
  });

  it("is asked for by the id of its work, for the account of the job", () => {
    const query = "workIds=5&fileTypes=PNG";
    expect(cleanPath("kling:a+b@c.com:1", "kling-5.png")).toBe(
      `/v1/kling/assets/download?email=a%2Bb%40c.com&${query}`,
    );
    expect(cleanPath("kling:1", "kling-5.png")).toBe(`/v1/kling/assets/download?${query}`);
    const names = [undefined, "video.mp4", "kling-x.mp4", "kling-5.zip", "kling-5.mp4&email=x"];
    expect(names.map((name) => cleanPath("kling:1", name))).toEqual(names.map(() => undefined));
  });
});

describe("a file of Google Vids", () => {
  it("is behind the key, on the API's own origin", async () => {
    const file = await completed("google-vids");
    expect(JSON.stringify(file.attachment)).not.toMatch(/ann|example\.com/);
    const request = await source.locateMedia(file);
    expect(request).toMatchObject({ isOwnOrigin: true });
    expect(request.url.startsWith(`${sandbox.url}/v1/google-vids/media/user%3A12345-`)).toBe(true);
    expect(await bytesAt(request)).toBe("the result");
    expect(await bytesAt({ url: request.url })).toContain("Unauthorized");
  });

  it("has expired if the API does not know the job any more, or its file", async () => {
    const file = await completed("google-vids");
    const id = file.jobId.slice("google-vids:".length);
    sandbox.setJob(id, { kind: "completed" });
    await expect(source.locateMedia(file)).rejects.toMatchObject({ code: "link_expired" });
    sandbox.removeJob(id);
    await expect(source.locateMedia(file)).rejects.toMatchObject({ code: "link_expired" });
  });

  it("is out of reach while the API is", async () => {
    const file = await completed("google-vids");
    sandbox.server.fault({ kind: "html", status: 502 });
    await expect(source.locateMedia(file)).rejects.toMatchObject({ code: "unavailable" });
    const signal = AbortSignal.abort();
    await expect(source.locateMedia({ ...file, signal })).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("is plain if its link is another one", async () => {
    const { jobId } = await completed("google-vids");
    const attachment = { url: "https://files.example/v.mp4" };
    expect(await source.locateMedia({ jobId, attachment })).toEqual(attachment);
  });
});

describe("a request", () => {
  it.each(["", "/", "/v1", "/proxy", "/proxy/v3/"])(
    "goes to the base URL with %j",
    async (path) => {
      const other = connect(path);
      const id = sandbox.addJob("luma");
      await other.pollJob(`luma:${id}`);
      await other.close();
      const prefix = path.startsWith("/proxy") ? "/proxy" : "";
      const { pathname } = sandbox.server.requests.at(-1)!.url;
      expect(pathname).toBe(`${prefix}/v1/luma/jobs/${encodeURIComponent(id)}`);
    },
  );

  it("is not sent for an id of no service", async () => {
    expect(await source.pollJob("nothing:1")).toMatchObject({ kind: "not-found" });
    const attachment = { url: "https://files.example/v.mp4" };
    expect(await source.locateMedia({ jobId: "nothing:1", attachment })).toEqual(attachment);
    expect(sandbox.server.requests).toEqual([]);
  });

  it("never takes the key to the host of the files", async () => {
    for (const service of ["luma", "kling", "pixverse"]) {
      const file = await completed(service);
      const { url, headers = {} } = await source.locateMedia(file);
      await fetch(url, { headers });
    }
    expect(sandbox.violations).toEqual([]);
  });
});

describe("a status that is not documented", () => {
  it("is logged once, unless the answer says itself whether the job has ended", async () => {
    for (const service of ["luma", "luma", "kling", "minimax"]) {
      const id = sandbox.addJob(service);
      sandbox.setJob(id, { kind: "running", word: "daydreaming" });
      await source.pollJob(
        service === "kling" ? `kling:ann@example.com:${id}` : `${service}:${id}`,
      );
    }
    expect(log.lines.filter(({ event }) => event === "job.status_unknown")).toHaveLength(1);
  });
});
