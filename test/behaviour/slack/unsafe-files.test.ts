import { afterEach, describe, expect, it } from "vitest";
import type { Attachment } from "../../../src/core/job/job.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob } from "../../support/follows.ts";
import {
  startSlackRelay,
  type SlackRelay,
  type SlackRelayOptions,
} from "../../support/slack/slack-relay.ts";

const SAFE = "https://cdn.test/safe.mp4";
const UNSAFE = "https://cdn.test/unsafe.mp4";
const fileOf = (url: string, isUnsafe: boolean): Attachment => ({
  url,
  filename: url.slice("https://cdn.test/".length),
  contentType: "video/mp4",
  isUnsafe,
});
const MIXED = [fileOf(SAFE, false), fileOf(UNSAFE, true)];
/** The link as code: Slack previews it nowhere, not even in the comment of a file or after an edit. */
const LINK = `\`<${UNSAFE}|unsafe.mp4>\``;

let relay: SlackRelay;
afterEach(() => relay[Symbol.asyncDispose]());

/** What Slack shows in the channel of a job with these files. */
async function deliver(
  options: SlackRelayOptions,
  attachments: readonly Attachment[] = MIXED,
  begin: () => void = () => {},
) {
  relay = await startSlackRelay(options);
  const { slack, api, media, store } = relay;
  api.answer("job-1", { kind: "job", job: aJob("running") });
  for (const { url } of attachments) media.script(url, { bytes: mp4Bytes() });
  const asked = await slack.command({ command: "/pika-status", text: "job-1" });
  await asked.waitForPrivateReply((reply) => reply.text.includes("Following"));
  begin();
  api.answer("job-1", { kind: "job", job: aJob("completed", { attachments }) });
  await expect.poll(() => store.all()[0]?.state, { timeout: 20_000 }).toBe("delivered");
  const messages = slack.messages(slack.channels.publicJoined);
  return {
    messages,
    files: messages.flatMap(({ files }) => files.map(({ name }) => name)),
    text: JSON.stringify(messages.map(({ text, blocks }) => [text, blocks])),
  };
}

describe("an unsafe file beside a safe one on Slack", () => {
  it.each(["post", "edit", "thread"] as const)(
    "is linked without a preview, and says why (%s)",
    async (delivery) => {
      const { files, text } = await deliver({ delivery });
      expect(files).toEqual(["safe.mp4"]);
      expect(text.split(UNSAFE)).toHaveLength(text.split(LINK).length);
      expect(text).toContain(LINK);
      expect(text).toContain("marked it as sensitive, and Slack can’t blur it.");
      expect(relay.media.timesAsked(UNSAFE)).toBe(0);
    },
  );

  it("is neither posted nor linked if such files are hidden", async () => {
    const { files, text } = await deliver({ unsafe: "hide" });
    expect(files).toEqual(["safe.mp4"]);
    expect(text).not.toContain(UNSAFE);
    expect(text).toContain("I didn’t post 1 file");
  });

  it("is like any other if such files are shown", async () => {
    const { files, text } = await deliver({ unsafe: "show" });
    expect(files).toEqual(["safe.mp4", "unsafe.mp4"]);
    expect(text).not.toContain("as sensitive");
  });

  it("is linked once if the answer to the upload is lost", async () => {
    const { messages, files } = await deliver({}, MIXED, () =>
      relay.slack.failNext({
        method: "files.completeUploadExternal",
        status: 503,
        when: "after-processing",
      }),
    );
    expect(files).toEqual(["safe.mp4"]);
    expect(messages).toHaveLength(2);
  });
});

it("links an unsafe file on Slack that is the only one", async () => {
  const { messages, files, text } = await deliver({}, [fileOf(UNSAFE, true)]);
  expect(files).toEqual([]);
  expect(text).toContain(LINK);
  expect(text).not.toContain("but I couldn’t attach");
  expect(messages.at(-1)).toMatchObject({ unfurlLinks: false, unfurlMedia: false });
});
