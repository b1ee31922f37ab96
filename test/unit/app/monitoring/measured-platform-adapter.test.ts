import { describe, expect, it } from "vitest";
import { MeasuredPlatformAdapter } from "../../../../src/app/monitoring/measured-platform-adapter.ts";
import { PlatformError } from "../../../../src/core/errors.ts";
import type { PlatformAdapter } from "../../../../src/core/ports/platform.ts";
import { FakeMediaFile } from "../../../support/fakes/fake-media.ts";
import { FakePlatformAdapter } from "../../../support/fakes/fake-platform.ts";
import { DISCORD_CHANNEL } from "../../../support/follows.ts";

const REF = { id: "m1", url: "https://chat.test/c1/m1" };
const POST = {
  channel: DISCORD_CHANNEL,
  jobId: "job-1",
  message: { blocks: [], pings: [] },
  key: "k1",
  mayAlreadyExist: false,
} as const;
const fileOf = (sizeBytes: number) => ({
  file: new FakeMediaFile({ bytes: new Uint8Array(sizeBytes) }, () => {}),
  altText: "",
});

function setUp() {
  const inner = new FakePlatformAdapter();
  const counted: unknown[] = [];
  const adapter = new MeasuredPlatformAdapter(inner, {
    relayed: (platform, bytes) => void counted.push(["relayed", platform, bytes]),
    rateLimited: (platform) => void counted.push(["rateLimited", platform]),
  });
  return { inner, adapter, counted };
}

describe("MeasuredPlatformAdapter", () => {
  it("counts the bytes of a result's files once they are posted", async () => {
    const { inner, adapter, counted } = setUp();
    const post = { ...POST, files: [fileOf(10), fileOf(5)], save: async () => {} };
    inner.failNext("result", new PlatformError("unavailable", "503"));
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
    expect(counted).toEqual([]);
    await adapter.postResult(post);
    expect(counted).toEqual([["relayed", "discord", 15]]);
  });

  it("counts the files of an edit, and nothing for texts", async () => {
    const { adapter, counted } = setUp();
    const ref = await adapter.postStatus(POST);
    await adapter.editStatus({ ...POST, ref });
    expect(counted).toEqual([]);
    await adapter.editStatus({ ...POST, ref, files: [fileOf(7)] });
    expect(counted).toEqual([["relayed", "discord", 7]]);
  });

  const calls: Record<string, (adapter: PlatformAdapter) => Promise<unknown>> = {
    status: (adapter) => adapter.postStatus(POST),
    find: (adapter) => adapter.findStatus(POST),
    edit: (adapter) => adapter.editStatus({ ...POST, ref: REF }),
    result: (adapter) => adapter.postResult({ ...POST, files: [], save: async () => {} }),
    thread: (adapter) => adapter.openThread({ channel: DISCORD_CHANNEL, root: REF, name: "x" }),
    direct: (adapter) => adapter.openDirect({ userId: "ann", workspace: "W" }),
  };

  it.each(["status", "find", "edit", "result", "thread", "direct"] as const)(
    "counts a rate limit of %s, and passes the error on",
    async (operation) => {
      const { inner, adapter, counted } = setUp();
      const error = new PlatformError("rate_limited", "429", { retryAfterMs: 1_000 });
      inner.failNext(operation, error);
      await expect(calls[operation]!(adapter)).rejects.toBe(error);
      expect(counted).toEqual([["rateLimited", "discord"]]);
      inner.failNext(operation, new PlatformError("forbidden", "403"));
      await expect(calls[operation]!(adapter)).rejects.toMatchObject({ code: "forbidden" });
      expect(counted).toHaveLength(1);
    },
  );

  it("has the endpoints and, once it is known, the workspace of its adapter", async () => {
    const inner = Object.assign(new FakePlatformAdapter(), {
      workspace: undefined as string | undefined,
      endpoints: [],
    });
    const metrics = { relayed: () => {}, rateLimited: () => {} };
    const adapter: PlatformAdapter = new MeasuredPlatformAdapter(inner, metrics);
    expect([adapter.platform, adapter.workspace]).toEqual(["discord", undefined]);
    expect(adapter.endpoints).toBe(inner.endpoints);
    inner.workspace = "T1";
    expect(adapter.workspace).toBe("T1");
  });

  it("starts and stops its adapter", async () => {
    const { inner, adapter } = setUp();
    await adapter.start(new AbortController().signal);
    expect(inner.running).toBe(true);
    adapter.stopCommands();
    expect(await inner.invoke({ name: "pika-help" })).toEqual([]);
    await adapter.stop();
    expect(inner.running).toBe(false);
  });
});
