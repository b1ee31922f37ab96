import { describe, expect, it, onTestFinished } from "vitest";
import { createComfyClassicSandbox } from "../../../../sandbox/comfy/classic-sandbox.ts";
import { createComfyV2Sandbox } from "../../../../sandbox/comfy/v2-sandbox.ts";
import { createComfyJobSource } from "../../../../src/adapters/comfy/job-source.ts";
import type { ApiClient, ApiRequest } from "../../../../src/core/ports/api-client.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { KEY, startSource } from "./start-comfy.ts";

const UUID = "7f3d2c1b-9a8e-4d6f-b012-3c4d5e6f7a8b";
const hostOf = (url: string): string => new URL(url).host;

async function startClassic() {
  const sandbox = await createComfyClassicSandbox();
  onTestFinished(() => sandbox.close());
  const { origin } = sandbox.server;
  const log = createFakeLogger();
  const source = startSource(origin, log);
  const at = (uuid: string): string => `${hostOf(origin)}/${uuid}`;
  const asked = () => sandbox.server.requests.map(({ url }) => url.pathname.split("/")[1]);
  return { sandbox, source, at, asked, log, poll: (uuid: string) => source.pollJob(at(uuid)) };
}

async function startV2(options: Parameters<typeof createComfyV2Sandbox>[0] = {}) {
  const sandbox = await createComfyV2Sandbox(options);
  onTestFinished(() => sandbox.close());
  const source = startSource(sandbox.url);
  const at = (uuid: string): string => `${sandbox.url.slice("http://".length)}/${uuid}`;
  return { sandbox, source, at, poll: (uuid: string) => source.pollJob(at(uuid)) };
}

describe("which API a server speaks", () => {
  it("is found out once at a classic server, without a problem in the log", async () => {
    const { sandbox, poll, asked, log } = await startClassic();
    const uuid = sandbox.addJob();
    await poll(uuid);
    await poll(uuid);
    expect(asked()).toEqual(["api", "history", "queue", "history", "queue"]);
    expect(log.of("api.troubled")).toEqual([]);
  });

  it("is found out once at a server with API v2, which is asked nothing else", async () => {
    const { sandbox, poll } = await startV2();
    const uuid = sandbox.addJob();
    await poll(uuid);
    await poll(uuid);
    await poll(UUID);
    expect(sandbox.server.requests.map(({ url }) => url.pathname)).toEqual([
      `/api/v2/jobs/${uuid}`,
      `/api/v2/jobs/${uuid}`,
      `/api/v2/jobs/${UUID}`,
    ]);
  });

  it("is not decided by an outage, a refusal or a page", async () => {
    const { sandbox, poll, asked } = await startClassic();
    const uuid = sandbox.addJob();
    for (const status of [503, 429, 200]) {
      const end = sandbox.server.fault({ kind: "html", status });
      expect((await poll(uuid)).kind).not.toBe("job");
      end();
    }
    expect((await poll(uuid)).kind).toBe("job");
    expect(asked().slice(-3)).toEqual(["api", "history", "queue"]);
  });

  it("is found out anew if another server answers at the address", async () => {
    const classic = await startClassic();
    const uuid = classic.sandbox.addJob();
    await classic.poll(uuid);
    const { port } = new URL(classic.sandbox.server.origin);
    await classic.sandbox.close();
    const v2 = await createComfyV2Sandbox({ port: Number(port) });
    onTestFinished(() => v2.close());
    v2.setJob(uuid, { status: "running" });
    const kinds = [await classic.poll(uuid), await classic.poll(uuid), await classic.poll(uuid)];
    expect(kinds.at(-1)?.kind).toBe("job");
    expect(kinds.map(({ kind }) => kind)).not.toContain("not-found");
  });
});

describe("a job of a classic server", () => {
  it("waits, runs and ends", async () => {
    const { sandbox, poll } = await startClassic();
    const [first, second] = [sandbox.addJob(), sandbox.addJob()];
    expect(await poll(second)).toMatchObject({
      job: { facts: { status: "queued", queuePosition: 1 } },
    });
    sandbox.start(first);
    expect(await poll(first)).toMatchObject({ job: { facts: { status: "running" } } });
    sandbox.end(first, { kind: "error", message: "no memory" });
    expect(await poll(first)).toMatchObject({ job: { phase: "failed", error: "no memory" } });
  });

  it("is not lost if it ends between the two answers", async () => {
    const { sandbox, poll } = await startClassic();
    const uuid = sandbox.addJob();
    await poll(uuid);
    sandbox.endAfter(/^\/history/, uuid, { kind: "success", bytes: Buffer.from("x") });
    expect(await poll(uuid)).toMatchObject({ kind: "job", job: { phase: "completed" } });
  });

  it("is not found after a restart, which is said in words", async () => {
    const { sandbox, poll } = await startClassic();
    const uuid = sandbox.addJob();
    await poll(uuid);
    sandbox.restart();
    expect(await poll(uuid)).toMatchObject({
      kind: "not-found",
      message: expect.stringContaining("a restart of ComfyUI loses them"),
    });
  });

  it("is not lost because the queue cannot be read", async () => {
    const { sandbox, poll } = await startClassic();
    const uuid = sandbox.addJob();
    await poll(uuid);
    for (const [fault, kind] of [
      [{ kind: "too-long" }, "not-understood"],
      [{ kind: "html", status: 404 }, "not-understood"],
      [{ kind: "hang" }, "unavailable"],
    ] as const) {
      const end = sandbox.server.fault(fault, { path: /^\/queue/ });
      expect((await poll(uuid)).kind).toBe(kind);
      end();
    }
    expect((await poll(uuid)).kind).toBe("job");
  });
});

describe("several servers", () => {
  it("each have their own jobs, and one that hangs delays no other", async () => {
    const classic = await startClassic();
    const v2 = await startV2();
    const source = startSource(`${classic.sandbox.server.origin},${v2.sandbox.url}`);
    const [a, b] = [classic.sandbox.addJob(), v2.sandbox.addJob()];
    expect((await source.pollJob(classic.at(b))).kind).toBe("not-found");
    classic.sandbox.server.fault({ kind: "hang" });
    const hanging = source.pollJob(classic.at(a));
    expect((await source.pollJob(v2.at(b))).kind).toBe("job");
    expect((await hanging).kind).toBe("unavailable");
  });

  it("are asked only while they are listed, and a job of another one waits", async () => {
    const { source, sandbox } = await startV2();
    expect(await source.pollJob(`gone.test/${UUID}`)).toEqual({ kind: "unavailable" });
    expect(await source.pollJob(UUID)).toEqual({ kind: "unavailable" });
    const attachment = { url: "http://gone.test/view" };
    await expect(
      source.locateMedia?.({ jobId: `gone.test/${UUID}`, attachment }),
    ).rejects.toMatchObject({ code: "unavailable" });
    expect(sandbox.server.requests).toEqual([]);
  });

  it("may be mounted under a path", async () => {
    const { sandbox, poll } = await startV2({ mount: "/deployment/dep-1" });
    expect((await poll(sandbox.addJob())).kind).toBe("job");
  });
});

describe("the key", () => {
  it("goes to this machine", async () => {
    const { sandbox, poll } = await startV2({ key: KEY });
    expect((await poll(sandbox.addJob())).kind).toBe("job");
  });

  it.each([
    ["https://gpu.test", { authorization: `Bearer ${KEY}` }],
    ["http://127.0.0.1:8188", { authorization: `Bearer ${KEY}` }],
    ["http://192.168.1.20:8188", {}],
  ])("sent to %s is %j", async (url, headers) => {
    const sent: ApiRequest["headers"][] = [];
    const client: ApiClient = {
      ask: async (query) => {
        sent.push(query.headers);
        return { kind: "unavailable" };
      },
      act: async () => ({ kind: "unavailable" }),
      noteUnknownStatus: () => undefined,
      close: async () => undefined,
    };
    const values = { COMFY_URL: url, COMFY_API_KEY: KEY };
    const source = createComfyJobSource({ values, createClient: () => client });
    const jobId = `${hostOf(url)}/${UUID}`;
    await source.pollJob(jobId);
    const located = await source.locateMedia({ jobId, attachment: { url: `${url}/view` } });
    expect([...sent, located.headers]).toEqual([headers, headers]);
  });
});
