/** A result that an earlier attempt has posted, with other files than this attempt would send. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { line, message, type Action } from "../../../../../src/core/message.ts";
import type { ResultPost } from "../../../../../src/core/ports/platform.ts";
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

const actions: readonly Action[] = [
  { kind: "button", name: "share", argument: "follow-1", label: "Share…" },
];
const files = [10_000, 20_000].map((size) => ({ file: createVideo(size), altText: "a cat" }));
const whole: Partial<ResultPost> = { files, message: message([line("Two videos")], { actions }) };
const linked = message([line("Two videos. Too large: https://cdn.test/0.mp4")], { actions });

const shown = () =>
  workspace.slack.messages(workspace.slack.channels.publicJoined).map((posted) => ({
    text: posted.text,
    files: posted.files.length,
    hasButtons: JSON.stringify(posted).includes("Share…"),
  }));

/** The answer to the first attempt is lost, and the process with it: the next one does not know what was too large. */
async function postTwice(first: Partial<ResultPost>, request: string): Promise<void> {
  const { slack, adapter, ref } = workspace;
  const post = createResultPost(ref(slack.channels.publicJoined), first);
  slack.failNext({ method: request, when: "after-processing", reset: true });
  await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
  await adapter.postResult({ ...again(post), ...whole });
}

describe("a result that is there already", () => {
  it("gets its buttons if it shows the same files", async () => {
    await postTwice(whole, "files.completeUploadExternal");
    expect(shown()).toEqual([{ text: "Two videos", files: 2, hasButtons: true }]);
  });

  // Its text used to be replaced together with the buttons: the link to the file that was too large went away, and nobody saw
  // that file again.
  it("keeps the links in its text if it shows fewer files", async () => {
    await postTwice({ files: files.slice(1), message: linked }, "files.completeUploadExternal");
    expect(shown()).toMatchObject([{ text: expect.stringContaining("0.mp4"), files: 1 }]);
  });

  it("keeps the links in its text if it shows no file", async () => {
    await postTwice({ files: [], message: linked }, "chat.postMessage");
    expect(shown()).toMatchObject([
      { text: expect.stringContaining("0.mp4"), files: 0, hasButtons: true },
    ]);
  });
});
