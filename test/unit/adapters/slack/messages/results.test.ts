import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { line, message } from "../../../../../src/core/message.ts";
import type { ResultPost } from "../../../../../src/core/ports/platform.ts";
import type { SandboxMessage } from "../../../../../sandbox/slack/slack-sandbox.ts";
import {
  again,
  createResultPost,
  createVideo,
  openWorkspace,
  type Workspace,
} from "../../../../support/slack/workspace.ts";

let workspace: Workspace;

beforeEach(async () => {
  workspace = await openWorkspace();
  await workspace.start();
});
afterEach(() => workspace[Symbol.asyncDispose]());

const messages = (): readonly SandboxMessage[] =>
  workspace.slack.messages(workspace.slack.channels.publicJoined);

const create = (parts: Partial<ResultPost> = {}): ReturnType<typeof createResultPost> =>
  createResultPost(workspace.ref(workspace.slack.channels.publicJoined), parts);

const completed = (): readonly unknown[] =>
  workspace.slack.requestsOf("files.completeUploadExternal").filter(({ status }) => status === 200);

async function expectOneResult(): Promise<SandboxMessage> {
  await vi.waitFor(() => expect(messages().flatMap(({ files }) => files)).toHaveLength(1));
  expect(messages()).toHaveLength(1);
  return messages()[0]!;
}

describe("a result with a file", () => {
  it("arrives byte for byte, with its text, name and description", async () => {
    const { slack, adapter } = workspace;
    slack.setShareDelay(400);
    const file = createVideo(3_000_001);
    const post = create({ files: [{ file, altText: "a <cat> on the moon" }] });
    const ref = await adapter.postResult(post);
    const result = await expectOneResult();
    expect(ref.id).toBe(result.ts);
    expect(ref.url).toContain(`p${result.ts.replace(".", "")}`);
    expect(result.text).toBe("The video is ready");
    expect(result.files[0]).toMatchObject({
      name: "cat.mp4",
      title: "a ‹cat› on the moon",
      sha256: file.sha256,
      size: 3_000_001,
    });
  });

  it("is recorded before its upload, and again before it becomes visible", async () => {
    const { slack, adapter } = workspace;
    const done: string[] = [];
    slack.on("request", ({ method }) => {
      if (method === "upload" || method === "files.completeUploadExternal") done.push(method);
    });
    await adapter.postResult(
      create({
        save: async ({ phase, files }) => {
          expect(files).toMatch(/^F\w+$/);
          done.push(`save ${phase}`);
        },
      }),
    );
    expect(done).toEqual([
      "save uploading",
      "upload",
      "save completing",
      "files.completeUploadExternal",
    ]);
  });

  it("is not started if it cannot be recorded", async () => {
    const { slack, adapter } = workspace;
    const post = create({ save: () => Promise.reject(new Error("the store is down")) });
    await expect(adapter.postResult(post)).rejects.toThrow("the store is down");
    expect(slack.requestsOf("upload")).toEqual([]);
  });

  it("is one message with several files", async () => {
    const files = [createVideo(10_000), createVideo(20_000)].map((file) => ({
      file,
      altText: "x",
    }));
    await workspace.adapter.postResult(create({ files }));
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.files.map(({ size }) => size)).toEqual([10_000, 20_000]);
  });

  it("goes to its thread", async () => {
    const { slack, adapter, ref } = workspace;
    const parent = slack.say(slack.channels.publicJoined, "a thread");
    const ours = await adapter.postResult(
      create({ channel: ref(slack.channels.publicJoined, parent.ts) }),
    );
    expect(messages().at(-1)).toMatchObject({ ts: ours.id, thread_ts: parent.ts });
  });

  it.each(["publicNotJoined", "privateWithBot", "directMessage"] as const)(
    "arrives in %s",
    async (name) => {
      const { slack, adapter, ref } = workspace;
      const ours = await adapter.postResult(create({ channel: ref(slack.channels[name]) }));
      expect(slack.messages(slack.channels[name])).toMatchObject([{ ts: ours.id }]);
    },
  );

  it("is read no faster than Slack accepts it, so that it is never completely in memory", async () => {
    const { slack, adapter } = workspace;
    slack.failNext({ method: "upload", hang: true });
    const file = createVideo(64 * 2 ** 20);
    let pulledBytes = 0;
    const counted = {
      ...file,
      open: async function* () {
        for await (const chunk of file.open()) {
          pulledBytes += chunk.length;
          yield chunk;
        }
      },
    };
    const stopping = new AbortController();
    const posting = adapter.postResult(
      create({ files: [{ file: counted, altText: "x" }], signal: stopping.signal }),
    );
    let before = 0;
    await vi.waitFor(
      () => {
        const isStalled = pulledBytes > 0 && pulledBytes === before;
        before = pulledBytes;
        expect(isStalled).toBe(true);
      },
      { interval: 250, timeout: 10_000 },
    );
    expect(pulledBytes).toBeLessThan(16 * 2 ** 20);
    stopping.abort();
    await expect(posting).rejects.toMatchObject({ code: "unavailable" });
  });
});

/** Posts, fails, and posts again as the caller does; where the caller says the result is. */
async function failThenRetry(post = create()): Promise<string> {
  await expect(workspace.adapter.postResult(post)).rejects.toMatchObject({ retryable: true });
  const ref = await workspace.adapter.postResult(again(post));
  return ref.id;
}

describe("never twice, never lost:", () => {
  it.each([
    { method: "files.getUploadURLExternal", reset: true },
    { method: "files.getUploadURLExternal", when: "after-processing", reset: true } as const,
    { method: "upload", reset: true },
    { method: "upload", status: 500 },
    { method: "upload", status: 404 },
    { method: "upload", when: "after-processing", reset: true } as const,
    { method: "files.completeUploadExternal", reset: true },
    { method: "files.completeUploadExternal", status: 503 },
    { method: "files.completeUploadExternal", error: "internal_error" },
    { method: "files.completeUploadExternal", error: "ratelimited" },
    { method: "files.completeUploadExternal", when: "after-processing", reset: true } as const,
    {
      method: "files.completeUploadExternal",
      when: "after-processing",
      error: "fatal_error",
    } as const,
  ])("one result despite %j", async (fault) => {
    workspace.slack.failNext(fault);
    const id = await failThenRetry();
    expect((await expectOneResult()).ts).toBe(id);
  });

  it("finds a share that appears long after its answer was lost", async () => {
    const { slack } = workspace;
    slack.setShareDelay(600);
    slack.failNext({
      method: "files.completeUploadExternal",
      when: "after-processing",
      reset: true,
    });
    const id = await failThenRetry();
    expect((await expectOneResult()).ts).toBe(id);
    expect(slack.requestsOf("files.completeUploadExternal")).toHaveLength(1);
  });

  it("needs no second upload if completing was postponed", async () => {
    const { slack } = workspace;
    slack.failNext({ method: "files.completeUploadExternal", error: "ratelimited" });
    const id = await failThenRetry();
    expect((await expectOneResult()).ts).toBe(id);
    expect(slack.requestsOf("upload")).toHaveLength(1);
  });

  it.each(["files.info", "conversations.history"])(
    "does not guess while %s is down",
    async (method) => {
      const { slack, adapter } = workspace;
      slack.failNext({
        method: "files.completeUploadExternal",
        when: "after-processing",
        reset: true,
      });
      const post = create();
      await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
      slack.failNext({ method, status: 500 });
      await adapter.postResult(again(post));
      await expectOneResult();
      expect(slack.requestsOf("files.completeUploadExternal")).toHaveLength(1);
    },
  );

  it("sends a file again that Slack accepted and never showed", async () => {
    const { slack, adapter } = workspace;
    slack.setShareDelay("drop");
    const posting = adapter.postResult(create());
    await vi.waitFor(
      () => expect(slack.requestsOf("files.completeUploadExternal").length).toBe(2),
      10_000,
    );
    slack.setShareDelay(50);
    const ref = await posting;
    expect(ref.id).toBe((await expectOneResult()).ts);
  });

  // A clock that had jumped made the wait look over, and the file was shared a second time beside the late first.
  it.each([2, -2])("waits for a late share although the clock jumped by %i days", async (days) => {
    const { slack, adapter } = workspace;
    slack.setShareDelay(300);
    slack.failNext({
      method: "files.completeUploadExternal",
      when: "after-processing",
      reset: true,
    });
    const post = create();
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
    const { checkpoint, ...rest } = again(post);
    const askedAt = String(Number(checkpoint?.["askedAt"]) - days * 86_400_000);
    await adapter.postResult({ ...rest, checkpoint: { ...checkpoint, askedAt } });
    await expectOneResult();
    expect(slack.requestsOf("files.completeUploadExternal")).toHaveLength(1);
  });

  it("reports a file that never appears, and posts it at a later attempt", async () => {
    const { slack, adapter } = workspace;
    slack.setShareDelay("drop");
    const post = create();
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
    slack.setShareDelay(50);
    const ref = await adapter.postResult(again(post));
    expect(ref.id).toBe((await expectOneResult()).ts);
  }, 30_000);

  // Such a file used to be retried for a day, and the channel heard nothing at all.
  it("treats a file that never appears as refused, so that the text is posted instead", async () => {
    const { slack, adapter } = workspace;
    slack.setShareDelay("drop");
    const post = create();
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
    const second = again(post);
    await expect(adapter.postResult(second)).rejects.toMatchObject({ code: "file_refused" });
    const uploads = slack.requestsOf("upload").length;
    const text = { ...again(post), files: [] };
    slack.failNext({ method: "chat.postMessage", error: "ratelimited" });
    await expect(adapter.postResult(text)).rejects.toMatchObject({ code: "rate_limited" });
    await expect(adapter.postResult(again(post))).rejects.toMatchObject({ code: "file_refused" });
    await adapter.postResult(text);
    expect(messages()).toMatchObject([{ text: "The video is ready", files: [] }]);
    expect(slack.requestsOf("upload")).toHaveLength(uploads);
  }, 30_000);

  it("posts no text in place of a file that appears at the last moment", async () => {
    const { slack, adapter } = workspace;
    slack.setShareDelay("drop");
    const post = create();
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
    // Only the very last completion brings the file, and after its half minute of patience (here: a second).
    const delayLastShare = async (): Promise<void> => {
      await vi.waitFor(() => expect(completed()).toHaveLength(5), 10_000);
      slack.setShareDelay(1_500);
    };
    const [refusal] = await Promise.allSettled([adapter.postResult(again(post)), delayLastShare()]);
    expect(refusal).toMatchObject({ status: "rejected", reason: { code: "file_refused" } });
    await vi.waitFor(() => expect(messages()).toHaveLength(1), 10_000);
    const ref = await adapter.postResult({ ...again(post), files: [] });
    expect(ref.id).toBe((await expectOneResult()).ts);
  }, 30_000);

  it("finds what an earlier process posted if only the text is tried afterwards", async () => {
    const { slack, adapter } = workspace;
    slack.failNext({
      method: "files.completeUploadExternal",
      when: "after-processing",
      reset: true,
    });
    const post = create();
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
    await adapter.postResult({ ...again(post), files: [] });
    await expectOneResult();
  });

  it("finds the text that was posted if files are tried afterwards", async () => {
    const { slack, adapter } = workspace;
    slack.failNext({ method: "chat.postMessage", when: "after-processing", reset: true });
    const text = create({ files: [], message: message([line("Too large: https://x.example")]) });
    await expect(adapter.postResult(text)).rejects.toMatchObject({ code: "unavailable" });
    await adapter.postResult({ ...create(), mayAlreadyExist: true });
    expect(messages()).toHaveLength(1);
  });

  // The refusal used to count for the earlier completion, too, so that its files were posted a second time.
  it("remembers a completion that may have worked although a later one is refused", async () => {
    const { slack, adapter } = workspace;
    slack.setScopes(["commands", "chat:write", "files:write", "files:read", "channels:join"]);
    const completing = "files.completeUploadExternal";
    slack.failNext({ method: completing, when: "after-processing", reset: true });
    const post = create();
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
    slack.failNext({ method: "files.info", error: "access_denied" });
    slack.failNext({ method: completing, error: "is_archived" });
    await expect(adapter.postResult(again(post))).rejects.toMatchObject({ code: "channel_lost" });
    const ref = await adapter.postResult(again(post));
    expect(ref.id).toBe((await expectOneResult()).ts);
  });

  it("works as well as it can without the permission to look", async () => {
    const { slack, adapter } = workspace;
    slack.setScopes(["commands", "chat:write", "files:write", "channels:join"]);
    const ref = await adapter.postResult(create());
    // A file's id is no place in the channel: the link used to lead nowhere.
    expect(ref).toEqual({ id: expect.stringMatching(/^F/) });
    await expectOneResult();
  });
});

describe("a refusal of Slack lets the caller choose:", () => {
  it.each([
    ["file_uploads_disabled", "file_refused"],
    ["file_type_not_allowed", "file_refused"],
    ["file_upload_size_restricted", "too_large"],
  ])("%s means %s, and the text alone follows at once", async (error, code) => {
    const { slack, adapter } = workspace;
    slack.failNext({ method: "files.getUploadURLExternal", error });
    const post = create();
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code });
    await adapter.postResult({ ...again(post), mayAlreadyExist: false, files: [] });
    expect(messages()).toMatchObject([{ text: "The video is ready", files: [] }]);
  });

  it("HTTP 413 at the upload means too large", async () => {
    workspace.slack.failNext({ method: "upload", status: 413 });
    await expect(workspace.adapter.postResult(create())).rejects.toMatchObject({
      code: "too_large",
    });
  });

  it("a file over Slack's own limit means too large", async () => {
    await using small = await openWorkspace({ maxFileBytes: 50_000 });
    await small.start();
    const post = createResultPost(small.ref(small.slack.channels.publicJoined));
    await expect(small.adapter.postResult(post)).rejects.toMatchObject({ code: "too_large" });
  });

  it("restricted_action means forbidden; the text alone does not wait for a share", async () => {
    const { slack, adapter } = workspace;
    slack.failNext({ method: "files.completeUploadExternal", error: "restricted_action" });
    const post = create();
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "forbidden" });
    await adapter.postResult({ ...again(post), mayAlreadyExist: false, files: [] });
    expect(slack.requestsOf("files.info")).toEqual([]);
    expect(messages()).toMatchObject([{ files: [] }]);
  });

  it("a channel that was archived in the meantime is lost", async () => {
    workspace.slack.archiveChannel(workspace.slack.channels.publicJoined);
    await expect(workspace.adapter.postResult(create())).rejects.toMatchObject({
      code: "channel_lost",
    });
  });
});

it("ends at once when it is stopped, in any step", async () => {
  const { slack, adapter } = workspace;
  slack.setShareDelay("drop");
  const stopping = new AbortController();
  const posting = adapter.postResult(create({ signal: stopping.signal }));
  await vi.waitFor(() => expect(slack.requestsOf("files.info").length).toBeGreaterThan(0));
  stopping.abort();
  await expect(posting).rejects.toMatchObject({ code: "unavailable" });
});
