import { describe, expect, onTestFinished, test } from "vitest";
import { createPikaSandbox, type PikaSandbox } from "../../../sandbox/pika/pika-sandbox.ts";
import type { MediaFault } from "../../../sandbox/pika/media/media-faults.ts";
import { sampleVideo } from "../../../sandbox/pika/media/sample-video.ts";

async function start(): Promise<PikaSandbox> {
  const sandbox = await createPikaSandbox();
  onTestFinished(() => sandbox.close());
  return sandbox;
}

const ask = (sandbox: PikaSandbox, jobId: string): Promise<Response> =>
  fetch(`${sandbox.url}/jobs/?jobid=${encodeURIComponent(jobId)}`, {
    headers: { authorization: `Bearer ${sandbox.token}` },
  });
const statuses = async (sandbox: PikaSandbox, jobIds: readonly string[]): Promise<number[]> => {
  const seen = [];
  for (const jobId of jobIds) seen.push((await ask(sandbox, jobId)).status);
  return seen;
};

/** Downloads the first file with a plain client: returns the status, and the bytes or the failure. */
async function download(fault: MediaFault): Promise<{ status: number; bytes: number | "cut" }> {
  const sandbox = await start();
  const jobId = sandbox.addJob({ steps: [{ status: "completed" }] });
  const { attachments } = (await (await ask(sandbox, jobId)).json()) as {
    attachments: { url: string }[];
  };
  sandbox.mediaFault(fault, { jobId });
  const response = await fetch(attachments[0]?.url ?? "", { redirect: "manual" });
  const bytes = await response.arrayBuffer().then(
    (buffer) => buffer.byteLength,
    () => "cut" as const,
  );
  return { status: response.status, bytes };
}

describe("faults of the stand-in job API", () => {
  test("apply first in, first out, one job's before all jobs', until used up", async () => {
    const sandbox = await start();
    const [a, b] = [sandbox.addJob(), sandbox.addJob()];
    sandbox.fault({ kind: "refuse", status: 500 }, { times: 1 });
    sandbox.fault({ kind: "refuse", status: 503 }, { times: 1 });
    sandbox.fault({ kind: "refuse", status: 429 }, { jobId: b, times: 1 });
    expect(await statuses(sandbox, [b, a, b, a, b])).toEqual([429, 500, 503, 200, 200]);
  });

  test("last until ended or cleared", async () => {
    const sandbox = await start();
    const jobId = sandbox.addJob();
    const end = sandbox.fault({ kind: "html", status: 502 });
    expect(await statuses(sandbox, [jobId, jobId])).toEqual([502, 502]);
    end();
    expect(await statuses(sandbox, [jobId])).toEqual([200]);
    sandbox.fault({ kind: "hang" });
    sandbox.clearFaults();
    expect(await statuses(sandbox, [jobId])).toEqual([200]);
  });

  test("do not advance a job's script", async () => {
    const sandbox = await start();
    const jobId = sandbox.addJob({ ends: "completed" });
    sandbox.fault({ kind: "refuse", status: 500 }, { times: 3 });
    await statuses(sandbox, [jobId, jobId, jobId]);
    expect(await (await ask(sandbox, jobId)).json()).toMatchObject({ status: "created" });
  });

  test("can be a delay only", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "slow", delayMs: 30 });
    expect((await ask(sandbox, sandbox.addJob())).status).toBe(200);
  });

  test("do not keep the stand-in from closing, once or twice", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "hang" }, { jobId: "a" });
    sandbox.fault({ kind: "endless" }, { jobId: "b" });
    const hung = ask(sandbox, "a").catch(() => "cut");
    const endless = await ask(sandbox, "b");
    await sandbox.whenPolled("a", 1);
    await sandbox.close();
    expect(await hung).toBe("cut");
    await expect(endless.text()).rejects.toThrow(TypeError);
    await sandbox.close();
  });
});

describe("faults of the stand-in media server", () => {
  test.each<[MediaFault, Awaited<ReturnType<typeof download>>]>([
    [{ kind: "expired" }, { status: 404, bytes: 36 }],
    [{ kind: "length-lies" }, { status: 200, bytes: "cut" }],
    [
      { kind: "redirect", location: "http://169.254.1.1/" },
      { status: 302, bytes: 0 },
    ],
  ])("%o", async (fault, expected) => {
    expect(await download(fault)).toEqual(expected);
  });

  test("can be any status, and a page under the video's name", async () => {
    expect((await download({ kind: "status", status: 503 })).status).toBe(503);
    const page = await download({ kind: "html" });
    expect(page.status).toBe(200);
    expect(page.bytes).toBeLessThan(sampleVideo.bytes.length);
  });
});
