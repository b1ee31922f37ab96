import { expect, it } from "vitest";
import {
  contentOf,
  isUsable,
  parseUploadState,
  toCheckpoint,
} from "../../../../../src/adapters/slack/messages/upload-state.ts";
import {
  again,
  createResultPost,
  createVideo,
  openWorkspace,
} from "../../../../support/slack/workspace.ts";

const cat = { file: createVideo(1_000), altText: "a cat" };
const dog = { file: { ...createVideo(1_000), filename: "dog.mp4" }, altText: "a dog" };

it("is used again for the same files only", () => {
  const state = {
    phase: "uploaded",
    files: ["F1"],
    content: contentOf([cat]),
    earlier: [],
    askedAt: 1,
    silentAttempts: 0,
  } as const;
  const stored = parseUploadState(toCheckpoint(state));
  expect(stored).toEqual(state);
  expect([[cat], [dog], [cat, dog]].map((files) => isUsable(state, files))).toEqual([
    true,
    false,
    false,
  ]);
  // An earlier release noted only how many there are.
  expect(isUsable({ ...state, content: undefined }, [dog])).toBe(true);
});

// The bytes of the first file used to go out under the title of the second one, which was lost.
it("is not used for another file that takes the place of one whose completion was refused", async () => {
  await using workspace = await openWorkspace();
  await workspace.start();
  const { slack, adapter, ref } = workspace;
  const channel = slack.channels.publicJoined;
  const post = createResultPost(ref(channel), { files: [cat] });
  slack.failNext({ method: "files.completeUploadExternal", error: "ratelimited" });
  await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "rate_limited" });
  await adapter.postResult({ ...again(post), files: [dog] });
  expect(slack.messages(channel).flatMap(({ files }) => files)).toMatchObject([
    { name: "dog.mp4" },
  ]);
});
