import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { line, message, type Message } from "../../../src/core/message.ts";
import type { ResultFile, StatusEdit } from "../../../src/core/ports/platform.ts";
import {
  again,
  createResultPost,
  createVideo,
  openWorkspace,
  type Workspace,
} from "../../support/slack/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ maxFileBytes: 200_000 });
  await workspace.start();
});
afterEach(() => workspace[Symbol.asyncDispose]());

const say = (text: string): Message => message([line(text)]);
const fileOf = (sizeBytes?: number): ResultFile => ({
  file: createVideo(sizeBytes),
  altText: "a cat on the moon",
});

async function postStatus(thread?: string): Promise<Omit<StatusEdit, "message">> {
  const { slack, adapter, ref } = workspace;
  const channel = ref(slack.channels.publicJoined, thread);
  const key = "follow-1:status";
  const post = { channel, jobId: "job-1", message: say("Running"), key, mayAlreadyExist: false };
  return { channel, ref: await adapter.postStatus(post) };
}
const shown = () => workspace.slack.messages(workspace.slack.channels.publicJoined);

describe("an edit with files", () => {
  it("adds them to the message, byte for byte, and posts nothing", async () => {
    const { slack, adapter } = workspace;
    const status = await postStatus();
    const video = createVideo(150_000);
    const files = [{ file: video, altText: "a cat" }, fileOf()];
    await adapter.editStatus({ ...status, message: say("Done"), files });
    expect(shown()).toMatchObject([
      { ts: status.ref.id, text: "Done", files: [{ sha256: video.sha256, title: "a cat" }, {}] },
    ]);
    for (const { args } of slack.requestsOf("files.completeUploadExternal"))
      expect(args).not.toHaveProperty("channel_id");
  });

  it("is idempotent, and a later text edit keeps them", async () => {
    const { adapter } = workspace;
    const edit = { ...(await postStatus()), message: say("Done"), files: [fileOf()] };
    await adapter.editStatus(edit);
    await adapter.editStatus(edit);
    await adapter.editStatus({ ...edit, message: say("Done at last"), files: [] });
    expect(shown()).toMatchObject([{ text: "Done at last", files: [{ name: "cat.mp4" }] }]);
    expect(shown()[0]?.files).toHaveLength(1);
  });

  it("is refused if a file is too large, and leaves the message as it was", async () => {
    const { adapter } = workspace;
    const edit = { ...(await postStatus()), message: say("Done"), files: [fileOf(200_001)] };
    await expect(adapter.editStatus(edit)).rejects.toMatchObject({ code: "too_large" });
    expect(shown()).toMatchObject([{ text: "Running", files: [] }]);
  });

  it.each(["upload", "files.completeUploadExternal", "chat.update"])(
    "can be repeated if %s fails",
    async (method) => {
      const { slack, adapter } = workspace;
      const edit = { ...(await postStatus()), message: say("Done"), files: [fileOf()] };
      slack.failNext({ method, status: 503 });
      await expect(adapter.editStatus(edit)).rejects.toMatchObject({ code: "unavailable" });
      await adapter.editStatus(edit);
      expect(shown()).toMatchObject([{ text: "Done", files: [{ name: "cat.mp4" }] }]);
    },
  );
});

describe("a thread", () => {
  it("belongs to its first message, and accepts results", async () => {
    const { slack, adapter, ref } = workspace;
    const status = await postStatus();
    const request = { channel: status.channel, root: status.ref, name: "Job job-1" };
    const thread = await adapter.openThread(request);
    expect(thread).toEqual(ref(slack.channels.publicJoined, status.ref.id));
    await adapter.postResult(createResultPost(thread));
    expect(shown().at(-1)).toMatchObject({ thread_ts: status.ref.id, files: [{}] });
  });

  // What is refused in a thread is tried beside it. An earlier attempt in the thread used to be forgotten then.
  it.each([
    { from: "a thread", to: "the channel" },
    { from: "the channel", to: "a thread" },
    { from: "a thread", to: "a later thread" },
  ])("is searched for a result from $from that is tried again in $to", async ({ from, to }) => {
    const { slack, adapter, ref } = workspace;
    const place = (name: string) =>
      name === "the channel"
        ? ref(slack.channels.publicJoined)
        : ref(slack.channels.publicJoined, slack.say(slack.channels.publicJoined, name).ts);
    const post = createResultPost(place(from), { files: [] });
    slack.failNext({ method: "chat.postMessage", when: "after-processing", reset: true });
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
    await adapter.postResult({ ...again(post), channel: place(to) });
    expect(shown().filter(({ text }) => text === "The video is ready")).toHaveLength(1);
  });

  // A reply's own timestamp as thread_ts would make a message that hardly any user finds.
  it("of a message in a thread is the thread that contains it", async () => {
    const { slack, adapter } = workspace;
    const parent = slack.say(slack.channels.publicJoined, "a thread");
    const { channel, ref: root } = await postStatus(parent.ts);
    expect(await adapter.openThread({ channel, root, name: "Job job-1" })).toEqual(channel);
  });
});

it("keeps the parts of a result apart by their keys, each with its own checkpoint", async () => {
  const { slack, adapter, ref } = workspace;
  const channel = ref(slack.channels.publicJoined);
  const parts = [1, 2].map((part) =>
    createResultPost(channel, {
      part,
      key: `follow-1:result:${part}`,
      message: say(`Part ${part}`),
    }),
  );
  for (const post of parts) await adapter.postResult(post);
  for (const post of parts) {
    const checkpoint = post.saved.at(-1);
    await adapter.postResult({ ...post, mayAlreadyExist: true, ...(checkpoint && { checkpoint }) });
  }
  const text = createResultPost(channel, { part: 3, key: "follow-1:result:3", files: [] });
  await adapter.postResult(text);
  await adapter.postResult({ ...text, mayAlreadyExist: true });
  expect(shown().map((each) => each.text)).toEqual(["Part 1", "Part 2", "The video is ready"]);
});
