import { describe, expect, it, onTestFinished } from "vitest";
import { createMediaFetcher } from "../../../../src/adapters/media/http-media-fetcher.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { startRunway } from "./start-runway.ts";

async function setUp() {
  const { sandbox, source, stop } = await startRunway();
  onTestFinished(stop);
  const asked = () => sandbox.server.requests.map(({ url }) => url.pathname);
  return { sandbox, source, asked };
}

describe("the source of Runway", () => {
  it("gets links that work again, each time it asks, after the earlier ones have expired", async () => {
    const { sandbox, source } = await setUp();
    const media = createMediaFetcher({
      clock: systemClock,
      log: createFakeLogger(),
      allowedHosts: ["127.0.0.1"],
    });
    onTestFinished(() => media.close());
    const id = sandbox.addJob("tasks");
    const bytes = mp4Bytes();
    sandbox.addFile("a.mp4", bytes);
    sandbox.show(id, { status: "SUCCEEDED", files: ["a.mp4"] });
    const link = async (): Promise<string> => {
      const pollResult = await source.pollJob(id);
      return pollResult.kind === "job" ? (pollResult.job.attachments[0]?.url ?? "") : "";
    };
    const size = async (url: string): Promise<number> => {
      const file = await media.fetch({ url, maxBytes: 1_000_000 });
      await file.dispose();
      return file.sizeBytes;
    };

    const first = await link();
    expect(await size(first)).toBe(bytes.length);
    sandbox.expireLinks();
    await expect(size(first)).rejects.toMatchObject({ code: "link_expired" });
    expect(await size(await link())).toBe(bytes.length);
  });

  it("names the version of the API in each request", async () => {
    const { sandbox, source } = await setUp();
    await source.pollJob(sandbox.addJob("tasks"));
    expect(sandbox.server.requests[0]?.headers["x-runway-version"]).toBe("2024-11-06");
  });

  it("finds an invocation by its bare id, too", async () => {
    const { sandbox, source, asked } = await setUp();
    const id = sandbox.addJob("workflow_invocations");
    expect(await source.pollJob(id)).toMatchObject({ kind: "job", job: { jobId: id } });
    expect(asked()).toEqual([`/v1/tasks/${id}`, `/v1/workflow_invocations/${id}`]);
  });

  it("asks for an invocation once if it is named as one", async () => {
    const { sandbox, source, asked } = await setUp();
    const id = sandbox.addJob("workflow_invocations");
    const jobId = `workflow_invocations/${id}`;
    expect(await source.pollJob(jobId)).toMatchObject({ kind: "job", job: { jobId } });
    sandbox.remove(id);
    expect((await source.pollJob(jobId)).kind).toBe("not-found");
    expect(new Set(asked())).toEqual(new Set([`/v1/${jobId}`]));
  });

  it("does not take a job for lost if only the second request has no answer", async () => {
    const { sandbox, source } = await setUp();
    const id = sandbox.addJob("workflow_invocations");
    sandbox.server.fault({ kind: "html", status: 502 }, { path: /workflow_invocations/ });
    expect((await source.pollJob(id)).kind).toBe("unavailable");
  });

  it("never deletes a task that has ended, nor a workflow invocation", async () => {
    const { sandbox, source } = await setUp();
    const task = sandbox.addJob("tasks");
    sandbox.show(task, { status: "SUCCEEDED" });
    const invocation = `workflow_invocations/${sandbox.addJob("workflow_invocations")}`;
    expect(await source.cancelJob(task)).toEqual({ kind: "over" });
    expect(await source.cancelJob(invocation)).toEqual({ kind: "over" });
    expect(new Set(sandbox.server.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  it("shows channels the beginning of the id, whatever the job is", async () => {
    const { source } = await setUp();
    expect(source.toPublicId("d2e3d1f4-1b3c-4b5c-8d46-1c1d7ee86892")).toBe("d2e3d1f4");
    expect(source.toPublicId("workflow_invocations/d2e3d1f4-1b3c-4b5c")).toBe("d2e3d1f4");
  });
});
