import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { createComfyClassicSandbox } from "../../../../sandbox/comfy/classic-sandbox.ts";
import { createComfyV2Sandbox } from "../../../../sandbox/comfy/v2-sandbox.ts";
import type { ApiClient, ApiQuery, ApiRequest } from "../../../../src/core/ports/api-client.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { createSource, KEY, startSource } from "./start-comfy.ts";

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
  const log = createFakeLogger();
  const source = startSource(sandbox.url, log);
  const at = (uuid: string): string => `${sandbox.url.slice("http://".length)}/${uuid}`;
  return { sandbox, source, at, log, poll: (uuid: string) => source.pollJob(at(uuid)) };
}

/** A client that is told what is sent, and answers. */
class FakeClient implements ApiClient {
  readonly #answer: (request: ApiRequest) => Promise<{ status: number; text: string }>;

  constructor(answer: (request: ApiRequest) => Promise<{ status: number; text: string }>) {
    this.#answer = answer;
  }

  async ask<Result extends { readonly kind: string }>(query: ApiQuery<Result>): Promise<Result> {
    return query.toResult({ ...(await this.#answer(query)), header: () => undefined, atMs: 0 });
  }

  async act(): Promise<{ kind: "unknown" }> {
    return { kind: "unknown" };
  }

  noteUnknownStatus(): void {}

  async close(): Promise<void> {}
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

  it("is not asked of a server that is known to have API v2, whatever one answer is", async () => {
    const { sandbox, poll } = await startV2();
    const uuid = sandbox.addJob();
    await poll(uuid);
    sandbox.server.fault({ kind: "html", status: 200 }, { times: 1 });
    expect((await poll(uuid)).kind).toBe("not-understood");
    expect(sandbox.server.requests).toHaveLength(2);
  });

  it("is found out anew if a job is not found, because a proxy may have answered for API v2", async () => {
    let isBroken = true;
    const client = new FakeClient(async ({ path }) => {
      if (path === "/queue")
        return { status: 200, text: '{"queue_running":[],"queue_pending":[]}' };
      if (path.startsWith("/history")) return { status: 200, text: "{}" };
      return { status: 200, text: isBroken ? "<html>" : '{"status":"running"}' };
    });
    const source = createSource("http://gpu.test", () => client);
    expect((await source.pollJob(`gpu.test/${UUID}`)).kind).toBe("not-found");
    isBroken = false;
    expect((await source.pollJob(`gpu.test/${UUID}`)).kind).toBe("job");
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

it("a status that API v2 does not know is logged", async () => {
  const { sandbox, poll, log } = await startV2();
  const uuid = sandbox.addJob();
  for (const status of ["queued", "daydreaming"]) {
    sandbox.setJob(uuid, { status });
    await poll(uuid);
  }
  expect(log.of("job.status_unknown")).toMatchObject([{ status: "daydreaming" }]);
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

  it("is asked for within 15 seconds, however many requests that takes", async () => {
    const limits: [path: string | undefined, timeoutMs: number][] = [];
    const client = new FakeClient(async ({ path, timeoutMs = 0 }) => {
      await sleep(20);
      limits.push([path.split("/")[1], timeoutMs]);
      const body = path === "/queue" ? { queue_running: [], queue_pending: [] } : {};
      return { status: path.startsWith("/api") ? 404 : 200, text: JSON.stringify(body) };
    });
    const pollResult = await createSource("http://gpu.test", () => client).pollJob(
      `gpu.test/${UUID}`,
    );
    expect(pollResult.kind).toBe("not-found");
    expect(limits.map(([path]) => path)).toEqual(["api", "history", "queue", "history"]);
    for (const [index, [, timeoutMs]] of limits.entries())
      expect(timeoutMs).toBeLessThanOrEqual(15_000 - 15 * index);
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
    const client = new FakeClient(async (query) => {
      sent.push(query.headers);
      return { status: 503, text: "" };
    });
    const source = createSource(url, () => client);
    const jobId = `${hostOf(url)}/${UUID}`;
    await source.pollJob(jobId);
    const located = await source.locateMedia?.({ jobId, attachment: { url: `${url}/view` } });
    expect([...sent, located?.headers]).toEqual([headers, headers]);
  });
});
